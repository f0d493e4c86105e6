// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

#include <QByteArrayList>
#include <QStringList>

#include <vector>

namespace spoolscope {

/// Why mail is delayed, in plain words.
struct ReasonCause
{
    QString id; ///< "rate-limit"
    QString title;
    QString explanation;
    QString remedy;
};

/// What is known about delay reasons: a list of causes and how each is told, from a data file
/// (resources/reasons.json). An array of objects with "id", "title", "explanation", "remedy", and
/// how it is recognised: "dsn", enhanced status codes that are enough by themselves; "any", phrases
/// of which one begins a word in the text, in lower case; "otherwise-dsn", codes that count where
/// no cause is told by a phrase. "where": "here" for Postfix's own words, "there" for another
/// server's. In each step the first cause of the list wins. Immutable; any thread.
class ReasonKnowledge final
{
public:
    static constexpr QByteArrayView otherCause = "other"; ///< of a reason that nothing is known of

    /// What the program brings: a part of it, and so without fault.
    static ReasonKnowledge builtIn();
    /// Errors: InvalidInput, with the entry that is wrong.
    static Result<ReasonKnowledge> parse(const QByteArray &json);

    /// Of reasonTemplate() and of dsnStatusIn(); null for an unknown one.
    const ReasonCause *causeOf(QByteArrayView reasonTemplate, QByteArrayView dsn) const;
    const ReasonCause *causeNamed(QStringView id) const; ///< null: there is none
    /// The cause of a delay reason as it is listed; otherCause where it is unknown, empty for none.
    QByteArray causeIdOf(QByteArrayView reason) const;
    QStringList causeIds() const; ///< in the order of the file; without otherCause

private:
    enum class Where : quint8 { Anywhere, Here, There };
    struct Entry
    {
        ReasonCause cause;
        Where where = Where::Anywhere;
        QByteArrayList codes;
        QByteArrayList phrases;
        QByteArrayList otherwiseCodes;
    };
    std::vector<Entry> m_entries;
};

}
