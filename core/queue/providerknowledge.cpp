// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/providerknowledge.h"

#include "core/base/textsafety.h"
#include "core/queue/knowledgefile.h"
#include "core/queue/reasontemplate.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <array>
#include <optional>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Knowledge)
};

/// What smtp(8) writes before the name of a host (smtp_connect.c, smtp_proto.c, smtp_trouble.c).
constexpr std::array beforeHost{QByteArrayView("host "), QByteArrayView("connect to "),
    QByteArrayView("lost connection with "), QByteArrayView("conversation with "),
    QByteArrayView("TLS is required, but was not offered by host ")};

QString faultOfName(QByteArrayView name)
{
    const bool isOne = !name.startsWith('.') && !name.endsWith('.')
        && std::ranges::none_of(name, [](char c) { return uchar(c) <= ' ' || c == '\x7f'; })
        && std::ranges::none_of(QByteArrayView("@*?[]"), [&](char c) { return name.contains(c); });
    return isOne ? QString() : Words::tr("is no name such as \"example.com\"");
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
    ProviderKnowledge knowledge;
    const auto read = readKnowledge(json, [&](const QString &id, KnowledgeEntry &in) {
        const size_t number = knowledge.m_providers.size();
        knowledge.m_providers.push_back({id.toUtf8(), in.text("title"_L1)});
        qsizetype names = 0;
        for (const auto &[key, index] :
            {std::pair("domains"_L1, &knowledge.m_byDomain), {"hosts"_L1, &knowledge.m_byHost}}) {
            for (const QByteArray &name : in.texts(key, faultOfName)) {
                if (index->contains(name))
                    in.fail(Words::tr("\"%1\" is named twice").arg(text::visible(name)));
                index->insert(name, number);
                ++names;
            }
        }
        if (names == 0)
            in.fail(Words::tr("nothing tells it: \"domains\" or \"hosts\" does"));
    });
    if (!read)
        return std::unexpected(read.error());
    return knowledge;
}

void ProviderKnowledge::append(const ProviderKnowledge &others)
{
    std::vector<std::optional<size_t>> numbers; ///< here of those there; none: replaced
    const size_t own = m_providers.size();
    for (const Provider &provider : others.m_providers) {
        const bool isReplaced = std::ranges::contains(
            m_providers.begin(), m_providers.begin() + qsizetype(own), provider.id, &Provider::id);
        numbers.push_back(isReplaced ? std::nullopt : std::optional(m_providers.size()));
        if (!isReplaced)
            m_providers.push_back(provider);
    }
    for (const auto &[from, to] :
        {std::pair(&others.m_byDomain, &m_byDomain), {&others.m_byHost, &m_byHost}}) {
        for (const auto &[name, number] : from->asKeyValueRange())
            if (numbers[number] && !to->contains(name))
                to->insert(name, *numbers[number]);
    }
}

QByteArrayView ProviderKnowledge::providerOfDomain(QByteArrayView domain) const
{
    const auto known = m_byDomain.constFind(domain.toByteArray());
    return known == m_byDomain.cend() ? otherProvider : QByteArrayView(m_providers[*known].id);
}

QByteArrayView ProviderKnowledge::providerOfReason(QByteArrayView reason) const
{
    reason = withoutSuspension(reason);
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
