// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/queuesnapshot.h"

#include <QHash>

#include <vector>

namespace spoolscope {

/// How the addresses are written that a shape counts under one name.
struct ShapeSpelling
{
    bool hasPlain = true; ///< some are in the domain NAME, as a filter sees it
    bool hasMore = false; ///< of the others there are more than `addresses` has
    QByteArrayList addresses; ///< those that are not: without a domain, or of one like "a.."
};

/// The addresses whose name in a shape is no domain to a filter: "root", the null sender, "x@a...".
/// A filter has to name them one by one. There are few: Postfix completes addresses without a
/// domain (append_at_myorigin, postconf(5)).
class ShapeSpellings final
{
public:
    static constexpr qsizetype mostAddresses = 500; ///< remembered under one name

    /// Looks at the addresses of one snapshot, each distinct one once. One thread.
    class Adder final
    {
    public:
        Adder(ShapeSpellings &spellings, const QueueSnapshot &snapshot)
            : m_spellings(spellings), m_snapshot(snapshot)
        {
        }
        void add(StringPool::Id address); ///< once each time that the shape counts it

    private:
        ShapeSpellings &m_spellings;
        const QueueSnapshot &m_snapshot;
        std::vector<quint32> m_known; ///< by string number: 0 = not looked at, 1 = plain, else odd
    };

    /// For a row of the shape with this name and total; of all domains below where it is ".a.b".
    ShapeSpelling of(const QByteArray &name, qint64 total) const;
    void add(const ShapeSpellings &other);
    size_t size() const { return m_names.size(); } ///< names

private:
    struct Odd
    {
        QByteArray name;
        qint64 count = 0;
        bool hasMore = false;
        QByteArrayList addresses = {};
    };
    ShapeSpelling below(const QByteArray &parent) const;
    quint32 indexOf(const QByteArray &name);
    static void remember(Odd &odd, const QByteArray &address);

    std::vector<Odd> m_names;
    QHash<QByteArray, quint32> m_byName;
};

}
