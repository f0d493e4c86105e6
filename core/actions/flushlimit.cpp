// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/flushlimit.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spoolscope {

FlushLimit::Time FlushLimit::wait(const InstanceKey &instance, Time now) const
{
    const auto last = m_last.constFind(instance);
    if (last == m_last.constEnd() || *last > now + pause) // the clock was set back since
        return Time::zero();
    return std::clamp(*last + pause - now, Time::zero(), pause);
}

void FlushLimit::flushed(const InstanceKey &instance, Time now)
{
    m_last.insert(instance, now);
}

QJsonObject FlushLimit::toJson() const
{
    QJsonArray entries;
    for (const auto &[instance, last] : m_last.asKeyValueRange()) {
        entries.append(QJsonObject{{u"server"_s, instance.server},
            {u"config_directory"_s, QString::fromUtf8(instance.configDirectory)},
            {u"flushed_ms"_s, qint64(last.count())}});
    }
    return {{u"flushed"_s, entries}};
}

FlushLimit FlushLimit::fromJson(const QJsonObject &object)
{
    FlushLimit limit;
    const QJsonArray entries = object.value("flushed"_L1).toArray();
    for (const QJsonValue &value : entries) {
        const QJsonObject entry = value.toObject();
        const qint64 last = entry.value("flushed_ms"_L1).toInteger(-1);
        const QByteArray directory = entry.value("config_directory"_L1).toString().toUtf8();
        if (last >= 0 && !directory.isEmpty())
            limit.m_last.insert({entry.value("server"_L1).toString(), directory}, Time(last));
    }
    return limit;
}

}
