// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/reasonknowledge.h"

#include "core/base/textsafety.h"
#include "core/postfix/dsnstatus.h"
#include "core/queue/knowledgefile.h"
#include "core/queue/reasontemplate.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <span>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Knowledge)
};

QString faultOfCode(QByteArrayView code)
{
    return dsnStatusIn(code) == code ? QString()
                                     : Words::tr("is no status code such as \"4.7.28\"");
}

/// A phrase is looked for in a template, from which what differs between messages is gone.
QString faultOfPhrase(QByteArrayView phrase)
{
    const QByteArray left = reasonTemplate(phrase);
    return left == phrase ? QString()
                          : Words::tr("is never found, because names, addresses and numbers are "
                                      "left out of reasons; it may be a part of \"%1\"")
                                .arg(text::visible(left));
}

bool isWordCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || uchar(c) >= 0x80;
}

/// Where a word begins: "rbl" is not in "marble".
bool beginsWord(QByteArrayView text, QByteArrayView phrase)
{
    for (qsizetype at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
        if (at == 0 || !isWordCharacter(phrase.front()) || !isWordCharacter(text[at - 1]))
            return true;
    }
    return false;
}

}

ReasonKnowledge ReasonKnowledge::builtIn()
{
    QFile file(u":/spoolscope/reasons.json"_s);
    if (!file.open(QFile::ReadOnly))
        qFatal() << file.fileName() << file.errorString();
    auto knowledge = parse(file.readAll());
    if (!knowledge)
        qFatal() << file.fileName() << knowledge.error().message;
    return std::move(*knowledge);
}

Result<ReasonKnowledge> ReasonKnowledge::parse(const QByteArray &json)
{
    ReasonKnowledge knowledge;
    const auto read = readKnowledge(json, [&](const QString &id, KnowledgeEntry &in) {
        Entry entry;
        entry.cause = {id, in.text("title"_L1), in.text("explanation"_L1), in.text("remedy"_L1)};
        const QString where = in.oneOf("where"_L1, {u"here"_s, u"there"_s});
        if (!where.isEmpty())
            entry.where = where == "here"_L1 ? Where::Here : Where::There;
        entry.codes = in.texts("dsn"_L1, faultOfCode);
        entry.phrases = in.texts("any"_L1, faultOfPhrase);
        entry.otherwiseCodes = in.texts("otherwise-dsn"_L1, faultOfCode);
        if (entry.codes.isEmpty() && entry.phrases.isEmpty() && entry.otherwiseCodes.isEmpty())
            in.fail(Words::tr("nothing tells it: \"dsn\", \"any\" or \"otherwise-dsn\" does"));
        knowledge.m_entries.push_back(std::move(entry));
    });
    if (!read)
        return std::unexpected(read.error());
    return knowledge;
}

void ReasonKnowledge::append(const ReasonKnowledge &others)
{
    m_ownCount = m_entries.size();
    for (const Entry &entry : others.m_entries)
        if (!causeNamed(entry.cause.id))
            m_entries.push_back(entry);
}

const ReasonCause *ReasonKnowledge::causeNamed(QStringView id) const
{
    const auto found = std::ranges::find(
        m_entries, id, [](const Entry &entry) { return QStringView(entry.cause.id); });
    return found == m_entries.end() ? nullptr : &found->cause;
}

QByteArray ReasonKnowledge::causeIdOf(QByteArrayView reason) const
{
    if (reason.isEmpty())
        return {};
    const ReasonCause *cause = causeOf(reasonTemplate(reason), dsnStatusIn(reason));
    return cause ? cause->id.toUtf8() : otherCause.toByteArray();
}

QStringList ReasonKnowledge::ids() const
{
    QStringList ids;
    for (const Entry &entry : m_entries)
        ids.append(entry.cause.id);
    return ids;
}

const ReasonCause *ReasonKnowledge::causeOf(QByteArrayView reasonTemplate, QByteArrayView dsn) const
{
    // smtp(8) begins with "host NAME[ADDRESS] said: " what another server said.
    const bool isThere = reasonTemplate.startsWith("host ") && reasonTemplate.contains("] said: ");
    const QByteArray text = reasonTemplate.toByteArray().toLower();
    const auto first
        = [&](std::span<const Entry> entries, const auto &isTold) -> const ReasonCause * {
        const auto found = std::ranges::find_if(entries, [&](const Entry &entry) {
            return (entry.where == Where::Anywhere || (entry.where == Where::There) == isThere)
                && isTold(entry);
        });
        return found == entries.end() ? nullptr : &found->cause;
    };
    const std::span<const Entry> all = m_entries;
    // What a user says of a phrase counts more than what is built in about its code.
    for (const auto entries : {all.first(m_ownCount), all.subspan(m_ownCount)}) {
        if (const ReasonCause *cause
            = first(entries, [&](const Entry &entry) { return entry.codes.contains(dsn); }))
            return cause;
        const auto hasPhrase = [&](const Entry &entry) {
            return std::ranges::any_of(
                entry.phrases, [&](const QByteArray &phrase) { return beginsWord(text, phrase); });
        };
        if (const ReasonCause *cause = first(entries, hasPhrase))
            return cause;
    }
    return first(all, [&](const Entry &entry) { return entry.otherwiseCodes.contains(dsn); });
}

}
