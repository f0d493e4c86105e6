// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/flushledger.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QLockFile>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr qint64 largestFile = 16 << 20; // bytes
constexpr int lockPatience = 5000; // ms

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(FlushLedger)
};

QString fileIn(const QString &directory)
{
    return directory + u"/flushes.json"_s;
}

std::unexpected<Error> notKept(const QString &file, const QString &reason)
{
    return failure(ErrorKind::Io,
        Text::tr("When queues were flushed cannot be written down in %1 (%2), so nothing was "
                 "flushed.")
            .arg(file, reason));
}

}

FlushLimit knownFlushes(const QString &directory)
{
    // What cannot be read limits nothing, and is replaced by what can.
    QFile file(fileIn(directory));
    if (!file.open(QFile::ReadOnly))
        return {};
    return FlushLimit::fromJson(QJsonDocument::fromJson(file.read(largestFile)).object());
}

Result<FlushLimit::Time> claimFlush(
    const InstanceKey &instance, FlushLimit::Time now, const QString &directory)
{
    const QString name = fileIn(directory);
    if (!QDir().mkpath(directory))
        return notKept(name, Text::tr("the directory cannot be made"));
    QLockFile lock(name + u".lock"_s);
    if (!lock.tryLock(lockPatience))
        return notKept(name, Text::tr("another program keeps it locked"));

    FlushLimit limit = knownFlushes(directory);
    if (const FlushLimit::Time wait = limit.wait(instance, now); wait > FlushLimit::Time::zero())
        return wait;
    limit.flushed(instance, now);
    QSaveFile target(name);
    const QByteArray bytes = QJsonDocument(limit.toJson()).toJson();
    if (!target.open(QFile::WriteOnly)
        || !target.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        || target.write(bytes) != bytes.size() || !target.commit())
        return notKept(name, target.errorString());
    return FlushLimit::Time::zero();
}

}
