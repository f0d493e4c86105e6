// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/groupkey.h"
#include "core/queue/knowledge.h"

#include <QString>

namespace spoolscope {

/// How values of facets and groups are said to a person. One thread.
class FacetText final
{
public:
    static QString title(GroupKey key); ///< "Recipient domain"

    /// Made visible; the exact value is the tool tip's.
    QString label(GroupKey key, const QByteArray &value) const;
    QString explanation(GroupKey key, const QByteArray &value) const; ///< plain text, for tool tips
    /// What is known of a cause or a cluster; null for others.
    const ReasonCause *causeOf(GroupKey key, const QByteArray &value) const;

private:
    const Knowledge &m_knowledge = knowledge();
};

}
