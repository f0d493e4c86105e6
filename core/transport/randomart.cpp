// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/randomart.h"

#include "core/transport/knownhosts.h"

#include <QByteArrayList>
#include <QCryptographicHash>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <bit>

namespace spoolscope {

namespace {

constexpr int width = 17;
constexpr int height = 9;
constexpr QByteArrayView signs(" .o+=*BOX@%&#/^SE"); // by visits; start and end last

/// The fields of a key behind its type, as RFC 4253, 6.6 and RFC 5656 order them.
QByteArrayList fields(QByteArrayView blob)
{
    QByteArrayList found;
    while (blob.size() >= 4) {
        const auto length = qFromBigEndian<quint32>(blob.data());
        if (length > quint32(blob.size() - 4))
            break;
        found += blob.sliced(4, length).toByteArray();
        blob = blob.sliced(4 + qsizetype(length));
    }
    return found;
}

int bitsOf(const QByteArray &number)
{
    for (qsizetype i = 0; i < number.size(); ++i) {
        const auto byte = static_cast<unsigned char>(number[i]);
        if (byte != 0)
            return int(number.size() - i - 1) * 8 + int(std::bit_width(byte));
    }
    return 0;
}

/// "[ED25519 256]", as sshkey_type() and sshkey_size() of OpenSSH name it.
QByteArray title(const QByteArray &blob)
{
    const QByteArrayList parts = fields(blob);
    const QByteArray type = parts.value(0);
    QByteArray name = type.toUpper();
    int bits = 0;
    if (type.contains("ed25519")) {
        name = "ED25519";
        bits = 256;
    } else if (type.contains("ecdsa")) {
        name = "ECDSA";
        bits = type.contains("521") ? 521 : type.contains("384") ? 384 : 256;
    } else if (type == "ssh-rsa") {
        name = "RSA";
        bits = bitsOf(parts.value(2));
    } else if (type == "ssh-dss") {
        name = "DSA";
        bits = bitsOf(parts.value(1));
    }
    if (type.startsWith("sk-"))
        name += "-SK";
    const QByteArray full = '[' + name + ' ' + QByteArray::number(bits) + ']';
    return full.size() <= width
        ? full
        : ('[' + name + ']').first(std::min<qsizetype>(width, name.size() + 2));
}

QByteArray border(const QByteArray &text)
{
    const qsizetype left = (width - text.size()) / 2;
    return '+' + QByteArray(left, '-') + text + QByteArray(width - left - text.size(), '-') + '+';
}

}

/// The "drunken bishop": fingerprint_randomart() in sshkey.c.
QByteArray randomart(const QByteArray &keyBlob)
{
    std::array<std::array<int, width>, height> visits = {};
    int x = width / 2;
    int y = height / 2;
    const int most = int(signs.size()) - 3;
    for (const char byte : QCryptographicHash::hash(keyBlob, QCryptographicHash::Sha256)) {
        for (int shift = 0; shift < 8; shift += 2) {
            const int step = static_cast<unsigned char>(byte) >> shift;
            x = std::clamp(x + ((step & 1) ? 1 : -1), 0, width - 1);
            y = std::clamp(y + ((step & 2) ? 1 : -1), 0, height - 1);
            int &count = visits[size_t(y)][size_t(x)];
            count = std::min(count + 1, most);
        }
    }
    visits[height / 2][width / 2] = most + 1;
    visits[size_t(y)][size_t(x)] = most + 2;

    QByteArray art = border(title(keyBlob)) + '\n';
    for (const auto &row : visits) {
        art += '|';
        for (const int count : row)
            art += signs[count];
        art += "|\n";
    }
    return art + border("[SHA256]");
}

}
