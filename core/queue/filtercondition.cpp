// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/filtercondition.h"

#include "core/queue/answermemo.h"
#include "core/queue/queueindex.h"
#include "core/queue/snapshotfacts.h"
#include "core/queue/textanswers.h"
#include "core/queue/textmatcher.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace spoolscope {

using Row = QueueSnapshot::Row;
using Conditions = std::vector<std::unique_ptr<FilterCondition>>;

namespace {

class Constant final : public FilterCondition
{
public:
    explicit Constant(bool answer) : m_answer(answer) { }
    bool test(Row) override { return m_answer; }
    std::optional<bool> constant() const override { return m_answer; }

private:
    bool m_answer;
};

class Negation final : public FilterCondition
{
public:
    explicit Negation(std::unique_ptr<FilterCondition> inner) : m_inner(std::move(inner)) { }
    bool test(Row row) override { return !m_inner->test(row); }
    void prefetch(Row row) override { m_inner->prefetch(row); }
    int cost() const override { return m_inner->cost(); }

private:
    std::unique_ptr<FilterCondition> m_inner;
};

/// "and" ends at the first part that does not hold, "or" at the first that does.
template <bool decisive> class Junction final : public FilterCondition
{
public:
    explicit Junction(Conditions parts) : m_parts(std::move(parts))
    {
        std::ranges::stable_sort(m_parts, {}, [](const auto &part) { return part->cost(); });
    }

    bool test(Row row) override
    {
        const bool isDecided = std::ranges::any_of(
            m_parts, [row](const auto &part) { return part->test(row) == decisive; });
        return isDecided ? decisive : !decisive;
    }

    void prefetch(Row row) override
    {
        for (const auto &part : m_parts)
            part->prefetch(row);
    }

    int cost() const override
    {
        int sum = 0;
        for (const auto &part : m_parts)
            sum += part->cost();
        return sum;
    }

private:
    Conditions m_parts;
};

class NumberCondition final : public FilterCondition
{
public:
    NumberCondition(const FilterTerm &term, const QueueSnapshot &snapshot, qint64 now)
        : m_term(term), m_snapshot(snapshot), m_now(now)
    {
    }

    bool test(Row row) override
    {
        const auto order = valueOf(row) <=> m_term.number;
        using Compare = FilterTerm::Compare;
        switch (m_term.compare) {
        case Compare::Less:
            return order < 0;
        case Compare::LessOrEqual:
            return order <= 0;
        case Compare::Equal:
            return order == 0;
        case Compare::GreaterOrEqual:
            return order >= 0;
        case Compare::Greater:
            break;
        }
        return order > 0;
    }

private:
    qint64 valueOf(Row row) const
    {
        if (m_term.field == FilterField::Age)
            return m_now - m_snapshot.arrival(row); // both are not negative
        return m_term.field == FilterField::Size ? m_snapshot.size(row)
                                                 : qint64(m_snapshot.recipientCount(row));
    }

    FilterTerm m_term;
    const QueueSnapshot &m_snapshot;
    qint64 m_now;
};

class QueueCondition final : public FilterCondition
{
public:
    QueueCondition(TextMatcher matcher, const QueueSnapshot &snapshot) : m_snapshot(snapshot)
    {
        std::ranges::transform(allQueues, m_answers.begin(),
            [&](QueueName queue) { return matcher.test(toBytes(queue)); });
    }

    bool test(Row row) override { return m_answers[size_t(m_snapshot.queue(row))]; }

private:
    const QueueSnapshot &m_snapshot;
    std::array<bool, allQueues.size()> m_answers;
};

class IdCondition final : public FilterCondition
{
public:
    IdCondition(TextMatcher matcher, const QueueSnapshot &snapshot)
        : m_matcher(std::move(matcher)), m_snapshot(snapshot)
    {
    }

    bool test(Row row) override { return m_matcher.test(m_snapshot.id(row).bytes()); }
    int cost() const override { return 1; }

private:
    TextMatcher m_matcher;
    const QueueSnapshot &m_snapshot;
};

/// A term about the texts of the listing: senders, recipients, reasons.
class TextCondition final : public FilterCondition
{
public:
    TextCondition(FilterField field, TextMatcher matcher, const QueueSnapshot &snapshot)
        : m_field(field), m_answers(std::move(matcher), snapshot), m_snapshot(snapshot)
    {
    }

    bool test(Row row) override
    {
        const auto testText = [&](StringPool::Id id) { return m_answers.test(id, row); };
        switch (m_field) {
        case FilterField::Sender:
            return testText(m_snapshot.senderId(row));
        case FilterField::To:
            return testRecipients(row, [&](auto to) { return testText(to.address); });
        case FilterField::Reason:
            return testRecipients(row, [&](auto to) { return testText(to.reason); });
        default: // anything
            return testText(m_snapshot.senderId(row)) || testRecipients(row, [&](auto to) {
                return testText(to.address) || testText(to.reason);
            }) || m_answers.test(m_snapshot.id(row).bytes());
        }
    }

