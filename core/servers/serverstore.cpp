// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/serverstore.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QSet>
#include <QStandardPaths>

#include <utility>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

constexpr int formatVersion = 1;
constexpr qint64 largestFile = 16 << 20;
constexpr auto ownerOnly = QFile::ReadOwner | QFile::WriteOwner;

std::unexpected<Error> notReadable(const QString &file, const QString &reason)
{
    return failure(ErrorKind::Io,
        QCoreApplication::translate("spoolscope",
            "The list of servers in %1 cannot be read: %2. Nothing was changed. Give the file back "
            "its rights, or move it away to start with an empty list.")
            .arg(file, reason));
}

std::unexpected<Error> notUnderstood(const QString &file, const QString &reason)
{
    return failure(ErrorKind::InvalidInput,
        QCoreApplication::translate("spoolscope",
            "The list of servers in %1 is damaged: %2. It is left as it is. Correct it with a text "
            "editor, put a backup in its place, or move it away to start with an empty list.")
            .arg(file, reason));
}

std::unexpected<Error> notWritten(const QString &file, const QString &reason)
{
    return failure(ErrorKind::Io,
        QCoreApplication::translate("spoolscope",
            "The list of servers could not be saved in %1: %2. The file is as it was before.")
            .arg(file, reason));
}

/// The whole file as an object with members "version" and "servers"; an empty one if there is none.
Result<QJsonObject> readFile(const QString &name)
{
    const QFileInfo info(name);
    if (!info.exists() && !info.isSymLink())
        return QJsonObject();
    if (!info.isFile()) // opening a pipe would block
        return notReadable(name, QCoreApplication::translate("spoolscope", "it is not a file"));
    QFile file(name);
    if (!file.open(QFile::ReadOnly))
        return notReadable(name, file.errorString());
    const QByteArray bytes = file.read(largestFile + 1);
    if (file.error() != QFile::NoError)
        return notReadable(name, file.errorString());
    if (bytes.size() > largestFile)
        return notUnderstood(name, QCoreApplication::translate("spoolscope", "it is too large"));

    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError)
        return notUnderstood(name, error.errorString());
    QJsonObject root = document.object();
    const int version = root.value("version"_L1).toInt();
    if (version > formatVersion) {
        return notUnderstood(name,
            QCoreApplication::translate(
                "spoolscope", "it was written by a later version of Spoolscope"));
    }
    if (version < 1 || !root.value("servers"_L1).isArray())
        return notUnderstood(name, QCoreApplication::translate("spoolscope", "it is no such list"));
    return root;
}

std::unexpected<Error> notKnown(QLatin1StringView key, const QString &value)
{
    return failure(ErrorKind::InvalidInput,
        QCoreApplication::translate("spoolscope", "\"%1\" cannot be \"%2\"").arg(key, value));
}

/// What a typing mistake must not weaken in silence: an unknown word here is an error.
Result<void> readSafety(const QJsonObject &object, ServerDefinition &server)
{
    const auto readOnly = object.value("readOnly"_L1);
    if (!readOnly.isUndefined() && !readOnly.isBool())
        return notKnown("readOnly"_L1, readOnly.toVariant().toString());
    server.isReadOnly = readOnly.toBool();
    if (const auto word = object.value("role"_L1); !word.isUndefined()) {
        const auto role = serverRoleFrom(word.toString());
        if (!role)
            return notKnown("role"_L1, word.toVariant().toString());
        server.role = *role;
    }
    if (const auto word = object.value("privilege"_L1); !word.isUndefined()) {
        const auto mode = privilegeModeFrom(word.toString());
        if (!mode)
            return notKnown("privilege"_L1, word.toVariant().toString());
        server.privilege = *mode;
    }
    return {};
}

