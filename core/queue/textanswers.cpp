// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/textanswers.h"

#include "core/queue/bytesearch.h"

#include <algorithm>
#include <ranges>

namespace spoolscope {

using Id = StringPool::Id;
using Row = QueueSnapshot::Row;

namespace {

constexpr Id window = 256; ///< tests after which it is seen how many texts were left out
constexpr Id denseShare = 4; ///< at least one of so many has to be asked for
constexpr Row rowsAhead = 1024; ///< their texts fit into the processor's caches

}

TextAnswers::TextAnswers(TextMatcher matcher, const QueueSnapshot &snapshot)
    : m_matcher(std::move(matcher)), m_parts(m_matcher.parts()), m_snapshot(snapshot)
{
}

bool TextAnswers::answer(Id id, Row row)
{
    if (id < m_end || m_parts.isEmpty())
        return m_matcher.test(m_snapshot.text(id));
    if (!isDense(id)) {
        m_end = id + 1;
        return m_matcher.test(m_snapshot.text(id));
    }
    const auto published = Row(m_snapshot.rowCount());
    const Id last = m_snapshot.largestId(std::min<Row>(published - 1, row + rowsAhead));
    scan(m_end, std::max(id, last));
    return m_memo.get(id, [] { return false; });
}

/// Rows bring new texts in the order of their numbers, so a gap is of rows that nobody asked for,
/// or of texts in another field.
bool TextAnswers::isDense(Id id)
{
    if (id - m_end > window * denseShare) {
        m_isDense = false;
        m_tested = 0;
    }
    if (m_isDense)
        return true;
    if (m_tested++ == 0)
        m_windowStart = id;
    if (m_tested == window) {
        m_isDense = id - m_windowStart < window * denseShare;
        m_tested = 0;
        if (m_isDense)
            m_part = rarestPart(id);
    }
    return m_isDense;
}

/// In the texts of the window that ends with `last`. What most texts have is found no sooner than
/// each of them is tested.
QByteArray TextAnswers::rarestPart(Id last) const
{
    if (m_parts.size() == 1)
        return m_parts.first();
    const auto textsWith = [&](const QByteArray &part) {
        return std::ranges::count_if(std::views::iota(m_windowStart, last + 1),
            [&](Id id) { return containsFolded(m_snapshot.text(id), part); });
    };
    return std::ranges::min(m_parts, {}, textsWith);
}

void TextAnswers::scan(Id first, Id last)
{
    const QByteArrayView wanted = m_part;
    const bool isEnough = m_matcher.isPartEnough();
    for (Id end = last; first <= last; first = end + 1, end = last) {
        const QByteArrayView texts = m_snapshot.stretch(first, end);
        for (Id id = first; id <= end; ++id)
            m_memo.put(id, false);
        Id at = first;
        for (qsizetype from = 0; (from = indexOfFolded(texts, wanted, from)) >= 0;) {
            at = textAt(texts.data() + from, at, end);
            const QByteArrayView text = m_snapshot.text(at);
            const qsizetype behind = text.end() - texts.begin();
            const bool isInside = from + wanted.size() <= behind;
            if (isInside)
                m_memo.put(at, isEnough || m_matcher.test(text));
            // What begins in one text and ends in the next may hide what begins a byte later.
            from = isInside ? behind : from + 1;
        }
    }
    m_end = last + 1;
}

/// The last of the texts that begins there or before; the first one does.
Id TextAnswers::textAt(const char *place, Id first, Id last) const
{
    const auto isBefore = [&](Id id) { return m_snapshot.text(id).begin() <= place; };
    Id step = 1; // it is near
    while (last - first > step && isBefore(first + step)) {
        first += step;
        step *= 2;
    }
    const auto following = std::views::iota(first, std::min(first + step, last) + 1);
    return *std::ranges::prev(std::ranges::partition_point(following, isBefore));
}

}
