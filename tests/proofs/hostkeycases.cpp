// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostkeycases.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

#include <array>

namespace spoolscope {

namespace {

using Random = std::mt19937_64;
const QByteArray alias = "alias.example";

bool chance(Random &random, int percent)
{
    return random() % 100 < quint64(percent);
}

template <typename List> auto oneOf(Random &random, const List &list)
{
    return list[random() % list.size()];
}

QByteArray hashed(const QByteArray &name, Random &random)
{
    QByteArray salt;
    for (int i = 0; i < 20; ++i)
        salt += char(random());
    return "|1|" + salt.toBase64() + '|'
        + QMessageAuthenticationCode::hash(name, salt, QCryptographicHash::Sha1).toBase64();
}

/// A names field that may or may not mean our host.
QByteArray names(const HostKeyMatter &matter, quint16 port, Random &random)
{
    const std::array plain{matter.name, matter.name, matter.address, alias};
    QByteArray name = oneOf(random, plain);
    if (port != 22 && chance(random, 75))
        name = '[' + name + "]:" + QByteArray::number(port);
    switch (random() % 16) {
    case 0:
    case 1:
        return hashed(name, random);
    case 2:
        return name.toUpper();
    case 3:
        return "other.example," + name + ",10.0.0.1";
    case 4:
        return "*," + QByteArray(chance(random, 50) ? "!" : "") + name;
    case 5:
        return "!" + name + ",*.example";
    case 6:
        return port == 22 ? "*.example" : "[*.example]:" + QByteArray::number(port);
    case 7:
        return QByteArray(name).replace('o', '?');
    case 8:
        return "other.example";
    case 9:
        return hashed("other.example", random);
    case 10:
        return name + ',' + QByteArray("x.example,").repeated(int(random() % 2000)) + "y";
    case 11:
        return "|1|broken|" + QByteArray("abc=");
    case 12:
        return name + ".";
    default:
        return name;
    }
}

/// The same bytes to a lenient reader of Base64: a bit set behind the last byte.
QByteArray withLooseBits(QByteArray key)
{
    qsizetype last = key.size() - 1;
    while (last >= 0 && key[last] == '=')
        --last;
    if (last + 1 < key.size()) // 'A' and 'Q', 'g', 'w' or every fourth: the next one has the bit
        key[last] = char(key[last] + 1);
    return key;
}

QByteArray key(const HostKeyMatter &matter, Random &random)
{
    const QByteArray right = oneOf(random, matter.right);
    const QByteArray wrong = oneOf(random, matter.wrong);
    switch (random() % 26) {
    case 0:
        return right.first(right.size() - 5); // cut base64
    case 1:
        return "ssh-dss " + right.split(' ')[1]; // another type than in the blob
    case 2:
        return right.split(' ')[1];
    case 3:
        return right.split(' ')[0];
    case 4:
        return {};
    case 5:
        return "2048 65537 123456789"; // of SSH 1
    case 6:
        return right + "  comment with words";
    case 7:
        return matter.authority;
    case 8:
        return right + ' ' + QByteArray("long ").repeated(int(random() % 30'000));
    case 9:
        return QByteArray(right).replace(' ', "\t");
    case 10:
        return right + "=";
    case 24:
        return withLooseBits(right);
    case 25:
        return QByteArray(right).replace("=", "");
    case 11:
    case 12:
    case 13:
    case 14:
    case 15:
        return wrong;
    default:
        return right;
    }
}

QByteArray line(const HostKeyMatter &matter, quint16 port, Random &random)
{
    if (chance(random, 6))
        return oneOf(random,
            QByteArrayList{"", "# comment", "   ", "garbage", "\t#", "@revoked", "\xff\xfe\x80 x y",
                "@cert-authority *", QByteArray("a\0b c d", 7)});
    QByteArray text
        = names(matter, port, random) + (chance(random, 5) ? "\t " : " ") + key(matter, random);
    if (chance(random, 10))
        text.prepend(oneOf(random,
            QByteArrayList{"@revoked ", "@revoked ", "@revoked\t", "@cert-authority ",
                "@cert-authority ", "@unheard-of ", "@REVOKED "}));
    if (chance(random, 4))
        text.prepend("  \t");
    return text;
}

QByteArray file(const HostKeyMatter &matter, quint16 port, Random &random)
{
    const QByteArray end = chance(random, 8) ? "\r\n" : "\n";
    QByteArray text;
    const int count = int(random() % 5);
    for (int i = 0; i < count; ++i)
        text += line(matter, port, random) + end;
    if (chance(random, 10) && text.endsWith('\n'))
        text.chop(1);
    return text;
}

}

QByteArray HostKeyCase::shown() const
{
    QByteArray text
        = "to " + host + " port " + QByteArray::number(port) + "\n--- config\n" + config;
    for (const QByteArray &one : userFiles)
        text += "--- known_hosts\n" + one.left(3000) + '\n';
    return text + "--- global\n" + globalFile.left(3000) + "\n--- revoked\n" + revokedKeys;
}

HostKeyCase makeHostKeyCase(const HostKeyMatter &matter, const QString &directory, Random &random)
{
    const QByteArray path = directory.toUtf8() + '/';
    HostKeyCase made;
    made.port = chance(random, 40) ? 22 : matter.port;
    made.host = chance(random, 25) ? matter.address : matter.name;
    made.config = "IdentityFile none\nIdentityAgent none\nPreferredAuthentications publickey\n"
                  "UpdateHostKeys no\nConnectTimeout 30\n";
    if (chance(random, 15)) {
        made.config += "HostName " + made.host + '\n';
        made.host = "box";
    } else if (chance(random, 5)) {
        made.host = made.host.toUpper();
    }
    if (chance(random, 80))
        made.config += "StrictHostKeyChecking "
            + oneOf(random, QByteArrayList{"yes", "no", "off", "accept-new", "ask", "yes"}) + '\n';
    if (chance(random, 12))
        made.config += "HostKeyAlias " + (chance(random, 80) ? alias : matter.name) + '\n';
    if (chance(random, 20))
        made.config += "CheckHostIP yes\n";
    if (chance(random, 6))
        made.config += "NoHostAuthenticationForLocalhost yes\n";
    if (chance(random, 8))
        made.config += "HostKeyAlgorithms "
            + oneOf(random, QByteArrayList{"ssh-ed25519", "rsa-sha2-512", "ecdsa-sha2-nistp256"})
            + '\n';
    if (chance(random, 8)) {
        made.revokedKeys
            = (chance(random, 50) ? oneOf(random, matter.right) : oneOf(random, matter.wrong))
            + '\n';
        made.config += "RevokedHostKeys " + path + "revoked\n";
    }
    const int files = chance(random, 3) ? 0 : 1 + int(random() % 3);
    made.config += "UserKnownHostsFile";
    for (int i = 0; i < files; ++i) {
        made.config += " " + path + "known_hosts" + QByteArray::number(i);
        made.userFiles += file(matter, made.port, random);
    }
    if (files == 0)
        made.config += chance(random, 50) ? " none" : " /dev/null";
    else if (chance(random, 15))
        made.config += " " + path + "missing";
    made.globalFile = chance(random, 30) ? file(matter, made.port, random) : QByteArray();
    made.config += "\nGlobalKnownHostsFile " + path + "global\n";
    return made;
}

}
