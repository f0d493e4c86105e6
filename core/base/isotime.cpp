// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/isotime.h"

#include <array>
#include <chrono>

namespace spoolscope {

namespace {

constexpr qint64 lastSecond = 253'402'300'799; // of 9999
constexpr qint64 perSecond = 1'000'000;
constexpr qsizetype wholeSize = 19; // 2026-11-28T10:20:28

using Text = std::array<char, 32>;

void put(Text &text, qsizetype at, qint64 number, int digits)
{
    for (int i = digits - 1; i >= 0; --i, number /= 10)
        text[size_t(at + i)] = char('0' + number % 10);
}

void putSeconds(Text &text, qint64 seconds)
{
    using namespace std::chrono;
    const sys_seconds time{std::chrono::seconds(seconds)};
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    put(text, 0, int(date.year()), 4);
    put(text, 5, unsigned(date.month()), 2);
    put(text, 8, unsigned(date.day()), 2);
    put(text, 11, clock.hours().count(), 2);
    put(text, 14, clock.minutes().count(), 2);
    put(text, 17, clock.seconds().count(), 2);
    text[4] = text[7] = '-';
    text[10] = 'T';
    text[13] = text[16] = ':';
}

}

QByteArray isoTime(qint64 seconds)
{
    if (seconds < 0 || seconds > lastSecond)
        return {};
    Text text;
    putSeconds(text, seconds);
    text[wholeSize] = 'Z';
    return QByteArray(text.data(), wholeSize + 1);
}

void appendIsoMicroseconds(QByteArray &to, qint64 micros)
{
    if (micros < 0 || micros / perSecond > lastSecond)
        return;
    Text text;
    putSeconds(text, micros / perSecond);
    text[wholeSize] = '.';
    put(text, wholeSize + 1, micros % perSecond, 6);
    text[wholeSize + 7] = 'Z';
    to.append(text.data(), wholeSize + 8);
}

}
