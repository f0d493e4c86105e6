// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>
#include <QStringView>

namespace spoolscope::text {

/// Whether one label of the domain mixes scripts beyond what UTS 39 calls highly restrictive
/// (Latin with Chinese, Japanese or Korean is usual; Latin with Cyrillic imitates).
bool mixesScripts(QStringView domain);

/// What to say beside text that holds addresses: for each domain with letters beyond ASCII a
/// sentence with its ASCII form ("xn--...", RFC 5891) and, where it mixes scripts, a warning. No
/// more than five; nothing for the usual address. `shown` comes from visible(); so may be shown
/// what is returned. Pure and thread-safe.
QStringList domainNotes(QStringView shown);

}
