// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <functional>

namespace spoolscope {

/// Takes one line, without its end ("\n"; a "\r" before it stays). Valid during the call only.
using LineSink = std::function<void(QByteArrayView line)>;

/// Bytes that come in pieces -> whole lines. Only a line that lies in two pieces is copied. Pure.
class LineSplitter final
{
public:
    /// What is longer comes in lines of this size: memory has a bound, and no byte is left out.
    static constexpr qsizetype longestLine = 1 << 20;

    explicit LineSplitter(LineSink sink) : m_sink(std::move(sink)) { }

    void feed(QByteArrayView bytes);
    /// There will be no more: what was kept back is a line, though its end is missing.
    void finish();
    /// Forgets what was kept back.
    void drop() { m_kept.clear(); }
    /// The beginning of a line whose end has not come.
    QByteArrayView keptBack() const { return m_kept; }

private:
    void keep(QByteArrayView bytes);

    const LineSink m_sink;
    QByteArray m_kept;
};

}
