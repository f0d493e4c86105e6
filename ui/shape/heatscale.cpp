// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shape/heatscale.h"

#include "ui/style/colours.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace spoolscope::heat {

namespace {

/// Cividis at equal steps; straight lines between them stay within one step of 8-bit colour.
constexpr std::array<QRgb, 17> steps{0xff002051, 0xff012b65, 0xff11366c, 0xff26426e, 0xff3c4d6e,
    0xff51586e, 0xff62646f, 0xff727071, 0xff7f7c75, 0xff8c8877, 0xff9a9478, 0xffa9a177, 0xffbbaf71,
    0xffcebd68, 0xffe2cb5c, 0xfff3da4f, 0xfffdea45};

constexpr double mostGrey = 0.6; ///< share of grey at the bright end

QColor cividis(double at)
{
    const double scaled = std::clamp(at, 0.0, 1.0) * double(steps.size() - 1);
    const auto step = std::min(size_t(scaled), steps.size() - 2);
    return colours::mixed(QColor(steps[step]), QColor(steps[step + 1]), scaled - double(step));
}

/// The grey that is as light.
QColor greyLike(const QColor &colour)
{
    const double luminance = colours::contrast(colour, Qt::black) * 0.05 - 0.05;
    const double level
        = luminance <= 0.0031308 ? luminance * 12.92 : 1.055 * std::pow(luminance, 1 / 2.4) - 0.055;
    const auto channel = float(std::clamp(level, 0.0, 1.0));
    return QColor::fromRgbF(channel, channel, channel);
}

}

double place(qint64 count, qint64 largest, bool isLog)
{
    if (count >= largest)
        return 1;
    return isLog ? std::log(double(count)) / std::log(double(largest))
                 : double(count) / double(largest);
}

QColor colour(double place, const QPalette &palette)
{
    if (colours::isDark(palette))
        return cividis(place);
    // The bright end shouts from white paper, where it means little: it keeps its lightness and
    // loses some of its colour.
    const QColor pure = cividis(1 - place);
    return colours::mixed(pure, greyLike(pure), mostGrey * (1 - std::clamp(place, 0.0, 1.0)));
}

QColor ink(const QColor &ground)
{
    // The one of the two that is better always has 4.58:1, the square root of the 21:1 between
    // them.
    const QColor black(Qt::black), white(Qt::white);
    return colours::contrast(black, ground) >= colours::contrast(white, ground) ? black : white;
}

}
