// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/idbatch.h"

#include <QCoreApplication>

#include <algorithm>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

constexpr int maximumNonceLength = 64;

/// Without quotes, backslashes, line breaks and '!', which no two login shells read alike. It holds
/// all lines back until the last one has proven that nothing is missing.
constexpr QByteArrayView gate
    = "NR==1{n=$1;k=$2;next} "
      "{if($0==\"END \"n\" \"k){e=1;next} if(e)b=1; if($0~/^[0-9A-Za-z]+$/)a[++i]=$0;else b=1} "
      "END{if(e&&b==0&&i==n&&k){for(j=1;j<=i;j++)print a[j]}else exit 65}";

/// $1 is the gate, the rest the command. The substitution is all or nothing by awk's exit status.
constexpr QByteArrayView passGate
    = "gate=$1; shift; "
      "ids=$(awk \"$gate\") || { rc=$?; echo \"GATE-REJECT $rc\" >&2; exit $rc; }; ";

}

Result<QByteArray> idBatchInput(
    const Instance &instance, std::span<const QueueId> ids, const QByteArray &nonce)
{
    if (ids.empty() || qsizetype(ids.size()) > largestBatch || !isNonce(nonce)) {
        return failure(ErrorKind::InvalidInput,
            QCoreApplication::translate("spoolscope",
                "A batch of %1 messages cannot be sent. This is a mistake in this program; nothing "
                "was changed.")
                .arg(qint64(ids.size())));
    }
    if (!isUsableConfigDirectory(instance.configDirectory)) {
        return failure(ErrorKind::InvalidInput,
            QCoreApplication::translate("spoolscope",
                "The name of this instance's configuration directory has characters that cannot be "
                "sent safely. Nothing was changed."),
            instance.configDirectory);
    }
    const QByteArray count = QByteArray::number(qint64(ids.size()));
    QByteArray input;
    input.reserve(qsizetype(ids.size()) * (QueueId::maximumLength + 1) + 2 * maximumNonceLength);
    input += count + ' ' + nonce + '\n';
    for (const QueueId &id : ids)
        input.append(id.bytes()).append('\n');
    input += "END " + count + ' ' + nonce + '\n';
    return input;
}

QByteArrayList gatedWords(QByteArrayView use)
{
    return {"sh"_ba, "-c"_ba, passGate.toByteArray() + use.toByteArray(), "spoolscope"_ba,
        gate.toByteArray()};
}

QByteArrayView idGate()
{
    return gate;
}

bool isGateReject(QByteArrayView line)
{
    return line.startsWith("GATE-REJECT ");
}

bool isNonce(QByteArrayView text)
{
    return !text.isEmpty() && text.size() <= maximumNonceLength
        && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
           });
}

}
