// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "faultscript.h"

#include <array>

using namespace Qt::StringLiterals;

namespace spoolscope {

FaultScript FaultScript::line(std::chrono::milliseconds roundTrip, qint64 bytesPerSecond)
{
    const LineQuality there{roundTrip / 2, bytesPerSecond, 0};
    return {there, {roundTrip - roundTrip / 2, bytesPerSecond, 0}, {}};
}

Break randomBreak(std::mt19937_64 &random, Way way, qint64 most)
{
    constexpr std::array faults{
        Fault::Stall, Fault::BlackHole, Fault::HalfClose, Fault::Close, Fault::Reset};
    return {faults[random() % faults.size()], way,
        std::uniform_int_distribution<qint64>(0, most)(random)};
}

QString toString(Fault fault)
{
    constexpr std::array names{
        "stall"_L1, "black-hole"_L1, "half-close"_L1, "close"_L1, "reset"_L1, "notice"_L1};
    return names[size_t(fault)];
}

QString toString(const Break &what)
{
    QString text
        = toString(what.fault) + (what.way == Way::ToServer ? " to-server"_L1 : " to-client"_L1);
    if (what.afterBytes)
        text += u" after %1 bytes"_s.arg(*what.afterBytes);
    if (what.afterTime)
        text += u" after %1 ms"_s.arg(what.afterTime->count());
    return text;
}

}
