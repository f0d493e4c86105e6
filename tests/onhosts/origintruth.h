// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "labfixture.h"

#include <QMap>

namespace spoolscope {

/// Where a queued message came from, as postcat in the host says it.
struct TrueOrigin
{
    QByteArray name, address, user; ///< empty: none

    bool operator==(const TrueOrigin &) const = default;
};

/// Of every queued message, by queue ID; what cannot be asked ends the test program.
inline QMap<QByteArray, TrueOrigin> trueOrigins(const LabFixture &lab, int host)
{
    QByteArrayList ids;
    for (const QByteArray &id : LabFixture::idsBelow(lab.queueFiles(host)))
        ids.append(id);
    const auto printed = lab.exec(host,
        {QStringLiteral("sh"), QStringLiteral("-c"),
            QStringLiteral("for id in %1; do echo \"ID $id\"; postcat -eq $id; done")
                .arg(QString::fromLatin1(ids.join(' ')))});
    if (!printed)
        qFatal() << printed.error().message << printed.error().detail;
    QMap<QByteArray, TrueOrigin> origins;
    TrueOrigin *current = nullptr;
    const QByteArrayList lines = printed->split('\n');
    for (const QByteArray &line : lines) {
        const auto take = [&](const QByteArray &attribute, QByteArray &value) {
            const QByteArray start = "named_attribute: " + attribute + '=';
            if (line.startsWith(start))
                value = line.sliced(start.size());
        };
        if (line.startsWith("ID "))
            current = &origins[line.sliced(3)];
        if (!current)
            continue;
        take("log_client_name", current->name);
        take("log_client_address", current->address);
        take("sasl_username", current->user);
    }
    for (TrueOrigin &origin : origins) {
        if (origin.name == "unknown")
            origin.name.clear();
    }
    return origins;
}

/// IDs of those that this user sent.
inline std::set<QByteArray> sentBy(
    const QMap<QByteArray, TrueOrigin> &origins, const QByteArray &user)
{
    std::set<QByteArray> ids;
    for (auto origin = origins.begin(); origin != origins.end(); ++origin) {
        if (origin->user.toLower() == user.toLower())
            ids.insert(origin.key());
    }
    return ids;
}

}
