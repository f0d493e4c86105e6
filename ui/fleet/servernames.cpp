// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/fleet/servernames.h"

#include "core/base/textsafety.h"

#include <QCoreApplication>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

qsizetype labelCount(const QString &name)
{
    return name.count(u'.') + 1;
}

QString leadingLabels(const QString &name, qsizetype count)
{
    return QStringList(name.split(u'.').first(std::min(count, labelCount(name)))).join(u'.');
}

/// 10.0.0.1 has no short form.
bool isAddress(const QString &name)
{
    return name.contains(u':')
        || std::ranges::none_of(name, [](QChar character) { return character.isLetter(); });
}

QString shortName(const Server *server, const QList<Server *> &servers)
{
    const QString name = server->name();
    for (qsizetype count = 1; count < labelCount(name) && !isAddress(name); ++count) {
        const QString candidate = leadingLabels(name, count);
        const bool isTaken = std::ranges::any_of(servers, [&](const Server *other) {
            return other != server && leadingLabels(other->name(), count) == candidate;
        });
        if (!isTaken)
            return candidate;
    }
    return name;
}

}

QHash<QString, QString> shortServerNames(const QList<Server *> &servers)
{
    QHash<QString, QString> names;
    for (const Server *server : servers)
        names[server->id()] = shortName(server, servers);
    return names;
}

QString instanceLabel(const QString &serverName, const QByteArray &instanceName)
{
    const QString server = text::isolated(text::visible(serverName));
    if (instanceName.isEmpty() || instanceName == "-")
        return server;
    return QCoreApplication::translate("ServerNames", "%1 (%2)", "mx1 (postfix-out)")
        .arg(server, text::isolated(text::visible(instanceName)));
}

QString shortInstanceName(const Instance &instance)
{
    if (instance.name == "-")
        return QCoreApplication::translate("ServerNames", "primary");
    const QByteArray prefix = "postfix-";
    const bool isUsual = instance.name.startsWith(prefix) && instance.name.size() > prefix.size();
    return QString::fromUtf8(isUsual ? instance.name.sliced(prefix.size()) : instance.name);
}

}
