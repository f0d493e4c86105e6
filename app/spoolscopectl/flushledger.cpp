// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "flushledger.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QLockFile>
#include <QSaveFile>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

std::unexpected<Error> notKept(const QString &file, const QString &reason)
{
    return failure(ErrorKind::Io,
        u"when queues were flushed cannot be written down in %1 (%2), so nothing was flushed"_s.arg(
            file, reason));
}

}

Result<FlushLimit::Time> claimFlush(const InstanceKey &instance, FlushLimit::Time now)
{
    const QString directory
        = QStandardPaths::writableLocation(QStandardPaths::GenericStateLocation) + u"/spoolscope"_s;
    const QString name = directory + u"/flushes.json"_s;
    if (!QDir().mkpath(directory))
        return notKept(name, u"the directory cannot be made"_s);
    QLockFile lock(name + u".lock"_s);
    if (!lock.tryLock(5000))
        return notKept(name, u"another program keeps it locked"_s);

    // What cannot be read limits nothing, and is replaced by what can.
    QFile file(name);
    FlushLimit limit;
    if (file.open(QFile::ReadOnly))
        limit = FlushLimit::fromJson(QJsonDocument::fromJson(file.read(16 << 20)).object());
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
