// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/columnsets.h"

#include "core/base/textsafety.h"

#include <QCoreApplication>
#include <QSettings>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ColumnSets)
};

constexpr std::array<QLatin1StringView, queueColumnCount> names{"queue"_L1, "server"_L1, "id"_L1,
    "age"_L1, "size"_L1, "sender"_L1, "recipients"_L1, "reason"_L1, "next-try"_L1, "expires"_L1,
    "client"_L1, "user"_L1, "subject"_L1};

constexpr qsizetype mostSets = 50;
constexpr qsizetype longestName = 60;

const QString setsKey = u"queue/columnSets"_s;

void write(const QList<ColumnSet> &sets)
{
    QSettings settings;
    settings.remove(setsKey);
    settings.beginWriteArray(setsKey, int(sets.size()));
    for (qsizetype i = 0; i < sets.size(); ++i) {
        settings.setArrayIndex(int(i));
        QStringList columns;
        for (const QueueColumn column : sets[i].columns)
            columns += columnName(column);
        settings.setValue(u"name"_s, sets[i].name);
        settings.setValue(u"columns"_s, columns);
    }
    settings.endArray();
}

}

QString columnName(QueueColumn column)
{
    return names[size_t(column)];
}

std::optional<QueueColumn> columnNamed(QStringView name)
{
    const auto found
        = std::ranges::find_if(names, [name](QLatin1StringView known) { return known == name; });
    return found == names.end() ? std::nullopt : std::optional(QueueColumn(found - names.begin()));
}

QList<ColumnSet> builtInColumnSets()
{
    using enum QueueColumn;
    return {{Text::tr("Everyday"), {Queue, Server, Id, Age, Size, Sender, Recipients, Reason}},
        {Text::tr("Delivery"), {Queue, Age, NextTry, Expires, Recipients, Reason}},
        {Text::tr("Origin"), {Queue, Server, Age, Client, User, Sender, Recipients, Subject}},
        {Text::tr("Wide"),
            {Queue, Server, Id, Age, NextTry, Expires, Size, Client, User, Sender, Recipients,
                Subject, Reason}}};
}

QList<ColumnSet> ownColumnSets()
{
    QList<ColumnSet> sets;
    QSettings settings;
    const int count = settings.beginReadArray(setsKey);
    for (int i = 0; i < count && sets.size() < mostSets; ++i) {
        settings.setArrayIndex(i);
        ColumnSet set{text::plain(settings.value(u"name"_s).toString()).left(longestName), {}};
        const QStringList columns = settings.value(u"columns"_s).toStringList();
        for (const QString &name : columns) {
            if (const auto column = columnNamed(name); column && !set.columns.contains(*column))
                set.columns.append(*column);
        }
        if (!set.name.isEmpty() && !set.columns.isEmpty())
            sets.append(std::move(set));
    }
    settings.endArray();
    std::ranges::stable_sort(sets, [](const ColumnSet &a, const ColumnSet &b) {
        return a.name.localeAwareCompare(b.name) < 0;
    });
    return sets;
}

bool keepColumnSet(const ColumnSet &set)
{
    const QString name = text::plain(set.name).left(longestName).trimmed();
    const QList<ColumnSet> builtIn = builtInColumnSets();
    if (name.isEmpty() || set.columns.isEmpty()
        || std::ranges::contains(builtIn, name, &ColumnSet::name))
        return false;
    QList<ColumnSet> sets = ownColumnSets();
    sets.removeIf([&](const ColumnSet &known) { return known.name == name; });
    if (sets.size() >= mostSets)
        return false;
    sets.append({name, set.columns});
    write(sets);
    return true;
}

void removeColumnSet(const QString &name)
{
    QList<ColumnSet> sets = ownColumnSets();
    sets.removeIf([&](const ColumnSet &set) { return set.name == name; });
    write(sets);
}

}
