// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>
#include <QStringList>

namespace spoolscope {

/// What one ssh_config file names; nothing of it is evaluated. ssh_config(5).
struct SshHostNames
{
    QStringList hosts; ///< words of Host lines without wildcards and negation, each once, in order
    QStringList includes; ///< words of Include lines, as they are written
};

/// Pure.
SshHostNames parseSshHostNames(QByteArrayView text);

/// The hosts that the user's ssh_config names, with what it includes, to choose servers from. A
/// file that cannot be read, is larger than a megabyte or is no plain file is passed over.
/// `configFile` empty: ~/.ssh/config of the account. Reads local files only.
QStringList sshHostNames(const QString &configFile = {});

}
