// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QList>

/// The bad-input corpus, tests/data/hostile; its README has the format.
namespace spoolscope::hostile {

enum class Verdict {
    Take, ///< the category's own parser takes it
    Refuse,
    Survive, ///< either
};

struct Entry
{
    QByteArray category; ///< the file without ".txt"
    int line = 0;
    Verdict verdict = Verdict::Survive;
    QByteArray bytes;

    QByteArray name() const { return category + ':' + QByteArray::number(line); }
};

/// All of it, once read; ends the program where a file breaks the format.
const QList<Entry> &corpus();
QList<Entry> category(const QByteArray &name);

}