    void prefetch(Row row) override
    {
        if (m_field == FilterField::Sender)
            return m_answers.prefetch(m_snapshot.senderId(row));
        if (m_snapshot.recipientCount(row) == 0)
            return;
        const auto first = m_snapshot.recipient(row, 0);
        m_answers.prefetch(m_field == FilterField::Reason ? first.reason : first.address);
    }

    int cost() const override { return m_field == FilterField::Sender ? 3 : 4; }

private:
    template <typename Test> bool testRecipients(Row row, Test test)
    {
        const quint32 count = m_snapshot.recipientCount(row);
        for (quint32 i = 0; i < count; ++i) {
            if (test(m_snapshot.recipient(row, i)))
                return true;
        }
        return false;
    }

    FilterField m_field;
    TextAnswers m_answers;
    const QueueSnapshot &m_snapshot;
};

/// A term about what the texts mean: each distinct value is tested once.
template <GroupKey key> class ValueCondition final : public FilterCondition
{
public:
    ValueCondition(TextMatcher matcher, const QueueSnapshot &snapshot)
        : m_matcher(std::move(matcher)), m_snapshot(snapshot), m_index(snapshot.index())
    {
    }

    bool test(Row row) override
    {
        if (row >= m_covered) {
            m_index.extend();
            m_covered = m_index.rowCount();
        }
        if constexpr (key == GroupKey::FromDomain)
            return testValue(m_index.fromDomain(row));
        else
            return testRecipients(row);
    }

    int cost() const override { return 2; }

private:
    bool testRecipients(Row row)
    {
        const size_t first = m_snapshot.firstRecipient(row);
        const size_t end = first + m_snapshot.recipientCount(row);
        for (size_t i = first; i < end; ++i) {
            if (testValue(m_index.ofRecipient<key>(i)))
                return true;
        }
        return false;
    }

    bool testValue(QueueIndex::Value value)
    {
        return m_memo.get(value, [&] { return m_matcher.test(m_index.text(value)); });
    }

    TextMatcher m_matcher;
    const QueueSnapshot &m_snapshot;
    QueueIndex &m_index;
    Row m_covered = 0;
    AnswerMemo m_memo;
};

/// A term about where a message came from, or its opposite. Neither holds where that is not known,
/// or both do (FilterContext::holdsUnknown).
class OriginCondition final : public FilterCondition
{
public:
    OriginCondition(FilterField field, TextMatcher matcher,
        std::shared_ptr<const SnapshotFacts> facts, bool isNegated, bool holdsUnknown)
        : m_field(field)
        , m_matcher(std::move(matcher))
        , m_facts(std::move(facts))
        , m_isNegated(isNegated)
        , m_holdsUnknown(holdsUnknown)
    {
    }

    bool test(Row row) override
    {
        using Facts = SnapshotFacts;
        if (m_field != FilterField::Client) {
            const auto key = m_field == FilterField::User ? GroupKey::User : GroupKey::Subject;
            const Facts::Value value = m_facts->value(key, row);
            return value == Facts::unknown ? m_holdsUnknown : testValue(value) != m_isNegated;
        }
        const Facts::Value name = m_facts->clientName(row), address = m_facts->clientAddress(row);
        if (name == Facts::unknown)
            return m_holdsUnknown;
        // The empty text is of a message without a client, not of a client without a name.
        const bool holds = (name > Facts::none && testValue(name))
            || (address > Facts::none && testValue(address))
            || (name == Facts::none && address == Facts::none && testValue(Facts::none));
        return holds != m_isNegated;
    }

    int cost() const override { return 2; }

private:
    bool testValue(SnapshotFacts::Value value)
    {
        return m_memo.get(value, [&] { return m_matcher.test(m_facts->text(value)); });
    }

    FilterField m_field;
    TextMatcher m_matcher;
    std::shared_ptr<const SnapshotFacts> m_facts;
    bool m_isNegated, m_holdsUnknown;
    AnswerMemo m_memo;
};

class Compiler final
{
public:
    Compiler(const QueueSnapshot &snapshot, const FilterContext &context)
        : m_snapshot(snapshot), m_context(context)
    {
    }

