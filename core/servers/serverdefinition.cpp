// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/serverdefinition.h"

#include "core/base/textsafety.h"
#include "core/transport/hostname.h"

#include <QCoreApplication>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <utility>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

constexpr qsizetype longestUser = 256;
const auto localAddress = u"local:"_s;
const auto sshScheme = u"ssh://"_s;

constexpr std::array<std::pair<ServerRole, QLatin1StringView>, 3> roleWords{
    {{ServerRole::Normal, "normal"_L1}, {ServerRole::Production, "production"_L1},
        {ServerRole::Test, "test"_L1}}};
constexpr std::array<std::pair<PrivilegeMode, QLatin1StringView>, 4> modeWords{
    {{PrivilegeMode::Automatic, "automatic"_L1}, {PrivilegeMode::Direct, "direct"_L1},
        {PrivilegeMode::Sudo, "sudo"_L1}, {PrivilegeMode::SudoWithPassword, "sudo-password"_L1}}};

template <typename Words>
std::optional<typename Words::value_type::first_type> valueOf(
    const Words &words, const QString &text)
{
    const auto found = std::ranges::find(words, text, &Words::value_type::second);
    return found == words.end() ? std::nullopt : std::optional(found->first);
}

std::unexpected<Error> invalid(const char *text)
{
    return failure(ErrorKind::InvalidInput, QCoreApplication::translate("spoolscope", text));
}

bool isAsciiAlphanumeric(QChar c)
{
    return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool isUser(QStringView user)
{
    return user.size() <= longestUser && !user.startsWith(u'-')
        && std::ranges::all_of(user,
            [](QChar c) { return isAsciiAlphanumeric(c) || QStringView(u"._@-").contains(c); });
}

bool isIpAddress(int family, QStringView host)
{
    in6_addr address; // large enough for both
    return inet_pton(family, host.toLatin1().constData(), &address) == 1;
}

bool isHost(QStringView host)
{
    const auto isOneOf = [](QStringView set) { return [set](QChar c) { return set.contains(c); }; };
    if (host.contains(u':'))
        return std::ranges::all_of(host, isOneOf(u"0123456789abcdefABCDEF:."))
            && isIpAddress(AF_INET6, host);
    if (std::ranges::all_of(host, isOneOf(u"0123456789.")))
        return isIpAddress(AF_INET, host);
    return isHostName(host);
}

bool isFileName(QStringView name)
{
    return std::ranges::all_of(name, [](QChar c) { return c.category() != QChar::Other_Control; });
}

}

QString cleanServerName(const QString &name)
{
    constexpr qsizetype longestName = 100;
    const QString plain = text::plain(name);
    qsizetype end = std::min(plain.size(), longestName);
    if (end > 0 && end < plain.size() && plain[end].isLowSurrogate())
        --end;
    return plain.first(end).trimmed();
}

Result<void> checkEndpoint(const SshEndpoint &endpoint)
{
    if (endpoint.host.isEmpty())
        return invalid(QT_TRANSLATE_NOOP("spoolscope", "The host name is missing."));
    if (!isHost(endpoint.host)) {
        return invalid(QT_TRANSLATE_NOOP("spoolscope",
            "This is not a host name or IP address. Names have letters, digits, '-', '_' and "
            "dots, and no part of them starts with '-'."));
    }
    if (!isUser(endpoint.user)) {
        return invalid(QT_TRANSLATE_NOOP("spoolscope",
            "This is not a user name. It may have letters, digits and . _ @ - but not start with "
            "'-'."));
    }
    if (endpoint.port == 0) {
        return invalid(
            QT_TRANSLATE_NOOP("spoolscope", "The port must be a number from 1 to 65535."));
    }
    if (!isFileName(endpoint.identityFile) || !isFileName(endpoint.knownHostsFile)
        || !isFileName(endpoint.configFile)) {
        return invalid(QT_TRANSLATE_NOOP("spoolscope",
            "The name of the key or known_hosts file has characters that no file name should "
            "have."));
    }
    return {};
}

