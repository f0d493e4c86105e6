// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The conditions that one term of a filter becomes.

#include "core/logs/logcondition.h"
#include "core/logs/logparser.h"
#include "core/logs/logtime.h"
#include "core/postfix/addressdomain.h"
#include "core/queue/bytesearch.h"
#include "core/queue/textmatcher.h"

#include <algorithm>

namespace spoolscope {

namespace {

using Form = FilterTerm::Form;
using Row = LogReader::Row;

/// Holds or not by what is kept beside the text.
template <typename Holds> class RecordCondition final : public LogCondition
{
public:
    explicit RecordCondition(Holds holds) : m_holds(std::move(holds)) { }

    void narrow(LogReader &reader, Row row, LogBits &rows) override
    {
        const auto records = reader.block(row).records;
        rows.keepIf([&](size_t place) { return m_holds(records[place]); });
    }
    int cost() const override { return 0; }

private:
    Holds m_holds;
};

template <typename Holds> std::unique_ptr<LogCondition> onRecords(Holds holds)
{
    return std::make_unique<RecordCondition<Holds>>(std::move(holds));
}

/// Leaves the rows that have a text in them, and those of which it cannot be told that way. It
/// looks through the text of the whole block at once, unless few of its rows are asked about.
class TextSieve final
{
public:
    /// `folded`: empty leaves all. `onlyInAscii`: lines with other characters stay.
    TextSieve(QByteArray folded, bool onlyInAscii)
        : m_folded(std::move(folded)), m_onlyInAscii(onlyInAscii)
    {
    }
    bool isOpen() const { return m_folded.isEmpty(); }

    void narrow(LogReader &reader, Row row, LogBits &rows) const
    {
        if (isOpen())
            return;
        const auto records = reader.block(row).records;
        const QByteArrayView text = reader.blockText(row);
        const quint32 textAt = reader.blockTextAt();
        if (rows.count() * fewPart < records.size()) {
            rows.keepIf([&](size_t place) {
                const LogRecord &record = records[place];
                return staysAnyway(record)
                    || containsFolded(
                        text.sliced(record.textAt - textAt, record.textSize), m_folded);
            });
            return;
        }
        LogBits found = findAll(records, text, textAt);
        if (m_onlyInAscii) {
            for (size_t place = 0; place < records.size(); ++place) {
                if (staysAnyway(records[place]))
                    found.insert(place);
            }
        }
        rows &= found;
    }

private:
    static constexpr size_t fewPart = 8;

    bool staysAnyway(const LogRecord &record) const
    {
        return m_onlyInAscii && record.flags & LogRecord::NotAscii;
    }

    LogBits findAll(std::span<const LogRecord> records, QByteArrayView text, quint32 textAt) const
    {
        LogBits found;
        auto place = records.begin();
        for (qsizetype at = 0; (at = indexOfFolded(text, m_folded, at)) >= 0;) {
            const auto endOf = [&](const LogRecord &record) {
                return qsizetype(record.textAt - textAt) + record.textSize;
            };
            while (endOf(*place) <= at)
                ++place;
            if (at + m_folded.size() > endOf(*place)) { // it begins in one line and ends in another
                ++at;
                continue;
            }
            found.insert(size_t(place - records.begin()));
            at = endOf(*place);
        }
        return found;
    }

    QByteArray m_folded;
    bool m_onlyInAscii;
};

QByteArray foldedText(QByteArrayView text)
{
    QByteArray folded = text.toByteArray();
    std::ranges::transform(folded, folded.begin(), asciiLower);
    return folded;
}

QByteArray longestOf(const QByteArrayList &pieces)
{
    const auto longest = std::ranges::max_element(pieces, {}, &QByteArray::size);
    return longest == pieces.end() ? QByteArray() : *longest;
}

/// What no line can be without that has a value for which the term holds.
TextSieve sieveFor(const FilterTerm &term)
{
    if (term.form == Form::Pattern) {
        const auto pattern = FilterPattern::compile(term.text);
        return {pattern ? longestOf(pattern->parts().all) : QByteArray(), true};
    }
    QByteArray text = foldedText(term.text.toUtf8());
    if (term.form == Form::Glob) // what is between the wildcards
        text = longestOf(text.replace('?', '*').split('*'));
    const bool isDomain
        = term.field == FilterField::Domain || term.field == FilterField::FromDomain;
    if (isDomain) // its dots may be others in the line
        text = longestOf(text.split('.'));
    if (text.isEmpty() && term.form == Form::Exact)
        return {term.field == FilterField::Sender ? "from=<>" : "", false};
    return {text, false};
}

/// Of a part of each line that `part` gives.
template <typename Part> class TextCondition final : public LogCondition
{
public:
    TextCondition(const FilterTerm &term, Part part)
        : m_matcher(term), m_sieve(sieveFor(term)), m_part(std::move(part))
    {
    }

    void narrow(LogReader &reader, Row row, LogBits &rows) override
    {
        m_sieve.narrow(reader, row, rows);
        const Row first = reader.block(row).first;
        rows.keepIf([&](size_t place) { return m_part(reader, first + place, m_matcher); });
    }
    int cost() const override { return m_sieve.isOpen() ? 2 : 1; }

private:
    TextMatcher m_matcher;
    TextSieve m_sieve;
    Part m_part;
};

template <typename Part> std::unique_ptr<LogCondition> onTexts(const FilterTerm &term, Part part)
{
    return std::make_unique<TextCondition<Part>>(term, std::move(part));
}

/// Of values that only the parser finds.
class FieldCondition final : public LogCondition
{
public:
    FieldCondition(const FilterTerm &term, std::vector<LogField> fields, bool isDomain)
        : m_matcher(term)
        , m_sieve(sieveFor(term))
        , m_fields(std::move(fields))
        , m_isDomain(isDomain)
    {
    }

