// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/groups/groupmenu.h"

#include "ui/facets/facettext.h"
#include "ui/style/icons.h"

#include <QActionGroup>
#include <QSettings>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

const QString settingsKey = u"queue/groupBy"_s;

constexpr std::array order{GroupKey::Sender, GroupKey::FromDomain, GroupKey::User, GroupKey::Client,
    GroupKey::Subject, GroupKey::Domain, GroupKey::Provider, GroupKey::Cause, GroupKey::Cluster,
    GroupKey::Reason, GroupKey::Dsn, GroupKey::Queue, GroupKey::Server, GroupKey::Age,
    GroupKey::Size};
static_assert(order.size() == allGroupKeys.size());

}

GroupMenu::GroupMenu(QWidget *parent)
    : QMenu(tr("&Group By"), parent), m_choices(new QActionGroup(this))
{
    setObjectName(u"groupBy"_s);
    setIcon(ownIcon(u"view-groups"_s));
    add({}, tr("&None"));
    addSeparator();
    for (const GroupKey key : order)
        add(key, key == GroupKey::Reason ? tr("Reason, Word for Word") : FacetText::title(key));
    m_key = parseGroupKey(QSettings().value(settingsKey).toString());
    actionOf(m_key)->setChecked(true);
}

void GroupMenu::add(std::optional<GroupKey> key, const QString &text)
{
    QAction *action = addAction(text);
    action->setCheckable(true);
    action->setData(key ? toString(*key) : QString());
    m_choices->addAction(action);
    connect(action, &QAction::triggered, this, [this, key] { choose(key); });
}

QAction *GroupMenu::actionOf(std::optional<GroupKey> key) const
{
    const QString name = key ? toString(*key) : QString();
    for (QAction *action : m_choices->actions())
        if (action->data().toString() == name)
            return action;
    return nullptr;
}

void GroupMenu::choose(std::optional<GroupKey> key)
{
    actionOf(key)->setChecked(true);
    if (key == m_key)
        return;
    m_key = key;
    QSettings().setValue(settingsKey, key ? toString(*key) : QString());
    emit keyChanged();
}

}