QStringList ServerDefinition::names() const
{
    QStringList names{name, address()};
    if (!isLocal)
        names.append(endpoint.host);
    return names;
}

QString ServerDefinition::address() const
{
    if (isLocal)
        return localAddress;
    QString address = sshScheme;
    if (!endpoint.user.isEmpty())
        address += endpoint.user + u'@';
    address += endpoint.host.contains(u':') ? u'[' + endpoint.host + u']' : endpoint.host;
    if (endpoint.port)
        address += u':' + QString::number(*endpoint.port);
    return address;
}

bool ServerDefinition::connectsLike(const ServerDefinition &other) const
{
    return id == other.id && isLocal == other.isLocal && endpoint == other.endpoint
        && privilege == other.privilege;
}

QString nameOf(ServerRole role)
{
    return roleWords[size_t(role)].second;
}

std::optional<ServerRole> serverRoleFrom(const QString &text)
{
    return valueOf(roleWords, text);
}

QString nameOf(PrivilegeMode mode)
{
    return modeWords[size_t(mode)].second;
}

std::optional<PrivilegeMode> privilegeModeFrom(const QString &text)
{
    return valueOf(modeWords, text);
}

QStringList serverColours()
{
    return {u"red"_s, u"orange"_s, u"yellow"_s, u"green"_s, u"teal"_s, u"blue"_s, u"purple"_s};
}

Result<ServerDefinition> parseServerAddress(const QString &address)
{
    ServerDefinition server;
    if (address == localAddress) {
        server.id = localAddress;
        server.name = u"local"_s;
        server.isLocal = true;
        return server;
    }
    if (!address.startsWith(sshScheme)) {
        return invalid(QT_TRANSLATE_NOOP("spoolscope",
            "A server is written as ssh://host, ssh://user@host:port or local: for this machine."));
    }

    QStringView rest = QStringView(address).sliced(sshScheme.size());
    if (const qsizetype at = rest.lastIndexOf(u'@'); at >= 0) {
        if (at == 0)
            return invalid(QT_TRANSLATE_NOOP("spoolscope", "The user name before '@' is missing."));
        server.endpoint.user = rest.first(at).toString();
        rest = rest.sliced(at + 1);
    }
    QStringView port;
    bool hasPort = false;
    const bool isBracketed = rest.startsWith(u'[');
    const qsizetype hostEnd = isBracketed ? rest.indexOf(u']') + 1 : rest.indexOf(u':');
    if (isBracketed && hostEnd == 0) {
        return invalid(
            QT_TRANSLATE_NOOP("spoolscope", "The ']' behind the IPv6 address is missing."));
    }
    if (hostEnd >= 0 && hostEnd < rest.size()) {
        if (rest[hostEnd] != u':') {
            return invalid(QT_TRANSLATE_NOOP(
                "spoolscope", "Only a port may follow the IPv6 address, as in ssh://[::1]:2222."));
        }
        hasPort = true;
        port = rest.sliced(hostEnd + 1);
        rest = rest.first(hostEnd);
    }
    if (isBracketed) {
        rest = rest.sliced(1).chopped(1);
        if (!rest.contains(u':'))
            return invalid(QT_TRANSLATE_NOOP("spoolscope", "Only IPv6 addresses stand in [ ]."));
    }
    server.endpoint.host = rest.toString();
    if (hasPort) {
        constexpr qsizetype longestPort = 5;
        const auto isDigit = [](QChar c) { return c >= u'0' && c <= u'9'; };
        const bool isNumber = port.size() <= longestPort && std::ranges::all_of(port, isDigit);
        server.endpoint.port = isNumber ? port.toUShort() : 0; // 0 too when it is too large
    }
    if (const auto checked = checkEndpoint(server.endpoint); !checked)
        return std::unexpected(checked.error());
    server.name = server.endpoint.host;
    server.id = server.address();
    return server;
}

}
