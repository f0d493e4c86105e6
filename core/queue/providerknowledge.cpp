// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/providerknowledge.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView suspended("delivery temporarily suspended: ");

/// What smtp(8) writes before the name of a host (smtp_connect.c, smtp_proto.c, smtp_trouble.c).
constexpr std::array beforeHost{QByteArrayView("host "), QByteArrayView("connect to "),
    QByteArrayView("lost connection with "), QByteArrayView("conversation with "),
    QByteArrayView("TLS is required, but was not offered by host ")};

std::unexpected<Error> wrong(qsizetype entry, const QString &what)
{
    return failure(ErrorKind::InvalidInput,
        QCoreApplication::translate("ProviderKnowledge", "Entry %1 of the providers: %2.")
            .arg(QString::number(entry + 1), what));
}

}

ProviderKnowledge ProviderKnowledge::builtIn()
{
    QFile file(u":/spoolscope/providers.json"_s);
    if (!file.open(QFile::ReadOnly))
        qFatal() << file.fileName() << file.errorString();
    auto knowledge = parse(file.readAll());
    if (!knowledge)
        qFatal() << file.fileName() << knowledge.error().message;
    return std::move(*knowledge);
}

Result<ProviderKnowledge> ProviderKnowledge::parse(const QByteArray &json)
{
    QJsonParseError fault;
    const QJsonDocument document = QJsonDocument::fromJson(json, &fault);
    if (!document.isArray()) {
        return failure(ErrorKind::InvalidInput,
            QCoreApplication::translate("ProviderKnowledge", "The providers are no JSON array: %1.")
                .arg(fault.errorString()));
    }
    ProviderKnowledge knowledge;
    const QJsonArray array = document.array();
    for (qsizetype i = 0; i < array.size(); ++i) {
        const QJsonObject object = array[i].toObject();
        const QByteArray id = object.value("id"_L1).toString().toUtf8();
        const QString title = object.value("title"_L1).toString();
        if (id.isEmpty() || title.isEmpty())
            return wrong(i, u"\"id\" or \"title\" is missing"_s);
        if (id == otherProvider || std::ranges::contains(knowledge.m_providers, id, &Provider::id))
            return wrong(i, u"there is another \"%1\""_s.arg(QString::fromUtf8(id)));
        for (const auto &[key, index] :
            {std::pair("domains"_L1, &knowledge.m_byDomain), {"hosts"_L1, &knowledge.m_byHost}}) {
            if (!object.value(key).isArray())
                return wrong(i, u"\"%1\" is no array of texts"_s.arg(key));
            const QJsonArray names = object.value(key).toArray();
            for (const QJsonValue &name : names) {
                const QByteArray text = name.toString().toLower().toUtf8();
                if (text.isEmpty())
                    return wrong(i, u"\"%1\" is no array of texts"_s.arg(key));
                if (index->contains(text))
                    return wrong(i, u"\"%1\" is named twice"_s.arg(QString::fromUtf8(text)));
                index->insert(text, knowledge.m_providers.size());
            }
        }
        knowledge.m_providers.push_back({id, title});
    }
    return knowledge;
}

QByteArrayView ProviderKnowledge::providerOfDomain(QByteArrayView domain) const
{
    const auto known = m_byDomain.constFind(domain.toByteArray());
    return known == m_byDomain.cend() ? otherProvider : QByteArrayView(m_providers[*known].id);
}

QByteArrayView ProviderKnowledge::providerOfReason(QByteArrayView reason) const
{
    while (reason.startsWith(suspended))
        reason = reason.sliced(suspended.size());
    const auto frame = std::ranges::find_if(
        beforeHost, [&](QByteArrayView words) { return reason.startsWith(words); });
    if (frame == beforeHost.end())
        return {};
    const QByteArrayView rest = reason.sliced(frame->size());
    const qsizetype end = rest.indexOf('[');
    return end <= 0 ? QByteArrayView() : providerOfHost(rest.first(std::min<qsizetype>(end, 255)));
}

/// Each name that the host's name ends in, the longest first.
QByteArrayView ProviderKnowledge::providerOfHost(QByteArrayView host) const
{
    const QByteArray name = host.toByteArray().toLower();
    for (qsizetype at = 0; at < name.size();) {
        const auto known
            = m_byHost.constFind(QByteArray::fromRawData(name.constData() + at, name.size() - at));
        if (known != m_byHost.cend())
            return m_providers[*known].id;
        const qsizetype dot = name.indexOf('.', at);
        if (dot < 0)
            break;
        at = dot + 1;
    }
    return {};
}

QString ProviderKnowledge::titleOf(QStringView id) const
{
    const auto found = std::ranges::find(m_providers, id.toUtf8(), &Provider::id);
    return found == m_providers.end() ? QString() : found->title;
}

QStringList ProviderKnowledge::ids() const
{
    QStringList ids;
    for (const Provider &provider : m_providers)
        ids.append(QString::fromUtf8(provider.id));
    return ids;
}

}
