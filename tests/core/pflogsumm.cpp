// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pflogsumm.h"

#include <QProcess>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace {

QString run(const QString &file, const QString &syslogName)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"LC_ALL"_s, u"C"_s);
    environment.insert(u"TZ"_s, u"UTC"_s);
    process.setProcessEnvironment(environment);
    process.start(u"pflogsumm"_s, {u"--syslog-name="_s + syslogName, file});
    if (!process.waitForFinished(120'000) || process.exitCode() != 0)
        qFatal() << "pflogsumm:" << process.errorString() << process.readAllStandardError();
    return QString::fromUtf8(process.readAllStandardOutput());
}

qint64 plain(const QString &number)
{
    bool isNumber = false;
    const qint64 value = number.toLongLong(&isNumber);
    return isNumber ? value : -1;
}

double seconds(const QString &number, const QString &unit)
{
    return number.toDouble() * (unit == "h"_L1 ? 3600 : unit == "m"_L1 ? 60 : 1);
}

bool readRow(const QString &line, Pflogsumm::Row &row, qsizetype first)
{
    const QStringList words = line.split(u' ', Qt::SkipEmptyParts);
    row = {};
    for (qsizetype i = first; i < words.size() && size_t(i - first) < row.size(); ++i)
        row[size_t(i - first)] = plain(words[i]);
    return words.size() > first;
}

}

QString Pflogsumm::shown(quint64 number)
{
    if (number > 536870912)
        return QString::number(number / 1048576) + u'm';
    if (number > 524288)
        return QString::number(number / 1024) + u'k';
    return QString::number(number);
}

Pflogsumm Pflogsumm::of(const QString &file, const QString &syslogName)
{
    Pflogsumm report;
    QString title;
    const QStringList lines = run(file, syslogName).split(u'\n');
    for (qsizetype i = 0; i + 1 < lines.size(); ++i) {
        const QString &rule = lines[i + 1];
        if (!lines[i].isEmpty() && !lines[i].startsWith(u' ') && rule.size() >= 4
            && rule.count(u'-') == rule.size())
            title = lines[i++].trimmed();
        else
            report.readLine(title, lines[i]);
    }
    return report;
}

void Pflogsumm::readTotal(const QString &line)
{
    static const QRegularExpression total(
        u"^ +(\\d+[km]?) +([a-z/ ]+[a-z])(?: +\\((\\d+[km]?) +deferrals\\)| \\(\\d+%\\))?$"_s);
    const auto match = total.match(line);
    if (!match.hasMatch())
        return;
    m_totals[match.captured(2)] = match.captured(1);
    if (match.captured(2) == "deferred"_L1)
        m_totals[u"deferrals"_s] = match.hasCaptured(3) ? match.captured(3) : u"0"_s;
}

void Pflogsumm::readLine(const QString &title, const QString &line)
{
    static const QRegularExpression counted(u"^ +(\\d+[km]?) {2,3}(.*)$"_s);
    static const QRegularExpression hour(u"^    (\\d\\d)00-\\d\\d00"_s);
    static const QRegularExpression day(u"^    [A-Z][a-z][a-z] +\\d+ \\d{4}"_s);
    static const QRegularExpression domain(
        u"^ +(\\d+[km]?) +(\\d+[km]?) +(\\d+[km]?) +([\\d.]+) ([smh]) +([\\d.]+) ([smh])  (.*)$"_s);
    static const QRegularExpression sending(u"^ +(\\d+[km]?) +(\\d+[km]?) {2,3}(.*)$"_s);
    static const QRegularExpression warned(u"^  (\\S+) \\(total: (\\d+)\\)$"_s);
    Row row;
    if (title == "Grand Totals"_L1) {
        readTotal(line);
    } else if (title.startsWith("Per-Hour Traffic"_L1) && hour.match(line).hasMatch()) {
        if (readRow(line, row, 1))
            hours.push_back(row);
    } else if (title.startsWith("Per-Day Traffic"_L1) && day.match(line).hasMatch()) {
        readRow(line, row, 3);
        days.push_back(row);
    } else if (title.startsWith("Host/Domain Summary: Message Delivery"_L1)) {
        if (const auto match = domain.match(line); match.hasMatch())
            domains[match.captured(8)] = {match.captured(1), match.captured(2), match.captured(3),
                seconds(match.captured(4), match.captured(5)),
                seconds(match.captured(6), match.captured(7))};
    } else if (title.startsWith("Host/Domain Summary: Messages Received"_L1)) {
        if (const auto match = sending.match(line); match.hasMatch())
            sendingHosts[match.captured(3)] = match.captured(1);
    } else if (title == "Warnings"_L1) {
        if (const auto match = warned.match(line); match.hasMatch())
            warnings[match.captured(1)] += match.captured(2).toLongLong();
    } else if (const auto match = counted.match(line); match.hasMatch()) {
        const QString &text = match.captured(2), &count = match.captured(1);
        if (title.startsWith("Senders by message count"_L1))
            senders[text] = count;
        else if (title.startsWith("Recipients by message count"_L1))
            recipients[text] = count;
        else if (title.startsWith("Senders by message size"_L1))
            sendersBySize[text] = count;
        else if (title.startsWith("Recipients by message size"_L1))
            recipientsBySize[text] = count;
    }
}
