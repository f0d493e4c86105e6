// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/instance.h"
#include "core/postfix/retrysettings.h"
#include "core/postfix/rights.h"
#include "core/transport/commandline.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QList>

#include <optional>

namespace spoolscope {

/// How sudo met the account.
enum class SudoAnswer {
    NotAsked, ///< the account is root
    Missing, ///< there is no sudo
    Refused, ///< the account may not use it at all
    NeedsTerminal, ///< "Defaults requiretty", which no tool like this can serve
    NeedsPassword, ///< it says nothing without one: what it would allow is not known
    Answers, ///< it told without a password what the account may run
};

/// A file that Postfix may log to.
struct LogFile
{
    QByteArray path;
    bool isReadable = false;
    qint64 modified = 0; ///< seconds since 1970; 0: it was not told

    bool operator==(const LogFile &) const = default;
};

/// What one look at a host finds out.
struct HostFacts
{
    QByteArray hostName; ///< myhostname of the primary instance
    QByteArray mailVersion; ///< "3.10.5"
    QByteArray account; ///< the remote user name
    qint64 clock = 0; ///< server time, seconds since 1970
    QList<Instance> instances; ///< the enabled ones; the primary one where none is
    /// One per instance, same order. What sudo allows after a password is SudoPassword here;
    /// connectServer() leaves that out where the server's entry does not choose it.
    QList<InstanceRights> rights;
    QList<InstanceRights> offered = {}; ///< the same with nothing left out
    /// When each of them tries mail again, same order; absent where it did not say.
    QList<std::optional<RetrySettings>> retries = {};
    /// What each of them calls itself in the log (syslog_name), same order.
    QByteArrayList syslogNames = {};
    SudoAnswer sudo = SudoAnswer::NotAsked;
    QList<LogFile> logs = {}; ///< those that exist
    bool canReadJournal = false;
    QByteArray timeZone = {}; ///< of local time there: "Europe/Berlin"; empty: it has no name
    std::optional<int> utcOffset = {}; ///< seconds local time is ahead of UTC now; where told
    QByteArrayList leftOut; ///< instances whose directory is not usable; to be shown
};

/// One round trip: postconf, id, date and sudo -n -l per exact command line, for programs that the
/// account's rules may concern. Nothing is changed and no privileged command is run; sudo itself
/// logs the questions.
CommandLine probeCommand();
/// Errors: NotFound (no Postfix there), Permission (its configuration is not readable), Parse.
Result<HostFacts> parseProbe(QByteArrayView output);

}
