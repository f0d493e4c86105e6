// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/reasonknowledge.h"

#include "core/postfix/dsnstatus.h"
#include "core/queue/reasontemplate.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("ReasonKnowledge", text);
}

std::unexpected<Error> wrong(qsizetype entry, const QString &what)
{
    return failure(ErrorKind::InvalidInput,
        translated(QT_TRANSLATE_NOOP("ReasonKnowledge", "Entry %1 of the reasons: %2."))
            .arg(entry + 1)
            .arg(what));
}

bool isWordCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || uchar(c) >= 0x80;
}

/// Where a word begins: "rbl" is not in "marble".
bool beginsWord(QByteArrayView text, QByteArrayView phrase)
{
    for (qsizetype at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
        if (at == 0 || !isWordCharacter(text[at - 1]))
            return true;
    }
    return false;
}

/// False where it is there and no array of texts.
bool takeTexts(const QJsonObject &object, QLatin1StringView key, QByteArrayList &texts)
{
    const QJsonValue value = object.value(key);
    if (value.isUndefined())
        return true;
    if (!value.isArray())
        return false;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &text : array) {
        if (!text.isString() || text.toString().isEmpty())
            return false;
        texts.append(text.toString().toLower().toUtf8());
    }
    return true;
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
    QJsonParseError fault;
    const QJsonDocument document = QJsonDocument::fromJson(json, &fault);
    if (!document.isArray()) {
        return failure(ErrorKind::InvalidInput,
            translated(QT_TRANSLATE_NOOP("ReasonKnowledge", "The reasons are no JSON array: %1."))
                .arg(fault.errorString()));
    }
    ReasonKnowledge knowledge;
    const QJsonArray array = document.array();
    for (qsizetype i = 0; i < array.size(); ++i) {
        const QJsonObject object = array[i].toObject();
        Entry entry;
        for (const auto &[key, target] :
            {std::pair("id"_L1, &entry.cause.id), {"title"_L1, &entry.cause.title},
                {"explanation"_L1, &entry.cause.explanation}, {"remedy"_L1, &entry.cause.remedy}}) {
            *target = object.value(key).toString();
            if (target->isEmpty())
                return wrong(i, u"\"%1\" is missing"_s.arg(key));
        }
        for (const auto &[key, target] : {std::pair("dsn"_L1, &entry.codes),
                 {"any"_L1, &entry.phrases}, {"otherwise-dsn"_L1, &entry.otherwiseCodes}}) {
            if (!takeTexts(object, key, *target))
                return wrong(i, u"\"%1\" is no array of texts"_s.arg(key));
        }
        const QString where = object.value("where"_L1).toString();
        if (object.contains("where"_L1) && where != "here"_L1 && where != "there"_L1)
            return wrong(i, u"\"where\" is neither \"here\" nor \"there\""_s);
        if (!where.isEmpty())
            entry.where = where == "here"_L1 ? Where::Here : Where::There;
        if (knowledge.causeNamed(entry.cause.id) || entry.cause.id == QLatin1StringView(otherCause))
            return wrong(i, u"there is another \"%1\""_s.arg(entry.cause.id));
        knowledge.m_entries.push_back(std::move(entry));
    }
    return knowledge;
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

QStringList ReasonKnowledge::causeIds() const
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
    const auto first = [&](const auto &isTold) -> const ReasonCause * {
        const auto found = std::ranges::find_if(m_entries, [&](const Entry &entry) {
            return (entry.where == Where::Anywhere || (entry.where == Where::There) == isThere)
                && isTold(entry);
        });
        return found == m_entries.end() ? nullptr : &found->cause;
    };
    const ReasonCause *cause = first([&](const Entry &entry) { return entry.codes.contains(dsn); });
    if (!cause) {
        cause = first([&](const Entry &entry) {
            return std::ranges::any_of(
                entry.phrases, [&](const QByteArray &phrase) { return beginsWord(text, phrase); });
        });
    }
    return cause ? cause
                 : first([&](const Entry &entry) { return entry.otherwiseCodes.contains(dsn); });
}

}
