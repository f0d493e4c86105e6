// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshconfig.h"

#include "core/transport/knownhosts.h"
#include "core/transport/sshtransport.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QMultiHash>

#include <algorithm>
#include <array>
#include <ranges>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Ssh
{
    Q_DECLARE_TR_FUNCTIONS(Ssh)
};

/// Directives and their harmless values; another value is told to the user with the consequence.
struct Watched
{
    QByteArrayView directive;
    std::array<QByteArrayView, 2> harmless;
    const char *consequence;
};

constexpr std::array watched{
    Watched{"knownhostscommand", {"none", ""},
        QT_TRANSLATE_NOOP("Ssh", "Host keys that only this command knows are shown as unknown.")},
    Watched{"verifyhostkeydns", {"false", "no"},
        QT_TRANSLATE_NOOP("Ssh", "Host keys published in DNS are shown as unknown.")},
    Watched{"nohostauthenticationforlocalhost", {"no", "false"},
        QT_TRANSLATE_NOOP("Ssh", "Host keys are checked for this machine as for any other.")},
    Watched{"stricthostkeychecking", {"ask", "true"},
        QT_TRANSLATE_NOOP("Ssh",
            "An unknown host key is always asked about and a changed one "
            "always refused.")},
    Watched{"pkcs11provider", {"none", ""},
        QT_TRANSLATE_NOOP("Ssh", "Keys on this token are used only when the agent has them.")},
    Watched{"securitykeyprovider", {"internal", "none"},
        QT_TRANSLATE_NOOP("Ssh", "Security keys are used through the agent only.")},
    Watched{"hostbasedauthentication", {"no", "false"},
        QT_TRANSLATE_NOOP("Ssh", "Host-based authentication is not tried.")},
    Watched{"gssapiauthentication", {"no", "false"},
        QT_TRANSLATE_NOOP("Ssh", "Kerberos (GSSAPI) authentication is not tried.")},
    Watched{"bindaddress", {"none", ""},
        QT_TRANSLATE_NOOP("Ssh", "The connection may leave from another address.")},
    Watched{"bindinterface", {"none", ""},
        QT_TRANSLATE_NOOP("Ssh", "The connection may leave through another interface.")},
};

bool isYes(QByteArrayView value)
{
    return value == "yes" || value == "true"; // ssh prints either, by directive
}

/// One answer of ssh being read: directives by name, in the order of their lines.
class ConfigReader final
{
public:
    ConfigReader(QByteArrayView output, const SshConfigTokens &tokens);
    Result<SshConfig> read();

private:
    QByteArray value(const QByteArray &directive) const { return m_values.value(directive); }
    QByteArray expanded(QByteArray text) const;
    QString path(QByteArray text) const;
    QStringList pathList(const QByteArray &directive) const; ///< one a line
    QStringList paths(const QByteArray &directive) const; ///< all on one line
    QString agentSocket() const;
    QList<SshConfig::Unfollowed> unfollowed() const;

    const SshConfigTokens &m_tokens;
    QMultiHash<QByteArray, QByteArray> m_values; ///< the last line first
    SshConfig m_config;
};

ConfigReader::ConfigReader(QByteArrayView output, const SshConfigTokens &tokens) : m_tokens(tokens)
{
    const QByteArrayList lines = output.toByteArray().split('\n');
    for (const QByteArray &line : lines) {
        const qsizetype blank = line.indexOf(' ');
        if (blank > 0)
            m_values.insert(line.first(blank), line.sliced(blank + 1));
    }
}