    void narrow(LogReader &reader, Row row, LogBits &rows) override
    {
        // What is neither Postfix nor a line has no fields.
        const auto block = reader.block(row);
        rows.keepIf([&](size_t place) { return block.records[place].daemon != LogDaemon::None; });
        if (rows.isEmpty())
            return;
        m_sieve.narrow(reader, row, rows);
        rows.keepIf(
            [&](size_t place) { return holds(reader.event(block.first + place, m_parser)); });
    }
    int cost() const override { return 3; }

private:
    bool holds(const LogEvent &event) const
    {
        return std::ranges::any_of(m_fields, [&](LogField field) {
            if (!event.has(field))
                return false;
            const QByteArrayView value = event.value(field);
            return m_matcher.test(m_isDomain ? QByteArrayView(domainNameOf(value)) : value);
        });
    }

    TextMatcher m_matcher;
    TextSieve m_sieve;
    std::vector<LogField> m_fields;
    bool m_isDomain;
    LogParser m_parser;
};

/// Which of the values of an enumeration have a name for which the term holds.
template <typename Value> quint64 namedValues(const FilterTerm &term, size_t count)
{
    static_assert(logEventKindCount <= 64 && logDaemonCount <= 64); // they are a set in one word
    const TextMatcher matcher(term);
    quint64 values = 0;
    for (size_t i = 0; i < count; ++i) {
        const QLatin1StringView name = nameOf(Value(i));
        if (!name.isEmpty() && matcher.test(QByteArrayView(name.data(), name.size())))
            values |= quint64(1) << i;
    }
    return values;
}

bool isIn(quint64 values, auto value)
{
    return values >> unsigned(value) & 1;
}

bool isTagged(const TextMatcher &matcher, QByteArrayView tag)
{
    return !tag.isEmpty()
        && (matcher.test(tag) || matcher.test(tag.sliced(tag.lastIndexOf('/') + 1)));
}

/// By the number of the daemon; by the tag where it has none, as dovecot has.
class DaemonCondition final : public LogCondition
{
public:
    DaemonCondition(const FilterTerm &term, quint64 named) : m_matcher(term), m_named(named) { }

    void narrow(LogReader &reader, Row row, LogBits &rows) override
    {
        const auto block = reader.block(row);
        rows.keepIf([&](size_t place) {
            const LogDaemon daemon = block.records[place].daemon;
            return isIn(m_named, daemon)
                || ((daemon == LogDaemon::None || daemon == LogDaemon::Other)
                    && isTagged(m_matcher, reader.tag(block.first + place)));
        });
    }
    int cost() const override { return 0; }

private:
    TextMatcher m_matcher;
    quint64 m_named;
};

std::unique_ptr<LogCondition> daemonCondition(const FilterTerm &term)
{
    if (const quint64 named = namedValues<LogDaemon>(term, logDaemonCount))
        return std::make_unique<DaemonCondition>(term, named);
    // Not of Postfix, or the other name of a daemon that has two, as retry is of error.
    return onTexts(term, [](LogReader &reader, Row row, const TextMatcher &matcher) {
        return isTagged(matcher, reader.tag(row));
    });
}

/// By the word that is kept, or for a rare one by that in the line.
class StatusCondition final : public LogCondition
{
public:
    explicit StatusCondition(const FilterTerm &term)
        : m_named(namedValues<LogStatus>(term, logStatusCount))
        , m_others(term, {LogField::Status}, false)
    {
    }

