// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logsource.h"

#include "core/base/textsafety.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr qint64 staleAfter = 24 * 3600;

bool isOfSyslog(const LogFile &file)
{
    return file.path == "/var/log/mail.log" || file.path == "/var/log/maillog";
}

}

QString LogSource::description() const
{
    return kind == Kind::File ? text::exact(path)
                              : QCoreApplication::translate("spoolscope", "journal");
}

QList<LogSource> logSources(const HostFacts &facts)
{
    QList<LogSource> sources;
    bool wantsJournal = facts.canReadJournal;
    for (const LogFile &file : facts.logs) {
        const bool isStale = isOfSyslog(file) && facts.canReadJournal && file.modified > 0
            && file.modified < facts.clock - staleAfter;
        if (!file.isReadable || isStale)
            continue;
        sources.append({LogSource::Kind::File, file.path});
        wantsJournal &= !isOfSyslog(file);
    }
    if (wantsJournal)
        sources.append({LogSource::Kind::Journal});
    return sources;
}

QTimeZone logTimeZone(const HostFacts &facts)
{
    const QTimeZone named(facts.timeZone);
    const int offset = facts.utcOffset.value_or(0);
    if (!facts.timeZone.isEmpty() && named.isValid()
        && (!facts.utcOffset
            || named.offsetFromUtc(QDateTime::fromSecsSinceEpoch(facts.clock)) == offset))
        return named;
    return offset == 0 ? QTimeZone::utc() : QTimeZone::fromSecondsAheadOfUtc(offset);
}

QString whyNoLogs(const HostFacts &facts)
{
    if (facts.logs.isEmpty())
        return QCoreApplication::translate("spoolscope",
            "No mail log was found: there is neither /var/log/mail.log nor /var/log/maillog nor a "
            "maillog_file of Postfix, and the account %1 may not read the journal. Add it to the "
            "group systemd-journal, or adm.")
            .arg(QString::fromUtf8(facts.account));
    return QCoreApplication::translate("spoolscope",
        "The account %1 may not read %2. Add it to the group that may, which is adm on Debian.")
        .arg(QString::fromUtf8(facts.account), text::exact(facts.logs.first().path));
}

}
