// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logcondition.h"

#include <algorithm>
#include <vector>

namespace spoolscope {

namespace {

using Conditions = std::vector<std::unique_ptr<LogCondition>>;

class Conjunction final : public LogCondition
{
public:
    explicit Conjunction(Conditions parts) : m_parts(std::move(parts))
    {
        std::ranges::stable_sort(m_parts, {}, [](const auto &part) { return part->cost(); });
    }

    void narrow(LogReader &reader, LogReader::Row row, LogBits &rows) override
    {
        for (const auto &part : m_parts) {
            if (rows.isEmpty())
                return;
            part->narrow(reader, row, rows);
        }
    }

    int cost() const override { return m_parts.empty() ? 0 : m_parts.back()->cost(); }

private:
    Conditions m_parts;
};

class Disjunction final : public LogCondition
{
public:
    explicit Disjunction(Conditions parts) : m_parts(std::move(parts))
    {
        std::ranges::stable_sort(m_parts, {}, [](const auto &part) { return part->cost(); });
    }

    void narrow(LogReader &reader, LogReader::Row row, LogBits &rows) override
    {
        LogBits found;
        for (const auto &part : m_parts) {
            LogBits left = rows;
            left -= found;
            if (left.isEmpty())
                break;
            part->narrow(reader, row, left);
            found |= left;
        }
        rows = found;
    }

    int cost() const override { return m_parts.back()->cost(); }

private:
    Conditions m_parts;
};

class Negation final : public LogCondition
{
public:
    explicit Negation(std::unique_ptr<LogCondition> inner) : m_inner(std::move(inner)) { }

    void narrow(LogReader &reader, LogReader::Row row, LogBits &rows) override
    {
        LogBits matching = rows;
        m_inner->narrow(reader, row, matching);
        rows -= matching;
    }

    int cost() const override { return m_inner->cost(); }

private:
    std::unique_ptr<LogCondition> m_inner;
};

}

std::unique_ptr<LogCondition> makeLogCondition(
    const FilterNode &node, const QStringList &serverNames)
{
    if (node.kind == FilterNode::Kind::Term)
        return makeLogTerm(node.term, serverNames);
    Conditions parts;
    for (const FilterNode &child : node.children)
        parts.push_back(makeLogCondition(child, serverNames));
    if (node.kind == FilterNode::Kind::Not)
        return std::make_unique<Negation>(std::move(parts.front()));
    if (node.kind == FilterNode::Kind::Or)
        return std::make_unique<Disjunction>(std::move(parts));
    return std::make_unique<Conjunction>(std::move(parts));
}

}
