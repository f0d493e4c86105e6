// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/journal/operation.h"

#include <QHash>
#include <QStringList>

#include <vector>

namespace spoolscope {

/// Puts the entries of one file together to operations. Of those in `detailed` it keeps everything,
/// of the others the header and the outcome. Pure. The file is the user's own, but it is read as if
/// anybody had written it: what makes no sense is left out.
class JournalReader final
{
public:
    explicit JournalReader(QStringList detailed);

    void take(const QJsonObject &entry);
    std::vector<OperationRecord> takeRecords(); ///< in the order they began

private:
    void begin(const QJsonObject &entry);
    void takeMessages(const QJsonObject &entry, OperationRecord &record) const;
    void takeOutcome(const QJsonObject &entry, OperationRecord &record, OperationState state) const;

    QStringList m_detailed;
    std::vector<OperationRecord> m_records;
    QHash<QString, size_t> m_places; ///< in m_records, by id
};

}