/// Which tokens are expanded in the output depends on the directive and on the version of ssh;
/// whatever is left is expanded here. ssh_config(5), TOKENS and ENVIRONMENT VARIABLES.
QByteArray ConfigReader::expanded(QByteArray text) const
{
    const QByteArray port = QByteArray::number(m_config.port);
    QByteArray result;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == '$' && text.indexOf('}', i) > 0 && text.sliced(i).startsWith("${")) {
            const qsizetype end = text.indexOf('}', i);
            result += qgetenv(text.sliced(i + 2, end - i - 2).constData());
            i = end;
        } else if (text[i] != '%' || i + 1 == text.size()) {
            result += text[i];
        } else {
            switch (text[++i]) {
            case '%':
                result += '%';
                break;
            case 'd':
                result += QFile::encodeName(m_tokens.home);
                break;
            case 'h':
                result += m_config.host;
                break;
            case 'i':
                result += m_tokens.userId;
                break;
            case 'j':
                result += m_config.proxyJump;
                break;
            case 'k':
                result += m_config.hostKeyAlias.isEmpty() ? m_tokens.destination
                                                          : m_config.hostKeyAlias;
                break;
            case 'L':
                result += m_tokens.localHost.split('.').first();
                break;
            case 'l':
                result += m_tokens.localHost;
                break;
            case 'n':
                result += m_tokens.destination;
                break;
            case 'p':
                result += port;
                break;
            case 'r':
                result += m_config.user;
                break;
            case 'u':
                result += m_tokens.localUser;
                break;
            case 'C':
                result += QCryptographicHash::hash(
                    m_tokens.localHost + m_config.host + port + m_config.user + m_config.proxyJump,
                    QCryptographicHash::Sha1)
                              .toHex();
                break;
            default: // ssh would have refused it
                result += '%';
                result += text[i];
            }
        }
    }
    return result;
}

QString ConfigReader::path(QByteArray text) const
{
    text = expanded(text);
    if (text.startsWith("~/"))
        return m_tokens.home + QFile::decodeName(text.sliced(1));
    return QFile::decodeName(text);
}

QStringList ConfigReader::pathList(const QByteArray &directive) const
{
    const QByteArrayList lines = m_values.values(directive);
    QStringList found;
    for (const QByteArray &name : lines | std::views::reverse)
        if (name != "none")
            found += path(name);
    return found;
}

/// Several files stand on one line with blanks between them and without quotes. A name with a blank
/// is told from two names by what comes behind it: each of them is absolute.
QStringList ConfigReader::paths(const QByteArray &directive) const
{
    const QByteArrayList words = value(directive).split(' ');
    QByteArrayList names;
    for (const QByteArray &word : words) {
        const bool isStart = word.startsWith('/') || word.startsWith('~') || word.startsWith('%')
            || word.startsWith("${");
        if (names.isEmpty() || isStart)
            names.append(word);
        else
            names.last() += ' ' + word;
    }
    QStringList found;
    for (const QByteArray &name : std::as_const(names)) {
        if (!name.isEmpty() && name != "none" && name != "/dev/null")
            found += path(name);
    }
    return found;
}

QString ConfigReader::agentSocket() const
{
    const QByteArray agent = value("identityagent");
    if (agent.isEmpty() || agent == "SSH_AUTH_SOCK")
        return m_tokens.agentSocket;
    if (agent == "none")
        return {};
    if (agent.startsWith('$') && !agent.startsWith("${"))
        return qEnvironmentVariable(agent.constData() + 1);
    return path(agent);
}

QList<SshConfig::Unfollowed> ConfigReader::unfollowed() const
{
    QList<SshConfig::Unfollowed> found;
    for (const Watched &one : watched) {
        const QByteArray directive = one.directive.toByteArray();
        if (m_values.contains(directive) && !std::ranges::contains(one.harmless, value(directive)))
            found.append({directive, value(directive), Ssh::tr(one.consequence)});
    }
    return found;
}

