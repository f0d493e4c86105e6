// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shape/shapesettings.h"

#include <QSettings>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

int number(const QSettings &settings, const QString &name, int usual, int least, int most)
{
    return std::clamp(settings.value(name, usual).toInt(), least, most);
}

}

ShapeSettings loadShapeSettings()
{
    const QSettings from;
    ShapeSettings settings;
    ShapeOptions &options = settings.options;
    options.bySender = from.value(u"shape/bySender"_s, options.bySender).toBool();
    options.foldsDomains = from.value(u"shape/foldsDomains"_s, options.foldsDomains).toBool();
    options.leastSubdomains = number(from, u"shape/leastSubdomains"_s, options.leastSubdomains, 1,
        ShapeSettings::mostSubdomains);
    options.buckets
        = number(from, u"shape/buckets"_s, options.buckets, 1, ShapeOptions::mostBuckets);
    options.bucketMinutes = number(
        from, u"shape/bucketMinutes"_s, options.bucketMinutes, 1, ShapeOptions::mostBucketMinutes);
    options.isLinear = from.value(u"shape/isLinear"_s, options.isLinear).toBool();
    settings.isLogScale = from.value(u"shape/isLogScale"_s, settings.isLogScale).toBool();
    const QStringList hidden = from.value(u"shape/hiddenQueues"_s).toStringList();
    if (!std::ranges::all_of(
            settings.queues, [&](QueueName queue) { return hidden.contains(toString(queue)); }))
        std::erase_if(
            settings.queues, [&](QueueName queue) { return hidden.contains(toString(queue)); });
    return settings;
}

void saveShapeSettings(const ShapeSettings &settings)
{
    QSettings to;
    const ShapeOptions &options = settings.options;
    to.setValue(u"shape/bySender"_s, options.bySender);
    to.setValue(u"shape/foldsDomains"_s, options.foldsDomains);
    to.setValue(u"shape/leastSubdomains"_s, options.leastSubdomains);
    to.setValue(u"shape/buckets"_s, options.buckets);
    to.setValue(u"shape/bucketMinutes"_s, options.bucketMinutes);
    to.setValue(u"shape/isLinear"_s, options.isLinear);
    to.setValue(u"shape/isLogScale"_s, settings.isLogScale);
    QStringList hidden;
    for (const QueueName queue : listedQueues) {
        if (!std::ranges::contains(settings.queues, queue))
            hidden.append(toString(queue));
    }
    to.setValue(u"shape/hiddenQueues"_s, hidden);
}

}
