// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/logs/nolines.h"

#include "core/base/textsafety.h"

#include <QCoreApplication>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(NoLines)
};

}

std::optional<NoLines> whyNoLines(const ShownLogs &logs)
{
    using State = ShownLog::State;
    if (logs.empty())
        return NoLines{u"network-server"_s, Text::tr("No servers here"),
            Text::tr("What the mail logs of the servers in the scope say appears here.")};
    const auto first = [&](State state) -> const ShownLog * {
        const auto log = std::ranges::find(logs, state, &ShownLog::state);
        return log == logs.end() ? nullptr : &*log;
    };
    const auto noteOf = [](const ShownLog &log) {
        return log.note.isEmpty()
            ? QString()
            : text::isolated(text::visible(log.name)) + u": "_s + text::visible(log.note);
    };
    if (const ShownLog *log = first(State::Starting))
        return NoLines{u"network-connect"_s, Text::tr("Looking for the mail log…"), noteOf(*log)};
    if (const ShownLog *log = first(State::Unreadable))
        return NoLines{u"object-locked"_s, Text::tr("The mail log cannot be read"),
            noteOf(*log)
                + Text::tr(
                    "\nOn Debian the account must be in the group adm, on RHEL an ACL helps: "
                    "setfacl -m u:ACCOUNT:r /var/log/maillog. For the journal it is the group "
                    "systemd-journal.")};
    if (const ShownLog *log = first(State::Offline))
        return NoLines{u"network-disconnect"_s, Text::tr("Not connected"),
            Text::tr("Lines are read when the servers are connected.") + u'\n' + noteOf(*log)};
    return {};
}

QStringList troublesIn(const ShownLogs &logs)
{
    QStringList troubles;
    for (const ShownLog &log : logs) {
        const QString note
            = log.state == ShownLog::State::Reading ? log.store->trouble() : log.note;
        if (!note.isEmpty())
            troubles.append(
                text::isolated(text::visible(log.name)) + u": "_s + text::visible(note));
    }
    return troubles;
}

QString troubleLine(const QStringList &troubles)
{
    constexpr qsizetype mostSaid = 2;
    return troubles.size() > mostSaid
        ? Text::tr("%Ln server(s) without new lines", nullptr, int(troubles.size()))
        : troubles.join(u" · "_s);
}

}
