// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QString>

/// An independent judge of what may reach a person; it shares no code with core/base/textsafety.
namespace spoolscope::hostile {

inline bool isInvisible(char32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x34f || c == 0x61c
        || c == 0x115f || c == 0x1160 || c == 0x180e || (c >= 0x200b && c <= 0x200f)
        || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0x3164
        || c == 0xfeff || c == 0xffa0 || (c >= 0xfff9 && c <= 0xfffb)
        || (c >= 0xd800 && c <= 0xdfff) || (c >= 0xe0000 && c <= 0xe0fff);
}

enum class Lines { One, Many };

/// What is wrong with a text that is shown, copied or printed; empty if nothing is. Isolates that
/// come in pairs (FSI, PDI) are ours: they keep neighbours from being turned around.
inline QString fault(const QString &text, Lines lines = Lines::Many)
{
    int isolates = 0;
    int marks = 0;
    const QList<uint> codes = text.toUcs4();
    for (const uint c : codes) {
        if ((c == '\n' || c == '\t') && lines == Lines::Many) {
            isolates = 0;
            continue;
        }
        if (c == 0x2068 && ++isolates <= 2)
            continue;
        if (c == 0x2069 && --isolates >= 0)
            continue;
        if (isInvisible(c))
            return QStringLiteral("U+%1").arg(c, 4, 16, QLatin1Char('0'));
        const QChar::Category category = QChar::category(c);
        marks = category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing ? marks + 1
                                                                                        : 0;
        if (marks > 8)
            return QStringLiteral("a stack of marks");
    }
    return {};
}

}
