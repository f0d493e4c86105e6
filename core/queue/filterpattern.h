// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayList>
#include <QByteArrayView>
#include <QString>

#include <expected>
#include <memory>

namespace re2 {
class RE2;
}

namespace spoolscope {

/// A regular expression of the filter language: RE2's syntax, found anywhere in a text, ignoring
/// case. RE2 does not backtrack: a test costs at most the size of the compiled pattern, which is
/// bounded, times that of the text, so that it always ends with an answer, whoever wrote the text.
/// What that rules out is references and looking around. Any thread.
class FilterPattern final
{
public:
    /// Of valid UTF-16. Error: a sentence about what is wrong with it.
    static std::expected<FilterPattern, QString> compile(const QString &pattern);

    FilterPattern(FilterPattern &&other) noexcept;
    FilterPattern &operator=(FilterPattern &&other) noexcept;
    ~FilterPattern();

    /// Of bytes that are UTF-8; each byte that is not counts as U+FFFD.
    bool isIn(QByteArrayView text) const;
    /// In lower case. A text of ASCII alone can match only with all of the first and, unless there
    /// are none, one of the second.
    struct Parts
    {
        QByteArrayList all, oneOf;
    };
    const Parts &parts() const { return m_parts; }

private:
    explicit FilterPattern(std::unique_ptr<re2::RE2> compiled);
    bool hasParts(QByteArrayView text) const;

    std::unique_ptr<re2::RE2> m_compiled;
    Parts m_parts;
};

}
