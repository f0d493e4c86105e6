// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>

#include <array>
#include <cstring>
#include <string_view>

namespace spoolscope {

inline constexpr auto alnumBytes = [] {
    std::array<bool, 256> table = {};
    for (int c = 0; c < 256; ++c)
        table[size_t(c)]
            = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return table;
}();

/// Reads a line's text from its beginning. Each step takes something or leaves all as it was, so
/// that a line can be tried against several forms. Nothing here allocates; any bytes will do.
class LogWords final
{
public:
    constexpr LogWords() = default;
    explicit LogWords(QByteArrayView text) : m_at(text.data()), m_end(text.data() + text.size()) { }

    bool isEmpty() const { return m_at == m_end; }
    qsizetype size() const { return m_end - m_at; }
    QByteArrayView rest() const { return {m_at, size()}; }
    char front() const { return isEmpty() ? '\0' : *m_at; }

    bool startsWith(std::string_view words) const
    {
        return size_t(size()) >= words.size() && std::memcmp(m_at, words.data(), words.size()) == 0;
    }
    bool take(std::string_view words)
    {
        if (!startsWith(words))
            return false;
        m_at += words.size();
        return true;
    }
    bool take(char c)
    {
        if (front() != c || isEmpty())
            return false;
        ++m_at;
        return true;
    }
    /// What stands before `end`, which is taken too.
    bool takeUntil(char end, QByteArrayView &before)
    {
        const auto found = static_cast<const char *>(std::memchr(m_at, end, size_t(size())));
        if (!found)
            return false;
        before = {m_at, found - m_at};
        m_at = found + 1;
        return true;
    }
    bool takeUntil(std::string_view end, QByteArrayView &before)
    {
        const qsizetype found = find(end);
        if (found < 0)
            return false;
        before = {m_at, found};
        m_at += found + qsizetype(end.size());
        return true;
    }
    /// Where `words` begin; -1 for nowhere.
    qsizetype find(std::string_view words) const
    {
        const void *found = memmem(m_at, size_t(size()), words.data(), words.size());
        return found ? static_cast<const char *>(found) - m_at : -1;
    }
    /// As far as `fits(char)`; may be nothing.
    template <typename Fits> QByteArrayView takeWhile(const Fits &fits)
    {
        const char *start = m_at;
        while (m_at < m_end && fits(*m_at))
            ++m_at;
        return {start, m_at - start};
    }
    QByteArrayView takeDigits() { return takeWhile(isDigit); }
    /// A number as Postfix writes seconds: "0.34", "12", "1e+05".
    QByteArrayView takeDecimal()
    {
        return takeWhile([](char c) { return isDigit(c) || c == '.' || c == 'e' || c == '+'; });
    }
    /// Up to a blank, or the end.
    QByteArrayView takeWord()
    {
        return takeWhile([](char c) { return c != ' '; });
    }
    QByteArrayView takeAll()
    {
        const QByteArrayView all = rest();
        m_at = m_end;
        return all;
    }
    void skip(qsizetype count) { m_at += count; }

    static constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }
    static constexpr bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
    static constexpr bool isLower(char c) { return c >= 'a' && c <= 'z'; }
    static constexpr bool isAlnum(char c) { return alnumBytes[quint8(c)]; }

private:
    const char *m_at = nullptr;
    const char *m_end = nullptr;
};

inline bool operator==(QByteArrayView view, std::string_view text)
{
    return size_t(view.size()) == text.size()
        && std::memcmp(view.data(), text.data(), text.size()) == 0;
}

}
