// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/nonce.h"

#include <QRandomGenerator>

#include <array>

namespace spoolscope {

QByteArray makeNonce()
{
    std::array<quint32, 4> random;
    QRandomGenerator::system()->fillRange(random.data(), static_cast<qsizetype>(random.size()));
    return QByteArray::fromRawData(reinterpret_cast<const char *>(random.data()), sizeof random)
        .toHex();
}

}
