// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/groups/groupselector.h"

#include "core/queue/grouprows.h"

#include <QScopedValueRollback>

#include <algorithm>
#include <utility>

namespace spoolscope {

GroupSelector::GroupSelector(MessageSelection &selection, QObject *parent)
    : QObject(parent), m_selection(selection), m_sources(selection.sharedSources())
{
    connect(&selection, &MessageSelection::changed, this, &GroupSelector::selectionChanged);
}

GroupSelector::~GroupSelector()
{
    m_stop.request_stop();
}

void GroupSelector::setCounts(const std::shared_ptr<const GroupCounts> &counts)
{
    const auto before = std::exchange(m_counts, counts);
    m_sources = m_selection.sharedSources();
    if (before->key != counts->key) {
        forget();
        return;
    }
    keepPicked(*before);
    if (m_steps.empty())
        emit changed();
    else if (before->sources != counts->sources)
        startAgain();
    else if (!m_isFinding)
        start(); // it waited for these
}

/// Groups that are gone are picked no longer, and those that came never were.
void GroupSelector::keepPicked(const GroupCounts &before)
{
    if (m_isAll && m_counts->all.messages != m_selection.count() && m_steps.empty()) {
        QSet<QByteArray> picked;
        if (before.groups.size() <= GroupArrangement::mostShown)
            for (const QueueGroup &group : before.groups)
                if (isPicked(group.value))
                    picked.insert(groupName(before.key, group.value));
        m_picked = picked;
        m_isAll = false;
    }
    m_picked.removeIf([&](const QByteArray &name) { return !m_counts->places.contains(name); });
}

bool GroupSelector::isCurrent() const
{
    return m_counts->sources == m_selection.sharedSources();
}

bool GroupSelector::isPicked(const QByteArray &value) const
{
    if (m_picked.isEmpty())
        return m_isAll;
    return m_picked.contains(groupName(m_counts->key, value)) != m_isAll;
}

bool GroupSelector::isSelected(RowRef ref) const
{
    return isCurrent() && m_selection.contains(ref);
}

QByteArrayList GroupSelector::pickedValues(qsizetype most) const
{
    QByteArrayList values;
    const auto add = [&](const QueueGroup &group) {
        if (values.size() <= most && isPicked(group.value))
            values.append(group.value);
    };
    if (m_isAll) {
        for (size_t i = 0; i < m_counts->groups.size() && values.size() <= most; ++i)
            add(m_counts->groups[i]);
        return values;
    }
    for (const QByteArray &name : m_picked)
        if (const auto place = m_counts->find(name))
            add(m_counts->groups[*place]);
    std::ranges::sort(values);
    return values;
}

// --- what is picked ---

void GroupSelector::addNames(QSet<QByteArray> &names, const QByteArrayList &values) const
{
    names.reserve(names.size() + values.size());
    for (const QByteArray &value : values)
        names.insert(groupName(m_counts->key, value));
}

void GroupSelector::replace(const GroupChoice &choice)
{
    m_isAll = false;
    m_picked.clear();
    addNames(m_picked, choice.values);
    pick({Step::Kind::Replace, choice});
}

void GroupSelector::add(const GroupChoice &choice)
{
    QSet<QByteArray> names;
    addNames(names, choice.values);
    if (m_isAll) {
        m_picked.subtract(names);
        pick({Step::Kind::AllBut, {m_picked.values(), {}}});
        return;
    }
    m_picked.unite(names);
    pick({Step::Kind::Add, choice});
}

/// A message may be in several groups: those of the others that are picked stay.
void GroupSelector::remove(const GroupChoice &choice)
{
    QSet<QByteArray> names;
    addNames(names, choice.values);
    if (m_isAll && choice.messages.empty()) {
        m_picked.unite(names);
        pick({Step::Kind::AllBut, {m_picked.values(), {}}});
        return;
    }
    m_picked.subtract(names);
    if (!choice.messages.empty()) { // of their groups not all is selected any more
        m_picked.clear();
        m_isAll = false;
    }
    pick({Step::Kind::Remove, choice, m_picked.values()});
}

void GroupSelector::selectAll()
{
    m_isAll = true;
    m_picked.clear();
    pick({.kind = Step::Kind::AllBut});
}

void GroupSelector::clear()
{
    forget();
    const QScopedValueRollback applying(m_isApplying, true);
    m_selection.clear();
}

void GroupSelector::forget()
{
    m_stop.request_stop();
    ++m_generation;
    m_isFinding = false;
    m_steps.clear();
    m_picked.clear();
    m_isAll = false;
    emit changed();
}

/// Someone else selected something, unless a new listing carried the selection over.
void GroupSelector::selectionChanged()
{
    if (m_isApplying)
        return;
    const SharedSources before = std::exchange(m_sources, m_selection.sharedSources());
    if (before == m_sources)
        forget();
}

// --- finding ---

void GroupSelector::pick(Step step)
{
    // Rows of an older listing mean other messages now.
    if (!isCurrent())
        step.choice.messages.clear();
    if (step.kind == Step::Kind::Replace || step.kind == Step::Kind::AllBut) {
        m_base.clear();
        m_steps.clear();
    } else if (m_steps.empty()) {
        m_base = m_selection.marks();
    }
    m_steps.push_back(std::move(step));
    const QScopedValueRollback applying(m_isApplying, true);
    const Step &last = m_steps.back();
    // Single messages need no search.
    const bool isQuick = isCurrent() && m_steps.size() == 1 && last.choice.values.isEmpty()
        && last.kind != Step::Kind::AllBut;
    if (isQuick) {
        m_stop.request_stop();
        ++m_generation;
        MessageSelection::Marks marks = std::move(m_base);
        marks.resize(m_selection.sources().size());
        carryOut(last, *m_counts, marks, {});
        take(std::move(marks));
        return;
    }
    m_selection.clear();
    start();
}

void GroupSelector::start()
{
    m_stop.request_stop();
    ++m_generation;
    m_isFinding = isCurrent();
    emit changed();
    if (!m_isFinding)
        return; // the groups of the new listing come soon
    m_stop = std::stop_source();
    m_worker.run([this, counts = m_counts, steps = m_steps, marks = m_base,
                     stop = m_stop.get_token(), generation = m_generation]() mutable {
        marks.resize(counts->sources->size());
        for (const Step &step : steps)
            if (!carryOut(step, *counts, marks, stop))
                return;
        const SharedSources sources = counts->sources;
        counts.reset();
        // The destructor waits for this thread, so `this` is there.
        QMetaObject::invokeMethod(
            this,
            [this, sources, marks = std::move(marks), generation]() mutable {
                if (generation != m_generation)
                    return;
                // A listing came in between: the numbers of its rows mean other messages.
                if (sources == m_selection.sharedSources())
                    take(std::move(marks));
                else
                    startAgain();
            },
            Qt::QueuedConnection);
    });
}

/// False when stopped. Any thread.
bool GroupSelector::carryOut(const Step &step, const GroupCounts &counts,
    MessageSelection::Marks &marks, const std::stop_token &stop)
{
    const auto markGroups = [&](const QByteArrayList &values, bool isMarked) {
        if (values.isEmpty())
            return true;
        const auto refs = messagesOf(counts, values, stop);
        if (refs)
            mark(marks, *counts.sources, *refs, isMarked);
        return refs.has_value();
    };
    if (step.kind == Step::Kind::AllBut && step.choice.values.isEmpty()) {
        for (quint32 i = 0; i < counts.sources->size(); ++i)
            for (const QueueSnapshot::Row row : counts.rows[i])
                marks[i].mark(*(*counts.sources)[i].snapshot, row, true);
        return !stop.stop_requested();
    }
    if (step.kind == Step::Kind::AllBut) {
        QByteArrayList values;
        for (const QueueGroup &group : counts.groups)
            if (!step.choice.values.contains(groupName(counts.key, group.value)))
                values.append(group.value);
        return markGroups(values, true);
    }
    const bool isMarked = step.kind != Step::Kind::Remove;
    mark(marks, *counts.sources, step.choice.messages, isMarked);
    return markGroups(step.choice.values, isMarked) && markGroups(step.others, true);
}

/// In the groups of another listing: what is picked is all that can be found again.
void GroupSelector::startAgain()
{
    m_base.clear();
    m_steps = {{m_isAll ? Step::Kind::AllBut : Step::Kind::Replace, {m_picked.values(), {}}}};
    start();
}

void GroupSelector::take(MessageSelection::Marks marks)
{
    m_isFinding = false;
    m_steps.clear();
    m_base.clear();
    const QScopedValueRollback applying(m_isApplying, true);
    m_selection.take(std::move(marks));
    emit changed();
}

}