Result<SshConfig> ConfigReader::read()
{
    const auto none = [](const QByteArray &text) { return text == "none" ? QByteArray() : text; };
    bool isNumber = false;
    m_config.host = value("hostname");
    m_config.port = value("port").toUShort(&isNumber);
    m_config.user = value("user");
    if (m_config.host.isEmpty() || !isNumber || m_config.port == 0 || m_config.user.isEmpty())
        return failure(ErrorKind::Parse,
            Ssh::tr("ssh did not say how it would connect. Run \"ssh -G\" with this server's name "
                    "to see its answer."));
    m_config.hostKeyAlias = none(value("hostkeyalias"));
    m_config.checkHostIp = value("checkhostip") == "yes";
    m_config.proxyJump = none(value("proxyjump"));
    m_config.identityFiles = pathList("identityfile");
    m_config.certificateFiles = pathList("certificatefile");
    m_config.identitiesOnly = isYes(value("identitiesonly"));
    m_config.agentSocket = agentSocket();
    m_config.userKnownHostsFiles = paths("userknownhostsfile");
    m_config.globalKnownHostsFiles = paths("globalknownhostsfile");
    if (const QByteArray revoked = none(value("revokedhostkeys")); !revoked.isEmpty())
        m_config.revokedHostKeysFile = path(revoked);
    m_config.hostKeyAlgorithms = value("hostkeyalgorithms").split(',');
    // Certificates are not asked for.
    m_config.asksForCertificates = m_config.hostKeyAlgorithms.removeIf([](const QByteArray &name) {
        return name.contains("-cert-v");
    }) > 0;
    m_config.hostKeyAlgorithms.removeAll(QByteArray());
    if (isYes(value("stricthostkeychecking")))
        m_config.unknownHosts = SshConfig::UnknownHosts::Refuse;
    const auto isOn = [this](const QByteArray &method) {
        return !m_values.contains(method) || !QByteArrayList{"no", "false"}.contains(value(method));
    };
    m_config.publicKey = isOn("pubkeyauthentication");
    m_config.password = isOn("passwordauthentication");
    m_config.keyboardInteractive = isOn("kbdinteractiveauthentication");
    if (isYes(value("batchmode"))) // it forbids ssh to ask
        m_config.password = m_config.keyboardInteractive = false;
    if (m_values.contains("preferredauthentications"))
        m_config.preferredMethods = value("preferredauthentications").split(',');
    m_config.proxyCommand = expanded(none(value("proxycommand")));
    m_config.unfollowed = unfollowed();
    return std::move(m_config);
}

}

/// ssh leaves the port out where an alias stands in (hostfile lookup in sshconnect.c).
QByteArray SshConfig::knownHostsName() const
{
    return hostKeyAlias.isEmpty() ? knownhosts::entryName(host, port) : hostKeyAlias;
}

/// order_hostkeyalgs() of sshconnect2.c, so that a server is asked for the key that ssh would see.
QByteArrayList SshConfig::preferredHostKeyAlgorithms() const
{
    const knownhosts::OnFile onFile = knownhosts::onFile(knownHostsFiles(), knownHostsName());
    const auto isOnFile = [&onFile](const QByteArray &algorithm) {
        return onFile.types.contains(algorithm.startsWith("rsa-sha2-") ? "ssh-rsa" : algorithm);
    };
    QByteArrayList ordered = hostKeyAlgorithms;
    // Where an authority is on file ssh asks for certificates first. One that it does not trust it
    // takes for the plain key in it, of the first type that the server has, whatever is on file of
    // other types.
    if (onFile.hasAuthority && asksForCertificates)
        return ordered;
    if (!ordered.isEmpty() && !isOnFile(ordered.first()))
        std::ranges::stable_partition(ordered, isOnFile);
    return ordered;
}

QStringList sshConfigArguments(const SshEndpoint &endpoint)
{
    QStringList arguments;
    if (!endpoint.configFile.isEmpty())
        arguments += {u"-F"_s, endpoint.configFile};
    if (endpoint.port)
        arguments += {u"-p"_s, QString::number(*endpoint.port)};
    if (!endpoint.user.isEmpty())
        arguments += {u"-l"_s, endpoint.user};
    // ssh reads a name with blanks in quotes, and tokens in it.
    const auto quoted = [](QString file) { return u'"' + file.replace(u'%', "%%"_L1) + u'"'; };
    if (!endpoint.identityFile.isEmpty())
        arguments += {u"-o"_s, "IdentityFile="_L1 + quoted(endpoint.identityFile)};
    if (!endpoint.knownHostsFile.isEmpty())
        arguments += {u"-o"_s, "UserKnownHostsFile="_L1 + quoted(endpoint.knownHostsFile)};
    if (!endpoint.proxyJump.isEmpty())
        arguments += {u"-o"_s, "ProxyJump="_L1 + endpoint.proxyJump};
    return arguments + QStringList{u"-G"_s, u"--"_s, endpoint.host};
}

Result<SshConfig> parseSshConfig(QByteArrayView output, const SshConfigTokens &tokens)
{
    return ConfigReader(output, tokens).read();
}

}
