// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/colours.h"

#include <QHash>

#include <cmath>

namespace spoolscope::colours {

using namespace Qt::StringLiterals;

namespace {

double luminance(const QColor &colour)
{
    const auto channel = [](float value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF())
        + 0.0722 * channel(colour.blueF());
}

QColor onPalette(const QColor &hue, const QPalette &palette)
{
    return readable(hue, palette.color(QPalette::Base), palette.color(QPalette::Window));
}

QColor hueOf(QueueName queue)
{
    switch (queue) {
    case QueueName::Maildrop:
        return QColor(0x2a7fb8);
    case QueueName::Incoming:
        return QColor(0x1d8a99);
    case QueueName::Active:
        return QColor(0x2e9e5b);
    case QueueName::Deferred:
        return QColor(0xd9861a);
    case QueueName::Hold:
        return QColor(0x8d5fd3);
    case QueueName::Corrupt:
        return QColor(0xd23f4b);
    default:
        return QColor(0x7a8288);
    }
}

}

QColor of(Meaning meaning, const QPalette &palette)
{
    switch (meaning) {
    case Meaning::Ok:
        return onPalette(QColor(0x2e9e5b), palette);
    case Meaning::Notice:
        return onPalette(QColor(0x2a7fc9), palette);
    case Meaning::Warning:
        return onPalette(QColor(0xd9861a), palette);
    case Meaning::Critical:
        return onPalette(QColor(0xd8343f), palette);
    }
    Q_UNREACHABLE_RETURN({});
}

QColor of(QueueName queue, const QPalette &palette)
{
    return onPalette(hueOf(queue), palette);
}

QColor chip(QueueName queue, const QPalette &palette)
{
    return readable(
        hueOf(queue), palette.color(QPalette::Base), palette.color(QPalette::Window), 3.0);
}

QColor named(const QString &name, const QPalette &palette)
{
    static const QHash<QString, QColor> hues{{u"red"_s, QColor(0xd8343f)},
        {u"orange"_s, QColor(0xe07b1a)}, {u"yellow"_s, QColor(0xc9a40a)},
        {u"green"_s, QColor(0x2e9e5b)}, {u"teal"_s, QColor(0x1d8a99)},
        {u"blue"_s, QColor(0x2a7fc9)}, {u"purple"_s, QColor(0x8d5fd3)}};
    const auto hue = hues.constFind(name);
    if (hue == hues.constEnd())
        return {};
    return readable(*hue, palette.color(QPalette::Base), palette.color(QPalette::Window), 3.0);
}

QColor dimmed(const QPalette &palette)
{
    const QColor mix = mixed(palette.color(QPalette::Text), palette.color(QPalette::Base), 0.42);
    return onPalette(mix, palette);
}

QColor separator(const QPalette &palette)
{
    return mixed(palette.color(QPalette::Base), palette.color(QPalette::Text), 0.10);
}

double contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a), second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QColor readable(const QColor &hue, const QColor &first, const QColor &second, double ratio)
{
    const auto fits = [&](const QColor &colour) {
        return contrast(colour, first) >= ratio && contrast(colour, second) >= ratio;
    };
    // Away from the backgrounds: towards black on light ones, towards white on dark ones.
    const bool dark = luminance(first) + luminance(second) < 0.36;
    const QColor end = dark ? QColor(Qt::white) : QColor(Qt::black);
    for (int step = 0; step < 50; ++step) {
        const QColor candidate = mixed(hue, end, step / 50.0);
        if (fits(candidate))
            return candidate;
    }
    return end;
}

QColor mixed(const QColor &a, const QColor &b, double share)
{
    const auto channel = [share](float x, float y) { return float(x + (y - x) * share); };
    return QColor::fromRgbF(channel(a.redF(), b.redF()), channel(a.greenF(), b.greenF()),
        channel(a.blueF(), b.blueF()));
}

bool isDark(const QPalette &palette)
{
    return luminance(palette.color(QPalette::Base)) < 0.18;
}

}
