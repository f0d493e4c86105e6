// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

#include <QByteArrayList>
#include <QJsonObject>
#include <QSet>

#include <functional>
#include <optional>

namespace spoolscope {

/// One object in a data file of knowledge, read member by member. Of its faults the first is kept,
/// as words without a full stop; what is read after it is of no use.
class KnowledgeEntry final
{
public:
    /// What is wrong with a text of a list; empty: nothing.
    using Check = QString (*)(QByteArrayView text);

    explicit KnowledgeEntry(QJsonObject object) : m_object(std::move(object)) { }

    /// "id": what a filter can name without quotes.
    QString id();
    /// One that must be there, made visible: files are passed around.
    QString text(QLatin1StringView key);
    /// Empty where it is not there.
    QString oneOf(QLatin1StringView key, const QStringList &choices);
    /// In lower case; none where it is not there.
    QByteArrayList texts(QLatin1StringView key, Check check);

    void fail(const QString &what);
    bool hasFailed() const { return !m_fault.isEmpty(); }
    const QString &fault() const { return m_fault; }
    /// A member that nothing was read from is one that was misspelled.
    void refuseOthers();

private:
    QJsonValue take(QLatin1StringView key);

    QJsonObject m_object;
    QStringList m_taken;
    QString m_fault;
};

/// Knowledge is an array of objects with an "id" each, of which none is "other". `take` reads all
/// members of an entry but its ID. Pure. Errors: InvalidInput; the message is words without a full
/// stop, with the line or the entry that is wrong.
Result<void> readKnowledge(
    const QByteArray &json, const std::function<void(const QString &id, KnowledgeEntry &)> &take);

/// What a file of the user's own holds; none where there is no such file. Errors: Io, InvalidInput
/// (above largestKnowledgeFile); the message is words without a full stop.
Result<std::optional<QByteArray>> readKnowledgeFile(const QString &name);

/// Every phrase is looked for in every new reason, so this bounds what a listing costs.
inline constexpr qint64 largestKnowledgeFile = 256 << 10; ///< bytes

}
