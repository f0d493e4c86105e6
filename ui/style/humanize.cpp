// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/humanize.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace spoolscope::humanize {

using namespace Qt::StringLiterals;

namespace {

class Humanize
{
    Q_DECLARE_TR_FUNCTIONS(Humanize)
};

QString number(double value)
{
    const QLocale locale;
    return value < 9.95 ? locale.toString(value, 'f', 1) : locale.toString(std::llround(value));
}

/// "5 d 2 h": the larger unit and, where it is not nothing, the smaller one.
QString twoUnits(qint64 large, const QString &largeUnit, qint64 small, const QString &smallUnit)
{
    const QLocale locale;
    QString text = locale.toString(large) + u' ' + largeUnit;
    if (small > 0)
        text += u' ' + locale.toString(small) + u' ' + smallUnit;
    return text;
}

QString clockText(qint64 seconds)
{
    return u"%1:%2"_s.arg(seconds / 60 % 60, 2, 10, QChar(u'0'))
        .arg(seconds % 60, 2, 10, QChar(u'0'));
}

}

QString count(qint64 number)
{
    return QLocale().toString(number);
}

QString size(qint64 bytes)
{
    static constexpr std::array units{QT_TRANSLATE_NOOP("Humanize", "KB"),
        QT_TRANSLATE_NOOP("Humanize", "MB"), QT_TRANSLATE_NOOP("Humanize", "GB"),
        QT_TRANSLATE_NOOP("Humanize", "TB")};
    if (bytes < 1000)
        return QLocale().toString(bytes) + u' ' + Humanize::tr("B");
    double value = double(bytes) / 1000;
    size_t unit = 0;
    // 999.5 would be printed as "1,000": the next unit says it better.
    for (; value >= 999.5 && unit + 1 < units.size(); ++unit)
        value /= 1000;
    return number(value) + u' ' + Humanize::tr(units[unit]);
}

QString exactSize(qint64 bytes)
{
    return Humanize::tr("%1 bytes").arg(QLocale().toString(bytes));
}

QString age(qint64 seconds)
{
    const QString s = Humanize::tr("s"), min = Humanize::tr("min"), h = Humanize::tr("h"),
                  d = Humanize::tr("d");
    if (seconds < 1)
        return Humanize::tr("now");
    if (seconds < 60)
        return twoUnits(seconds, s, 0, {});
    if (seconds < 3600)
        return twoUnits(seconds / 60, min, 0, {});
    if (seconds < 86400)
        return twoUnits(seconds / 3600, h, seconds % 3600 / 60, min);
    return twoUnits(seconds / 86400, d, seconds % 86400 / 3600, h);
}

QString exactAge(qint64 seconds)
{
    seconds = std::max<qint64>(0, seconds);
    const qint64 days = seconds / 86400;
    const QString clock
        = u"%1:%2"_s.arg(seconds / 3600 % 24, 2, 10, QChar(u'0')).arg(clockText(seconds));
    return days > 0 ? QLocale().toString(days) + u' ' + Humanize::tr("d") + u' ' + clock : clock;
}

QString elapsed(qint64 milliseconds)
{
    const qint64 seconds = milliseconds / 1000;
    if (seconds < 60)
        return QLocale().toString(seconds) + u' ' + Humanize::tr("s");
    if (seconds < 3600)
        return u"%1:%2"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QChar(u'0'));
    return u"%1:%2"_s.arg(seconds / 3600).arg(clockText(seconds));
}

QString rate(double perSecond)
{
    return number(perSecond) + u'/' + Humanize::tr("s");
}

QString shortNumber(qint64 number)
{
    const QLocale locale;
    if (number < 10'000)
        return locale.toString(number);
    const bool millions = number >= 999'950;
    const double value = double(number) / (millions ? 1e6 : 1e3);
    const QString text
        = value < 99.95 ? locale.toString(value, 'f', 1) : locale.toString(std::llround(value));
    return text + (millions ? u'M' : u'k');
}

}