    /// `isNegated`: its opposite. What may be unknown of a message holds neither way, so a "not" is
    /// brought down to the terms where it is around such a thing.
    std::unique_ptr<FilterCondition> make(const FilterNode &node, bool isNegated = false)
    {
        if (isNegated && !mentionsOrigin(node))
            return negate(make(node));
        switch (node.kind) {
        case FilterNode::Kind::And:
            return isNegated ? join<true>(makeAll(node.children, true))
                             : join<false>(makeAll(node.children, false));
        case FilterNode::Kind::Or:
            return isNegated ? join<false>(makeAlternatives(node.children, true))
                             : join<true>(makeAlternatives(node.children, false));
        case FilterNode::Kind::Not:
            return make(node.children.front(), !isNegated);
        case FilterNode::Kind::Term:
            break;
        }
        if (node.term.form == FilterTerm::Form::Number)
            return std::make_unique<NumberCondition>(node.term, m_snapshot, m_context.now);
        return makeText(node.term.field, TextMatcher(node.term), isNegated);
    }

private:
    std::unique_ptr<FilterCondition> makeText(
        FilterField field, TextMatcher matcher, bool isNegated)
    {
        if (isOriginField(field))
            return makeOrigin(field, std::move(matcher), isNegated);
        auto condition = makeText(field, std::move(matcher));
        return isNegated ? negate(std::move(condition)) : std::move(condition);
    }

    std::unique_ptr<FilterCondition> makeOrigin(
        FilterField field, TextMatcher matcher, bool isNegated) const
    {
        if (!m_context.facts)
            return std::make_unique<Constant>(m_context.holdsUnknown);
        return std::make_unique<OriginCondition>(
            field, std::move(matcher), m_context.facts, isNegated, m_context.holdsUnknown);
    }

    std::unique_ptr<FilterCondition> makeText(FilterField field, TextMatcher matcher)
    {
        switch (field) {
        case FilterField::Server:
            return std::make_unique<Constant>(testAny(matcher, m_context.serverNames));
        case FilterField::Instance:
            return std::make_unique<Constant>(testAny(matcher, m_context.instanceNames));
        case FilterField::Queue:
            return std::make_unique<QueueCondition>(std::move(matcher), m_snapshot);
        case FilterField::Id:
            return std::make_unique<IdCondition>(std::move(matcher), m_snapshot);
        case FilterField::FromDomain:
            return makeValue<GroupKey::FromDomain>(std::move(matcher));
        case FilterField::Domain:
            return makeValue<GroupKey::Domain>(std::move(matcher));
        case FilterField::Provider:
            return makeValue<GroupKey::Provider>(std::move(matcher));
        case FilterField::Cause:
            return makeValue<GroupKey::Cause>(std::move(matcher));
        case FilterField::Cluster:
            return makeValue<GroupKey::Cluster>(std::move(matcher));
        case FilterField::Dsn:
            return makeValue<GroupKey::Dsn>(std::move(matcher));
        default:
            return std::make_unique<TextCondition>(field, std::move(matcher), m_snapshot);
        }
    }

    template <GroupKey key> std::unique_ptr<FilterCondition> makeValue(TextMatcher matcher)
    {
        return std::make_unique<ValueCondition<key>>(std::move(matcher), m_snapshot);
    }

    static bool testAny(const TextMatcher &matcher, const QStringList &names)
    {
        return std::ranges::any_of(
            names, [&](const QString &name) { return matcher.test(name.toUtf8()); });
    }

    Conditions makeAll(const std::vector<FilterNode> &nodes, bool isNegated)
    {
        Conditions conditions;
        for (const FilterNode &node : nodes)
            conditions.push_back(make(node, isNegated));
        return conditions;
    }

    /// Exact texts for one field are looked up together: a selection may name thousands.
    Conditions makeAlternatives(const std::vector<FilterNode> &nodes, bool isNegated)
    {
        Conditions conditions;
        std::map<FilterField, TextMatcher> exact;
        for (const FilterNode &node : nodes) {
            if (node.kind != FilterNode::Kind::Term || node.term.form != FilterTerm::Form::Exact) {
                conditions.push_back(make(node, isNegated));
                continue;
            }
            const auto [entry, isNew] = exact.try_emplace(node.term.field, node.term);
            if (!isNew)
                entry->second.addExact(node.term);
        }
        for (auto &[field, matcher] : exact)
            conditions.push_back(makeText(field, std::move(matcher), isNegated));
        return conditions;
    }

    static std::unique_ptr<FilterCondition> negate(std::unique_ptr<FilterCondition> inner)
    {
        if (const auto constant = inner->constant())
            return std::make_unique<Constant>(!*constant);
        return std::make_unique<Negation>(std::move(inner));
    }

    /// Leaves out what changes nothing; what decides is all there is.
    template <bool decisive> static std::unique_ptr<FilterCondition> join(Conditions parts)
    {
        for (const auto &part : parts) {
            if (part->constant() == decisive)
                return std::make_unique<Constant>(decisive);
        }
        std::erase_if(parts, [](const auto &part) { return part->constant() == !decisive; });
        if (parts.empty())
            return std::make_unique<Constant>(!decisive);
        if (parts.size() == 1)
            return std::move(parts.front());
        return std::make_unique<Junction<decisive>>(std::move(parts));
    }

    const QueueSnapshot &m_snapshot;
    const FilterContext &m_context;
};

}

std::unique_ptr<FilterCondition> makeCondition(
    const FilterNode &node, const QueueSnapshot &snapshot, const FilterContext &context)
{
    return Compiler(snapshot, context).make(node);
}

}