Result<ServerDefinition> fromJson(const QJsonObject &object)
{
    auto server = parseServerAddress(object.value("address"_L1).toString());
    if (!server)
        return server;
    server->id = object.value("id"_L1).toString();
    server->name = cleanServerName(object.value("name"_L1).toString());
    server->endpoint.identityFile = object.value("identityFile"_L1).toString();
    server->endpoint.knownHostsFile = object.value("knownHostsFile"_L1).toString();
    server->endpoint.configFile = object.value("sshConfigFile"_L1).toString();
    server->endpoint.proxyJump = object.value("proxyJump"_L1).toString();
    server->group = object.value("group"_L1).toString();
    server->colour = object.value("colour"_L1).toString();
    if (const auto read = readSafety(object, *server); !read)
        return std::unexpected(read.error());
    if (server->id.isEmpty()) {
        return failure(ErrorKind::InvalidInput,
            QCoreApplication::translate("spoolscope", "a server has no \"id\""));
    }
    if (!server->isLocal) {
        if (const auto checked = checkEndpoint(server->endpoint); !checked)
            return std::unexpected(checked.error());
    }
    return server;
}

Result<QList<ServerDefinition>> fromJson(const QString &file, const QJsonArray &array)
{
    QList<ServerDefinition> servers;
    QSet<QString> ids;
    for (const auto &value : array) {
        auto server = fromJson(value.toObject());
        if (!server)
            return notUnderstood(file, server.error().message);
        if (ids.contains(server->id)) {
            return notUnderstood(file,
                QCoreApplication::translate("spoolscope", "two servers have the \"id\" %1")
                    .arg(server->id));
        }
        ids.insert(server->id);
        servers.append(std::move(*server));
    }
    return servers;
}

/// `object` with the members we know set; what others wrote there stays.
QJsonObject toJson(QJsonObject object, const ServerDefinition &server)
{
    object["id"_L1] = server.id;
    object["name"_L1] = server.name;
    object["address"_L1] = server.address();
    const auto setOrRemove = [&](QLatin1StringView key, const QString &value) {
        if (value.isEmpty())
            object.remove(key);
        else
            object[key] = value;
    };
    setOrRemove("identityFile"_L1, server.endpoint.identityFile);
    setOrRemove("knownHostsFile"_L1, server.endpoint.knownHostsFile);
    setOrRemove("sshConfigFile"_L1, server.endpoint.configFile);
    setOrRemove("proxyJump"_L1, server.endpoint.proxyJump);
    setOrRemove("group"_L1, server.group);
    setOrRemove("colour"_L1, server.colour);
    setOrRemove("role"_L1, server.role == ServerRole::Normal ? QString() : nameOf(server.role));
    setOrRemove("privilege"_L1,
        server.privilege == PrivilegeMode::Automatic ? QString() : nameOf(server.privilege));
    object["readOnly"_L1] = server.isReadOnly;
    return object;
}

bool makeFolder(const QString &path)
{
    if (QFileInfo(path).isDir())
        return true;
    constexpr auto folderRights = ownerOnly | QFile::ExeOwner;
    return QDir().mkpath(QFileInfo(path).path()) && QDir().mkdir(path, folderRights);
}

}

ServerStore::ServerStore(QString file) : m_file(std::move(file))
{
}

QString ServerStore::defaultFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
        + u"/spoolscope/servers.json"_s;
}

Result<QList<ServerDefinition>> ServerStore::load() const
{
    const auto root = readFile(m_file);
    if (!root)
        return std::unexpected(root.error());
    return fromJson(m_file, root->value("servers"_L1).toArray());
}

Result<void> ServerStore::save(const QList<ServerDefinition> &servers) const
{
    auto root = readFile(m_file);
    if (!root)
        return std::unexpected(root.error());
    const QJsonArray before = root->value("servers"_L1).toArray();
    if (const auto known = fromJson(m_file, before); !known)
        return std::unexpected(known.error());

    QHash<QString, QJsonObject> byId;
    for (const auto &value : before)
        byId.insert(value.toObject().value("id"_L1).toString(), value.toObject());
    QJsonArray array;
    for (const ServerDefinition &server : servers)
        array.append(toJson(byId.value(server.id), server));
    (*root)["version"_L1] = formatVersion;
    (*root)["servers"_L1] = array;

    if (!makeFolder(QFileInfo(m_file).path())) {
        return notWritten(
            m_file, QCoreApplication::translate("spoolscope", "its folder cannot be made"));
    }
    QSaveFile file(m_file);
    file.setDirectWriteFallback(false);
    if (!file.open(QFile::WriteOnly) || !file.setPermissions(ownerOnly))
        return notWritten(m_file, file.errorString());
    file.write(QJsonDocument(*root).toJson());
    if (!file.commit())
        return notWritten(m_file, file.errorString());
    return {};
}

}
