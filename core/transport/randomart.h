// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

namespace spoolscope {

/// The picture that "ssh-keygen -lv" draws of a public key's SHA-256 hash: 11 lines of 19
/// characters with '\n' between them. People recognize a picture sooner than 43 letters.
QByteArray randomart(const QByteArray &keyBlob);

}
