// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "childact.h"

#include "core/journal/journaledpart.h"
#include "core/queue/queuelister.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace spoolscope::childact {

namespace {

constexpr const char *orders = "SPOOLSCOPE_PROOF_ACT";
constexpr int batch = 4;

}

bool isChild()
{
    return qEnvironmentVariableIsSet(orders);
}

int act()
{
    const QJsonObject told = QJsonDocument::fromJson(qgetenv(orders)).object();
    ServerDefinition server;
    server.endpoint = {.host = u"127.0.0.1"_s,
        .port = quint16(told["port"_L1].toInt()),
        .user = u"root"_s,
        .identityFile = told["identity"_L1].toString(),
        .knownHostsFile = told["known"_L1].toString(),
        .configFile = u"none"_s};
    const auto link = connectServer(server, {}, {});
    if (!link)
        return 2;
    const Instance &instance = link->facts.instances.first();
    const auto snapshot
        = std::make_shared<QueueSnapshot>(InstanceKey{u"s"_s, instance.configDirectory}, qint64(0));
    if (!listQueue(*link->transport, instance, *snapshot, {}))
        return 2;
    ActionPlan::Selection selection{snapshot, {}, u"mx1"_s, instance, link->facts.rights.first()};
    const QStringList ids = told["ids"_L1].toString().split(u' ');
    for (const QString &id : ids)
        selection.rows.push_back(*snapshot->find(*QueueId::parse(id.toLatin1())));
    const auto plan = ActionPlan::freeze(Action(told["action"_L1].toInt()), {&selection, 1});
    const auto result = performPart(Journal(told["journal"_L1].toString()), *plan, 0,
        {.options = {.batchSize = batch}}, reconnectingSource(server, link->transport), {});
    return result.error ? 1 : 0;
}

void start(QProcess &child, const SshEndpoint &endpoint, const QString &journal, Action action,
    const std::vector<QByteArray> &ids, const QStringList &prefix)
{
    const QJsonObject told{{u"port"_s, *endpoint.port}, {u"identity"_s, endpoint.identityFile},
        {u"known"_s, endpoint.knownHostsFile}, {u"journal"_s, journal}, {u"action"_s, int(action)},
        {u"ids"_s, QString::fromLatin1(QByteArrayList(ids.begin(), ids.end()).join(' '))}};
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QString::fromLatin1(orders),
        QString::fromUtf8(QJsonDocument(told).toJson(QJsonDocument::Compact)));
    child.setProcessEnvironment(environment);
    child.setProcessChannelMode(QProcess::ForwardedChannels);
    QStringList words = prefix + QStringList{QCoreApplication::applicationFilePath()};
    const QString program = words.takeFirst();
    child.start(program, words);
    child.waitForStarted();
}

}
