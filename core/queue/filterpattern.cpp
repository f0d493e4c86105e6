// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/filterpattern.h"

#include "core/queue/bytesearch.h"
#include "core/queue/filter.h"

#include <QCoreApplication>

#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <vector>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Filter)
};

/// Bytes for one pattern: compiled, and the states that RE2 keeps of its last texts. Where these do
/// not fit it goes on without them, slower but no less right.
constexpr qint64 mostMemory = 2 << 20;

// Looking for one text costs a tenth of RE2's own search.
constexpr int shortestPart = 3; ///< bytes; what is shorter is in most texts
constexpr size_t mostAlternatives = 6;

re2::RE2::Options options()
{
    re2::RE2::Options options;
    options.set_case_sensitive(false);
    options.set_max_mem(mostMemory);
    options.set_log_errors(false); // to stderr
    return options;
}

/// \C is one byte, which splits characters; escaped backslashes in front of a C are none.
bool splitsCharacters(QStringView pattern)
{
    for (qsizetype i = 0; i + 1 < pattern.size(); ++i) {
        if (pattern[i] != u'\\')
            continue;
        if (pattern[++i] == u'C')
            return true;
    }
    return false;
}

QString whatIsWrong(const re2::RE2 &pattern)
{
    using Re2 = re2::RE2;
    switch (pattern.error_code()) {
    case Re2::ErrorBadEscape:
        return Words::tr("unknown escape; references to a group are not possible");
    case Re2::ErrorBadCharClass:
        return Words::tr("unknown class of characters");
    case Re2::ErrorBadCharRange:
        return Words::tr("the range of characters runs backwards");
    case Re2::ErrorMissingBracket:
        return Words::tr("a ] is missing");
    case Re2::ErrorMissingParen:
        return Words::tr("a ) is missing");
    case Re2::ErrorUnexpectedParen:
        return Words::tr("a ) without its (");
    case Re2::ErrorTrailingBackslash:
        return Words::tr("a backslash at the end");
    case Re2::ErrorRepeatArgument:
        return Words::tr("nothing in front of it to repeat");
    case Re2::ErrorRepeatSize:
        return Words::tr("too many repeats; 1,000 are the most, nested ones together");
    case Re2::ErrorRepeatOp:
        return Words::tr("a repeat of a repeat");
    case Re2::ErrorBadPerlOp:
        return Words::tr("unknown kind of group; looking ahead or back is not possible");
    case Re2::ErrorBadNamedCapture:
        return Words::tr("bad name of a group");
    case Re2::ErrorPatternTooLarge:
        return Words::tr("it takes too much memory");
    default:
        return QString::fromStdString(pattern.error());
    }
}

QString whyNotCompiled(const QString &text, const re2::RE2 &pattern)
{
    // What RE2 stumbled over; all of the pattern where it only noticed at the end.
    const QString part = QString::fromStdString(pattern.error_arg());
    if (part.isEmpty() || part == text)
        return Words::tr("this pattern is broken: %1").arg(whatIsWrong(pattern));
    const qsizetype at = text.indexOf(part);
    if (at < 0 || text.indexOf(part, at + 1) >= 0) // it does not say which of them
        return Words::tr("this pattern is broken at \"%1\": %2").arg(part, whatIsWrong(pattern));
    return Words::tr("this pattern is broken at its character %1, \"%2\": %3")
        .arg(QString::number(at + 1), part, whatIsWrong(pattern));
}

bool contains(const re2::RE2 &pattern, QByteArrayView text)
{
    return pattern.Match({text.data(), size_t(text.size())}, 0, size_t(text.size()),
        re2::RE2::UNANCHORED, nullptr, 0);
}

/// With U+FFFD for each byte that is not UTF-8.
QByteArray withoutBrokenCharacters(QByteArrayView text)
{
    QByteArray whole;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype size = characterSize(text, at);
        if (size == 1 && uchar(text[at]) >= 0x80)
            whole += "\xef\xbf\xbd";
        else
            whole += text.sliced(at, size);
        at += size;
    }
    return whole;
}

/// By RE2's own reading of the pattern: texts of which it can tell whether a set of them is enough.
FilterPattern::Parts partsOf(const std::string &pattern)
{
    re2::FilteredRE2 filtered(shortestPart);
    int number = 0;
    std::vector<std::string> texts;
    if (filtered.Add(pattern, options(), &number) != re2::RE2::NoError)
        return {};
    filtered.Compile(&texts);
    const auto isEnough = [&](const std::vector<int> &present) {
        std::vector<int> possible;
        filtered.AllPotentials(present, &possible);
        return !possible.empty();
    };
    if (isEnough({}))
        return {};
    std::vector<int> present; // at most, in ASCII
    for (int i = 0; i < int(texts.size()); ++i) {
        if (isAscii(texts[size_t(i)]))
            present.push_back(i);
    }
    FilterPattern::Parts parts;
    for (const int i : present) {
        std::vector<int> others;
        std::ranges::remove_copy(present, std::back_inserter(others), i);
        if (!isEnough(others))
            parts.all.append(QByteArray::fromStdString(texts[size_t(i)]));
    }
    if (parts.all.isEmpty() && present.size() <= mostAlternatives) {
        for (const int i : present)
            parts.oneOf.append(QByteArray::fromStdString(texts[size_t(i)]));
    }
    return parts;
}

}

FilterPattern::FilterPattern(std::unique_ptr<re2::RE2> compiled)
    : m_compiled(std::move(compiled)), m_parts(partsOf(m_compiled->pattern()))
{
}

FilterPattern::FilterPattern(FilterPattern &&other) noexcept = default;
FilterPattern &FilterPattern::operator=(FilterPattern &&other) noexcept = default;
FilterPattern::~FilterPattern() = default;

std::expected<FilterPattern, QString> FilterPattern::compile(const QString &pattern)
{
    if (pattern.isEmpty())
        return std::unexpected(Words::tr("an empty pattern is in every message"));
    if (pattern.size() > Filter::longestPattern)
        return std::unexpected(
            Words::tr("a pattern may be %1 characters long").arg(Filter::longestPattern));
    if (splitsCharacters(pattern))
        return std::unexpected(Words::tr("a pattern may not use \\C"));
    auto compiled = std::make_unique<re2::RE2>(pattern.toStdString(), options());
    if (!compiled->ok())
        return std::unexpected(whyNotCompiled(pattern, *compiled));
    return FilterPattern(std::move(compiled));
}

bool FilterPattern::hasParts(QByteArrayView text) const
{
    const auto isThere = [&](const QByteArray &part) { return containsFolded(text, part); };
    return std::ranges::all_of(m_parts.all, isThere)
        && (m_parts.oneOf.isEmpty() || std::ranges::any_of(m_parts.oneOf, isThere));
}

bool FilterPattern::isIn(QByteArrayView text) const
{
    // Only ASCII: ignoring case, k is also the Kelvin sign, and s the long s.
    if (!hasParts(text) && isAscii(text))
        return false;
    // RE2 finds what is between bytes that are not UTF-8, and takes these for no character.
    return contains(*m_compiled, text)
        || (!text.isValidUtf8() && contains(*m_compiled, withoutBrokenCharacters(text)));
}

}
