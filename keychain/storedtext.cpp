// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "keychain/storedtext.h"

#include <algorithm>
#include <array>

#include <string.h>

namespace spoolscope {

namespace {

struct Name
{
    SecretKind kind;
    QByteArrayView text;
};
constexpr std::array names{Name{SecretKind::Password, "password"},
    Name{SecretKind::Passphrase, "passphrase"}, Name{SecretKind::SudoPassword, "sudo"}};

}

QByteArray storedText(const StoredSecrets &secrets)
{
    qsizetype room = 0;
    for (const auto &[key, secret] : secrets)
        room += 64 + 4 * key.subject.size() + 2 * qsizetype(secret.size());
    QByteArray text;
    text.reserve(room); // growing would leave copies behind
    for (const auto &[key, secret] : secrets) {
        text += std::ranges::find(names, key.kind, &Name::kind)->text;
        text += ' ' + key.subject.toUtf8().toBase64() + ' ';
        QByteArray value
            = QByteArray::fromRawData(secret.bytes(), qsizetype(secret.size())).toBase64();
        text += value;
        overwrite(value);
        text += '\n';
    }
    return text;
}

std::optional<StoredSecrets> secretsIn(const QByteArray &text)
{
    StoredSecrets secrets;
    qsizetype from = 0;
    while (from < text.size()) {
        const qsizetype end = text.indexOf('\n', from);
        if (end < 0)
            return {};
        const QByteArrayView line = QByteArrayView(text).sliced(from, end - from);
        const qsizetype first = line.indexOf(' ');
        const qsizetype last = line.lastIndexOf(' ');
        const auto name
            = std::ranges::find(names, line.first(std::max<qsizetype>(first, 0)), &Name::text);
        if (first < 0 || first == last || name == names.end())
            return {};
        const QByteArray subject
            = QByteArray::fromBase64(line.sliced(first + 1, last - first - 1).toByteArray());
        QByteArray value = QByteArray::fromBase64(
            QByteArray::fromRawData(line.data() + last + 1, line.size() - last - 1));
        secrets.insert_or_assign(
            SecretKey{name->kind, QString::fromUtf8(subject)}, Secret::take(value));
        from = end + 1;
    }
    return secrets;
}

void overwrite(QByteArray &text)
{
    // Not data(): that would detach and leave the shared bytes as they are.
    ::explicit_bzero(const_cast<char *>(text.constData()), size_t(text.size()));
    text.clear();
}

}
