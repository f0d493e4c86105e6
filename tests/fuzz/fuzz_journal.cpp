// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/journal/journalreader.h"
#include "tests/fuzz/fuzztarget.h"

#include <QJsonDocument>
#include <QSet>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostDetailed = 10'000; ///< messages; what is kept of them is as large as they say

std::vector<OperationRecord> recordsOf(
    const QList<QJsonObject> &entries, const QStringList &detailed)
{
    JournalReader reader(detailed);
    for (const QJsonObject &entry : entries)
        reader.take(entry);
    return reader.takeRecords();
}

void check(const OperationRecord &record, bool isDetailed)
{
    const OperationHeader &header = record.operation.header;
    REQUIRE(!header.id.isEmpty() && header.messages >= 0);
    for (const qint64 count : record.operation.counts)
        REQUIRE(count >= 0 && count <= header.messages);
    const size_t rows = isDetailed ? size_t(header.messages) : 0;
    REQUIRE(record.verdicts.size() == rows && record.fates.size() == rows);
    REQUIRE(record.messages.size() <= rows);
}

}

/// Entries that a stranger has written to the journal, one a line; a HASH in front is left out.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArray input = asBytes(data, size).toByteArray();
    QList<QJsonObject> entries;
    QSet<QString> begun;
    QStringList detailed;
    for (const QByteArray &line : input.split('\n')) {
        const QJsonObject entry
            = QJsonDocument::fromJson(line.mid(std::max<qsizetype>(0, line.indexOf('{')))).object();
        entries.append(entry);
        const QString id = entry[u"op"_s].toString();
        if (entry[u"what"_s] == "begin"_L1 && !begun.contains(id)) {
            begun += id;
            if (entry[u"messages"_s].toInteger() <= mostDetailed)
                detailed += id;
        }
    }
    // The same ID may begin again with another number; the first that makes sense counts.
    const std::vector<OperationRecord> brief = recordsOf(entries, {});
    for (const OperationRecord &record : brief) {
        if (record.operation.header.messages > mostDetailed)
            detailed.removeAll(record.operation.header.id);
    }
    const std::vector<OperationRecord> full = recordsOf(entries, detailed);
    REQUIRE(full.size() == brief.size() && full.size() <= size_t(begun.size()));
    QSet<QString> seen;
    for (size_t i = 0; i < full.size(); ++i) {
        const QString &id = full[i].operation.header.id;
        REQUIRE(!seen.contains(id) && begun.contains(id));
        seen += id;
        check(brief[i], false);
        check(full[i], detailed.contains(id));
        // How much is kept of the messages changes nothing in the outcome.
        REQUIRE(brief[i].operation.header.id == id);
        REQUIRE(brief[i].operation.state == full[i].operation.state);
        REQUIRE(brief[i].operation.counts == full[i].operation.counts);
    }
    return 0;
}
