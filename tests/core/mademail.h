// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayList>
#include <QList>

/// Logs of two mail servers, made of messages whose fate is known.
namespace spoolscope::mademail {

/// "2026-03-01T00:00:01.000000+00:00"; microseconds from that day's beginning.
QByteArray stamp(qint64 time);

struct Expected
{
    QByteArray messageId;
    QByteArrayList hops; ///< "mx1/4F2A81C09D", sorted
    QByteArrayList fates; ///< "jo@a.example=sent", "!" behind that of a notification; sorted
    qsizetype lines = 0; ///< steps that the trace has
};

struct Traffic
{
    QByteArrayList mx1, mx2; ///< by time
    QList<Expected> messages;
};

/// The same for the same seed. Queue IDs are used again as soon as their message is gone.
Traffic make(quint32 seed, int messages);

}
