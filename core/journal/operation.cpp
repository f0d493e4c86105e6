// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/journal/operation.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spoolscope {

QString actionName(const OperationHeader &header)
{
    return header.request ? toString(header.request->kind) : toString(header.action);
}

QJsonArray rowsToJson(std::span<const size_t> rows)
{
    QJsonArray json;
    for (size_t i = 0; i < rows.size();) {
        size_t last = i;
        while (last + 1 < rows.size() && rows[last + 1] == rows[last] + 1)
            ++last;
        if (last == i)
            json.append(qint64(rows[i]));
        else
            json.append(QJsonArray{qint64(rows[i]), qint64(rows[last])});
        i = last + 1;
    }
    return json;
}

std::vector<size_t> rowsFromJson(const QJsonArray &json, size_t limit)
{
    std::vector<size_t> rows;
    std::vector<bool> isKnown; // a damaged file may name a row any number of times
    for (const QJsonValue &value : json) {
        const qint64 first = value.isArray() ? value[0].toInteger(-1) : value.toInteger(-1);
        const qint64 last = value.isArray() ? value[1].toInteger(-1) : first;
        for (qint64 row = std::max<qint64>(first, 0); row <= last && row < qint64(limit); ++row) {
            if (size_t(row) >= isKnown.size())
                isKnown.resize(size_t(row) + 1);
            if (!isKnown[size_t(row)])
                rows.push_back(size_t(row));
            isKnown[size_t(row)] = true;
        }
    }
    return rows;
}

QJsonValue bytesToJson(const QByteArray &bytes)
{
    // NUL is valid UTF-8 but no friend of other readers of JSON.
    if (bytes.isValidUtf8() && !bytes.contains('\0'))
        return QString::fromUtf8(bytes);
    return QJsonObject{{u"base64"_s, QString::fromLatin1(bytes.toBase64())}};
}

QByteArray bytesFromJson(const QJsonValue &json)
{
    if (json.isObject())
        return QByteArray::fromBase64(json[u"base64"].toString().toLatin1());
    return json.toString().toUtf8();
}

QString toString(Relation relation)
{
    switch (relation) {
    case Relation::None:
        return QString();
    case Relation::Undo:
        return u"undo"_s;
    case Relation::Purge:
        return u"purge"_s;
    case Relation::Finish:
        return u"finish"_s;
    case Relation::Release:
        return u"release"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

QString toString(OperationState state)
{
    switch (state) {
    case OperationState::Running:
        return u"running"_s;
    case OperationState::Interrupted:
        return u"interrupted"_s;
    case OperationState::Ended:
        return u"ended"_s;
    case OperationState::Reported:
        return u"reported"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

}
