// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/message/receivedhops.h"

#include <QByteArrayList>
#include <QDateTime>
#include <QList>
#include <QString>

namespace spoolscope {

struct MessageContent;

/// One node of the MIME tree, in reading order.
struct MessagePart
{
    int depth = 0; ///< 0: the message itself
    QString type; ///< "text/plain"
    QString name; ///< file name, decoded; empty if it has none
    QString disposition; ///< "attachment", "inline" or empty
    qint64 size = 0; ///< encoded bytes of the body; 0 for multiparts
};

/// What a message is about, for people. Every string went through text::visible or visibleLines
/// and may be shown, copied and exported as plain text.
struct MessageSummary
{
    QString subject, from, to, cc, messageId;
    QString dateText; ///< the Date field as written
    QDateTime date; ///< the same, read; invalid if it cannot be
    QByteArrayList repeated; ///< fields that RFC 5322 allows once and that come more often
    QList<Hop> hops;

    QList<MessagePart> parts;
    QString text; ///< the first readable body: text/plain, else the source of text/html
    QString textType; ///< its MIME type; empty if there is none
    bool truncated = false; ///< only the first bytes were looked at, or the tree is too large
};

inline constexpr qsizetype summarizedBytes = 4 << 20; ///< of content; the rest is not decoded
inline constexpr qsizetype summarizedParts = 500;

/// Pure; bounded in time and memory whatever the message holds. Fetches nothing.
MessageSummary summarize(const MessageContent &content);

}
