// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

#include <QHash>
#include <QString>
#include <QStringList>

#include <vector>

namespace spoolscope {

/// Who runs the mail servers of a domain: the same limits and the same reputation count for all
/// domains of one provider. From a data file (resources/providers.json; docs/knowledge.md): an
/// array of objects with "id", "title", "domains" of addresses, and "hosts", what the names of its
/// mail servers end in. Immutable; any thread.
class ProviderKnowledge final
{
public:
    static constexpr QByteArrayView otherProvider = "other"; ///< of what nothing is known of

    /// What the program brings: a part of it, and so without fault.
    static ProviderKnowledge builtIn();
    /// Errors: as readKnowledge().
    static Result<ProviderKnowledge> parse(const QByteArray &json);

    /// By the domain of an address, in lower case; otherProvider for an unknown one.
    QByteArrayView providerOfDomain(QByteArrayView domain) const;
    /// By the host that smtp(8) names at the beginning of a delay reason, which tells where mail of
    /// a hosted domain goes; empty where none is named or known.
    QByteArrayView providerOfReason(QByteArrayView reason) const;
    QString titleOf(QStringView id) const; ///< empty for an unknown one
    QStringList ids() const; ///< in the order of the file; without otherProvider

    /// Those of `others` whose ID is none of these, behind these. A domain or host of both stays
    /// with these.
    void append(const ProviderKnowledge &others);

private:
    struct Provider
    {
        QByteArray id;
        QString title;
    };
    QByteArrayView providerOfHost(QByteArrayView host) const;

    std::vector<Provider> m_providers;
    QHash<QByteArray, size_t> m_byDomain;
    QHash<QByteArray, size_t> m_byHost; ///< by what host names end in, without a leading dot
};

}
