// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logtime.h"

#include <QDateTime>
#include <QTimeZone>

namespace spoolscope {

namespace {

constexpr qint64 second = 1'000'000;

}

std::optional<qint64> logTimeOf(const QString &text)
{
    constexpr qsizetype longest = 40;
    if (text.size() > longest)
        return std::nullopt;
    const QDateTime time = QDateTime::fromString(text.toUpper(), Qt::ISODateWithMs);
    if (!time.isValid() || time.date().year() < 1970 || time.date().year() > 9999)
        return std::nullopt;
    return time.toMSecsSinceEpoch() * 1000;
}

QByteArray logStampOf(qint64 time)
{
    const qint64 seconds = time / second - (time % second < 0);
    return QDateTime::fromSecsSinceEpoch(seconds, QTimeZone::utc())
               .toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss."))
               .toLatin1()
        + QByteArray::number(time - seconds * second).rightJustified(6, '0') + "+00:00";
}

}
