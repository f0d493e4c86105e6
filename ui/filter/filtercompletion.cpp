// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/filter/filtercompletion.h"

#include "core/queue/filter.h"

#include <QCoreApplication>

#include <array>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostValues = 50;

struct Word
{
    qsizetype start = 0;
    bool isPattern = false;
};

/// Where the word begins that the cursor is in or behind.
Word wordAt(QStringView text, qsizetype cursor)
{
    Word word;
    QChar delimiter;
    for (qsizetype i = 0; i < cursor; ++i) {
        const QChar c = text[i];
        if (!delimiter.isNull()) {
            if (c == u'\\')
                ++i;
            else if (c == delimiter)
                delimiter = {};
        } else if (c.isSpace() || c == u'(' || c == u')') {
            word.start = i + 1;
        } else if (c == u'"') {
            delimiter = c;
        } else if (c == u'/' && (i == word.start || text[i - 1] == u':')) {
            delimiter = c;
        }
    }
    word.isPattern = delimiter == u'/';
    return word;
}

void addFields(QStringView begun, FilterFields fields, std::vector<FilterCandidate> &candidates)
{
    for (const FilterFieldInfo &field : fields) {
        if (field.name.startsWith(begun, Qt::CaseInsensitive))
            candidates.push_back({field.name.toString() + (field.isNumber ? u'>' : u':'),
                QCoreApplication::translate("Filter", field.help)});
    }
}

void addKeywords(QStringView begun, bool isFirst, std::vector<FilterCandidate> &candidates)
{
    const auto offer = [&](const QString &keyword, const QString &help) {
        if (!begun.isEmpty() && keyword.startsWith(begun, Qt::CaseInsensitive))
            candidates.push_back({keyword + u' ', help});
    };
    offer(u"not"_s, QCoreApplication::translate("Filter", "none that match what follows"));
    if (isFirst)
        return;
    offer(u"and"_s, QCoreApplication::translate("Filter", "both must hold"));
    offer(u"or"_s, QCoreApplication::translate("Filter", "one must hold"));
}

/// The term for exactly this value, as it has to be typed.
QString termText(FilterField field, const QString &value)
{
    return toString(FilterTerm{.field = field, .form = FilterTerm::Form::Exact, .text = value});
}

void addValues(const FilterFieldInfo &field, QString begun, const FilterValues &values,
    std::vector<FilterCandidate> &candidates)
{
    if (begun.startsWith(u'"') || begun.startsWith(u'<'))
        begun.remove(0, 1);
    QStringList behind; // that hold it, but do not begin with it
    const QStringList known = values(field.field);
    for (const QString &value : known) {
        if (value.startsWith(begun, Qt::CaseInsensitive))
            candidates.push_back({termText(field.field, value), {}});
        else if (value.contains(begun, Qt::CaseInsensitive))
            behind.append(value);
    }
    for (const QString &value : std::as_const(behind))
        candidates.push_back({termText(field.field, value), {}});
    if (qsizetype(candidates.size()) > mostValues)
        candidates.resize(mostValues);
}

}

FilterCompletion completeFilter(
    const QString &text, qsizetype cursor, const FilterValues &values, FilterFields fields)
{
    const Word word = wordAt(text, cursor);
    FilterCompletion completion{word.start, cursor - word.start, {}};
    if (word.isPattern)
        return completion;
    const QStringView begun = QStringView(text).sliced(word.start, completion.length);
    const qsizetype colon = begun.indexOf(u':');
    if (colon < 0) {
        if (!begun.isEmpty())
            addFields(begun, fields, completion.candidates);
        addKeywords(begun, word.start == 0, completion.candidates);
    } else if (const FilterFieldInfo *field = findFilterField(begun.first(colon), fields);
        field && !field->isNumber) {
        addValues(*field, begun.sliced(colon + 1).toString(), values, completion.candidates);
    }
    // What is typed in full already is no offer.
    if (completion.candidates.size() == 1 && completion.candidates.front().text == begun)
        completion.candidates.clear();
    return completion;
}

}
