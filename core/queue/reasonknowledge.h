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
/// (resources/reasons.json; docs/knowledge.md). An array of objects with "id", "title",
/// "explanation", "remedy", and how it is recognised: "dsn", enhanced status codes that are enough
/// by themselves; "any", phrases of which one begins a word in the text, in lower case;
/// "otherwise-dsn", codes that count where no cause is told by a phrase. "where": "here" for
/// Postfix's own words, "there" for another server's. In each step the first cause of the list
/// wins. Immutable; any thread.
class ReasonKnowledge final
{
public:
    static constexpr QByteArrayView otherCause = "other"; ///< of a reason that nothing is known of

    /// What the program brings: a part of it, and so without fault.
    static ReasonKnowledge builtIn();
    /// Errors: as readKnowledge().
    static Result<ReasonKnowledge> parse(const QByteArray &json);

    /// Of reasonTemplate() and of dsnStatusIn(); null for an unknown one.
    const ReasonCause *causeOf(QByteArrayView reasonTemplate, QByteArrayView dsn) const;
    const ReasonCause *causeNamed(QStringView id) const; ///< null: there is none
    /// The cause of a delay reason as it is listed; otherCause where it is unknown, empty for none.
    QByteArray causeIdOf(QByteArrayView reason) const;
    QStringList ids() const; ///< in the order of the file; without otherCause

    /// Those of `others` whose ID is none of these, behind these, which count first: their codes
    /// and phrases before the codes of `others`. Once.
    void append(const ReasonKnowledge &others);

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
    size_t m_ownCount = 0; ///< of those that count before others
};

}
