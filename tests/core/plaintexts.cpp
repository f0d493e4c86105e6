// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/core/plaintexts.h"

#include <QStringDecoder>

namespace spoolscope::made {

QByteArray lower(const QByteArray &text)
{
    return text.toLower();
}

QByteArrayList characters(const QByteArray &text)
{
    QByteArrayList result;
    for (qsizetype at = 0; at < text.size();) {
        qsizetype size = std::min<qsizetype>(4, text.size() - at);
        for (; size > 1; --size) {
            QStringDecoder decoder(QStringDecoder::Utf8,
                QStringConverter::Flag::Stateless | QStringConverter::Flag::ConvertInitialBom);
            const QString decoded = decoder(text.sliced(at, size));
            if (!decoder.hasError() && decoded.toUcs4().size() == 1)
                break;
        }
        result.append(text.sliced(at, size));
        at += size;
    }
    return result;
}

bool isGlob(const QByteArrayList &text, const QByteArrayList &glob)
{
    if (glob.isEmpty())
        return text.isEmpty();
    if (glob.first() == "*")
        return isGlob(text, glob.sliced(1)) || (!text.isEmpty() && isGlob(text.sliced(1), glob));
    return !text.isEmpty() && (glob.first() == "?" || glob.first() == text.first())
        && isGlob(text.sliced(1), glob.sliced(1));
}

}
