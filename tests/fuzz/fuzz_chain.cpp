// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/journal/chainfile.h"
#include "tests/fuzz/fuzztarget.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QTemporaryDir>

using namespace spoolscope;

namespace {

constexpr qsizetype hashLength = 64;

/// In memory where there is room for that: a disk makes every append wait for its fsync.
QString chainPath()
{
    const QString memory = QStringLiteral("/dev/shm");
    static const QTemporaryDir directory(
        (QFileInfo(memory).isWritable() ? memory : QDir::tempPath())
        + QStringLiteral("/fuzz_chain-XXXXXX"));
    REQUIRE(directory.isValid());
    return directory.filePath(QStringLiteral("chain"));
}

void put(const QByteArray &bytes)
{
    QFile file(chainPath());
    REQUIRE(file.open(QFile::WriteOnly | QFile::Truncate) && file.write(bytes) == bytes.size());
}

QByteArray content()
{
    QFile file(chainPath());
    REQUIRE(file.open(QFile::ReadOnly));
    return file.readAll();
}

/// The last HASH of a chain of `good` lines, found in our own way; nothing where it does not hold.
std::optional<QByteArray> recounted(const QByteArray &bytes, qint64 good, qint64 torn)
{
    QByteArray last(hashLength, '0');
    for (const QByteArray &line : bytes.split('\n')) {
        if (good == 0)
            break;
        const QByteArray hash = QCryptographicHash::hash(
            last + '\n' + line.mid(hashLength + 1), QCryptographicHash::Sha256)
                                    .toHex();
        if (line.startsWith(hash + ' ')) {
            last = hash;
            --good;
        } else if (torn-- == 0) {
            return std::nullopt;
        }
    }
    return good == 0 ? std::optional(last) : std::nullopt;
}

ChainReport readAndCheck(const QByteArray &bytes)
{
    qint64 told = 0;
    const auto report = readChain(chainPath(), [&](const QJsonObject &) { ++told; });
    REQUIRE(report && told == report->entries);
    const qint64 lines = bytes.count('\n') + 1;
    REQUIRE(report->entries + report->tornLines <= lines && report->brokenLine <= lines);
    REQUIRE(
        report->brokenLine == 0 || report->brokenLine == report->entries + report->tornLines + 1);
    REQUIRE(recounted(bytes, report->entries, report->tornLines) == report->lastHash);
    return *report;
}

/// Appending to whatever there is keeps every byte, and makes a chain that holds, or nothing.
void appendTo(const QByteArray &bytes)
{
    put(bytes);
    const ChainReport before = readAndCheck(bytes);
    ChainFile file(chainPath());
    const bool isAppended = file.append({{{QStringLiteral("what"), 1}}}).has_value();
    REQUIRE(isAppended == (before.brokenLine == 0));
    const QByteArray after = content();
    REQUIRE(after.startsWith(bytes) && (isAppended || after == bytes));
    if (!isAppended)
        return;
    const ChainReport report = readAndCheck(after);
    REQUIRE(report.brokenLine == 0 && report.entries > before.entries);
    REQUIRE(file.append({{{QStringLiteral("what"), 2}}}));
    REQUIRE(readAndCheck(content()).entries == report.entries + 1);
}

QByteArray chainOf(const QByteArray &input)
{
    put({});
    ChainFile file(chainPath());
    QList<QJsonObject> entries;
    for (const QByteArray &line :
        input.split('\n').first(std::min<qsizetype>(8, input.count('\n'))))
        entries.append({{QStringLiteral("text"),
            QString::fromLatin1(line.first(std::min<qsizetype>(line.size(), 200)))}});
    entries.append({{QStringLiteral("text"), QString()}});
    REQUIRE(file.append(entries));
    return content();
}

}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArray input = asBytes(data, size).toByteArray();
    appendTo(input);

    // A chain of ours, whatever is in it, holds; with one byte changed it does not.
    const QByteArray chain = chainOf(input);
    const ChainReport good = readAndCheck(chain);
    REQUIRE(good.brokenLine == 0 && good.tornLines == 0);
    QByteArray changed = chain;
    const qsizetype at = qsizetype((size * 2'654'435'761U) % size_t(chain.size()));
    changed[at] = char(changed[at] ^ (1 + (size == 0 ? 0 : data[size / 2] % 255)));
    put(changed);
    const ChainReport bad = readAndCheck(changed);
    REQUIRE(bad.lastHash != good.lastHash);
    // Of the last line only its break may be gone, as after a crash; then it is told as torn.
    REQUIRE(bad.brokenLine != 0 || (at == chain.size() - 1 && bad.tornLines == 1));
    // And cut anywhere, it goes on behind what is whole.
    appendTo(chain.first(at));
    return 0;
}
