// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/knowledgefile.h"

#include "core/base/textsafety.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Knowledge)
};

constexpr qsizetype longestId = 40;
constexpr auto unknownId = "other"_L1; ///< of ReasonKnowledge and ProviderKnowledge

bool isIdCharacter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-';
}

std::unexpected<Error> fault(const QString &what)
{
    return failure(ErrorKind::InvalidInput, what);
}

}

QJsonValue KnowledgeEntry::take(QLatin1StringView key)
{
    m_taken.append(key);
    return m_object.value(key);
}

void KnowledgeEntry::fail(const QString &what)
{
    if (m_fault.isEmpty())
        m_fault = what;
}

QString KnowledgeEntry::id()
{
    const QString id = text("id"_L1);
    if (id.size() > longestId || !std::ranges::all_of(id, isIdCharacter))
        fail(Words::tr("\"id\" may have small letters, digits and \"-\", %1 at most")
                .arg(longestId));
    else if (id == unknownId)
        fail(Words::tr("\"%1\" is what nothing is known of; choose another \"id\"").arg(id));
    return id;
}

QString KnowledgeEntry::text(QLatin1StringView key)
{
    const QJsonValue value = take(key);
    if (value.isUndefined())
        fail(Words::tr("\"%1\" is missing").arg(key));
    else if (value.toString().isEmpty())
        fail(Words::tr("\"%1\" is no text").arg(key));
    return text::visible(value.toString());
}

QString KnowledgeEntry::oneOf(QLatin1StringView key, const QStringList &choices)
{
    const QJsonValue value = take(key);
    if (value.isUndefined())
        return {};
    const QString choice = value.toString();
    if (!choices.contains(choice))
        fail(Words::tr("\"%1\" is none of \"%2\"").arg(key, choices.join(u"\", \""_s)));
    return choice;
}

QByteArrayList KnowledgeEntry::texts(QLatin1StringView key, Check check)
{
    const QJsonValue value = take(key);
    if (value.isUndefined())
        return {};
    QByteArrayList texts;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &text : array)
        texts.append(text.toString().toLower().toUtf8());
    if (!value.isArray() || texts.contains(QByteArray())) {
        fail(Words::tr("\"%1\" is no array of texts").arg(key));
        return {};
    }
    for (const QByteArray &text : std::as_const(texts)) {
        if (const QString what = check(text); !what.isEmpty())
            fail(Words::tr("\"%1\" in \"%2\" %3").arg(text::visibleStart(text, 80), key, what));
    }
    return texts;
}

void KnowledgeEntry::refuseOthers()
{
    for (const QString &key : m_object.keys()) {
        if (!m_taken.contains(key))
            fail(Words::tr("\"%1\" is not known; there are \"%2\"")
                    .arg(text::visible(key).left(80), m_taken.join(u"\", \""_s)));
    }
}

Result<void> readKnowledge(
    const QByteArray &json, const std::function<void(const QString &id, KnowledgeEntry &)> &take)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError) {
        const auto before
            = QByteArrayView(json).first(std::min<qsizetype>(json.size(), error.offset));
        return fault(Words::tr("line %1 is no JSON: %2")
                .arg(before.count('\n') + 1)
                .arg(error.errorString()));
    }
    if (!document.isArray())
        return fault(Words::tr("it is no array [...] of entries"));
    const QJsonArray array = document.array();
    QSet<QString> ids;
    for (qsizetype i = 0; i < array.size(); ++i) {
        const auto in = [&](const QString &id, const QString &what) {
            return fault(id.isEmpty() ? Words::tr("entry %1: %2").arg(i + 1).arg(what)
                                      : Words::tr("entry %1 (%2): %3")
                                            .arg(QString::number(i + 1), id.left(longestId), what));
        };
        if (!array[i].isObject())
            return in({}, Words::tr("it is no object {...}"));
        KnowledgeEntry entry(array[i].toObject());
        const QString id = entry.id();
        if (ids.contains(id))
            entry.fail(Words::tr("there is another of this \"id\""));
        ids.insert(id);
        if (!entry.hasFailed())
            take(id, entry);
        if (!entry.hasFailed())
            entry.refuseOthers();
        if (entry.hasFailed())
            return in(id, entry.fault());
    }
    return {};
}

Result<std::optional<QByteArray>> readKnowledgeFile(const QString &name)
{
    const QFileInfo info(name);
    if (!info.exists() && !info.isSymLink())
        return std::nullopt;
    if (info.exists() && !info.isFile()) // opening a pipe would block
        return failure(ErrorKind::Io, Words::tr("it is not a file"));
    QFile file(name);
    if (!file.open(QFile::ReadOnly))
        return failure(ErrorKind::Io, file.errorString());
    QByteArray bytes = file.read(largestKnowledgeFile + 1);
    if (file.error() != QFile::NoError)
        return failure(ErrorKind::Io, file.errorString());
    if (bytes.size() > largestKnowledgeFile)
        return fault(Words::tr("it is larger than %1 KiB").arg(largestKnowledgeFile >> 10));
    return bytes;
}

}
