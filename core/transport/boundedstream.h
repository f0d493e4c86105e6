// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <deque>

namespace spoolscope {

/// Bytes on their way from one thread to another, in large chunks that change hands without being
/// copied. It takes no more than `capacity` bytes. Not synchronised.
class BoundedStream final
{
public:
    explicit BoundedStream(qint64 capacity) : m_capacity(capacity) { }

    qint64 append(QByteArrayView bytes); ///< how many were taken
    QByteArray take(); ///< the oldest chunk; empty when there is none

    qint64 size() const { return m_size; }
    qint64 space() const { return m_capacity - m_size; }

private:
    qint64 m_capacity;
    qint64 m_size = 0;
    std::deque<QByteArray> m_chunks;
};

}
