// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "loggedlines.h"

#include <QFile>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace spoolscope {

void LoggedLines::read(const QString &host, const QString &name)
{
    static const QRegularExpression form(
        u"^\\S+ \\S+ (postfix[^/\\s]*)/(?:\\w+/)?([\\w-]+)\\[\\d+\\]: (\\w+): (.*)$"_s);
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(name));
    for (const QByteArray &line : file.readAll().split('\n')) {
        // Latin 1 keeps bytes as they are.
        const auto found = form.match(QString::fromLatin1(line));
        if (!found.hasMatch())
            continue;
        m_lines[{host, found.captured(1).toLatin1(), found.captured(3).toLatin1()}].push_back(
            {found.captured(2).toLatin1(), found.captured(4).toLatin1()});
    }
}

const std::vector<LoggedLines::Line> &LoggedLines::of(
    const QString &host, const QByteArray &instance, const QByteArray &queueId) const
{
    static const std::vector<Line> none;
    const auto found = m_lines.find({host, instance, queueId});
    return found == m_lines.end() ? none : found->second;
}

}