    void narrow(LogReader &reader, Row row, LogBits &rows) override
    {
        LogBits others = rows;
        const auto records = reader.block(row).records;
        rows.keepIf([&](size_t place) { return isIn(m_named, records[place].status); });
        others.keepIf([&](size_t place) { return records[place].status == LogStatus::Other; });
        if (others.isEmpty())
            return;
        m_others.narrow(reader, row, others);
        rows |= others;
    }
    int cost() const override { return 0; }

private:
    quint64 m_named;
    FieldCondition m_others;
};

/// By its hash; only lines that have the same are looked at.
class IdCondition final : public LogCondition
{
public:
    explicit IdCondition(const QByteArray &id) : m_id(id), m_hash(logIdHash(id)) { }

    void narrow(LogReader &reader, Row row, LogBits &rows) override
    {
        const auto block = reader.block(row);
        rows.keepIf([&](size_t place) {
            const LogRecord &record = block.records[place];
            return record.idHash == m_hash && record.idSize == m_id.size()
                && reader.queueId(block.first + place) == QByteArrayView(m_id);
        });
    }
    int cost() const override { return 0; }

private:
    QByteArray m_id;
    quint32 m_hash;
};

std::unique_ptr<LogCondition> idCondition(const FilterTerm &term)
{
    if (term.form == Form::Exact)
        return std::make_unique<IdCondition>(term.text.toUtf8());
    return onTexts(term, [](LogReader &reader, Row row, const TextMatcher &matcher) {
        return reader.record(row).idSize > 0 && matcher.test(reader.queueId(row));
    });
}

std::unique_ptr<LogCondition> serverCondition(const FilterTerm &term, const QStringList &names)
{
    const TextMatcher matcher(term);
    const bool holds = std::ranges::any_of(
        names, [&](const QString &name) { return matcher.test(name.toUtf8()); });
    return onRecords([holds](const LogRecord &) { return holds; });
}

std::unique_ptr<LogCondition> instanceCondition(const FilterTerm &term)
{
    return onTexts(term, [](LogReader &reader, Row row, const TextMatcher &matcher) {
        if (reader.record(row).daemon == LogDaemon::None)
            return false;
        const QByteArrayView tag = reader.tag(row);
        const qsizetype slash = tag.indexOf('/');
        return slash > 0 && matcher.test(tag.first(slash));
    });
}

std::vector<LogField> fieldsOf(FilterField field)
{
    switch (field) {
    case FilterField::Sender:
    case FilterField::FromDomain:
        return {LogField::From};
    case FilterField::To:
    case FilterField::Domain:
        return {LogField::To, LogField::OrigTo};
    case FilterField::Address:
        return {LogField::From, LogField::To, LogField::OrigTo, LogField::SaslSender};
    case FilterField::Client:
        return {LogField::Client, LogField::ClientAddress, LogField::OrigClient};
    case FilterField::Relay:
        return {LogField::Relay, LogField::RelayAddress};
    case FilterField::User:
        return {LogField::SaslUser};
    case FilterField::Phase:
        return {LogField::Phase};
    case FilterField::MessageId:
        return {LogField::MessageId};
    case FilterField::Dsn:
        return {LogField::Dsn};
    default:
        return {};
    }
}

std::unique_ptr<LogCondition> timeCondition(const FilterTerm &term)
{
    const qint64 time = *logTimeOf(term.text); // makeFilterTerm() saw to it
    if (term.field == FilterField::Since)
        return onRecords([time](const LogRecord &record) { return record.time >= time; });
    return onRecords([time](const LogRecord &record) { return record.time < time; });
}

}

std::unique_ptr<LogCondition> makeLogTerm(const FilterTerm &term, const QStringList &serverNames)
{
    switch (term.field) {
    case FilterField::Anything:
        return onTexts(term, [](LogReader &reader, Row row, const TextMatcher &matcher) {
            return matcher.test(reader.text(row));
        });
    case FilterField::Id:
        return idCondition(term);
    case FilterField::Daemon:
        return daemonCondition(term);
    case FilterField::Status:
        return std::make_unique<StatusCondition>(term);
    case FilterField::Severity:
        return onRecords([values = namedValues<LogSeverity>(term, logSeverityCount)](
                             const LogRecord &record) { return isIn(values, record.severity); });
    case FilterField::Event:
        return onRecords([values = namedValues<LogEventKind>(term, logEventKindCount)](
                             const LogRecord &record) { return isIn(values, record.kind); });
    case FilterField::Since:
    case FilterField::Until:
        return timeCondition(term);
    case FilterField::Server:
        return serverCondition(term, serverNames);
    case FilterField::Instance:
        return instanceCondition(term);
    default:
        break;
    }
    const bool isDomain
        = term.field == FilterField::Domain || term.field == FilterField::FromDomain;
    return std::make_unique<FieldCondition>(term, fieldsOf(term.field), isDomain);
}

}
