// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "madequeues.h"

#include "core/queue/grouprows.h"
#include "core/servers/fleet.h"
#include "ui/facets/facetpanel.h"
#include "ui/groups/groupmenu.h"
#include "ui/groups/groupmodel.h"
#include "ui/groups/grouppanel.h"
#include "ui/groups/groupselector.h"
#include "ui/groups/groupview.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/queuemodel.h"
#include "ui/queue/queuepage.h"

#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QTest>

/// The window's own page with its messages in groups.
namespace spoolscope::grouped {

using namespace Qt::StringLiterals;

inline const QByteArray shop = "shop@customer.example";

/// `limited` of one sender, which no filter calls so in any case, among others of twenty senders.
inline std::vector<made::Message> messages(int limited, int others)
{
    std::vector<made::Message> result;
    for (int i = 0; i < limited; ++i)
        result.push_back({.number = i,
            .age = 7200 + 10 * i,
            .size = 2000 + i,
            .sender = i % 2 ? shop : shop.toUpper(),
            .recipients = {"u" + QByteArray::number(i) + "@outlook.com", "u@d1.example"},
            .reason = "said: 451 4.7.650 temporarily rate limited"});
    for (int i = 0; i < others; ++i)
        result.push_back({.number = limited + i,
            .queue = i % 2 ? QueueName::Hold : QueueName::Deferred,
            .age = 60 + i,
            .sender = "info" + QByteArray::number(i % 20) + "@other.example",
            .recipients = {"a@d" + QByteArray::number(i % 5) + ".example"},
            .reason = "connect to mx.example[192.0.2.7]:25: Connection timed out"});
    return result;
}

struct Window
{
    explicit Window(std::vector<QueueSource> sources
        = {made::source(u"mx1"_s, messages(300, 100)), made::source(u"mx2"_s, messages(40, 60))})
    {
        page.resize(1100, 700);
        page.show();
        model = page.findChild<QueueModel *>();
        model->setSources(std::move(sources));
    }

    bool settled()
    {
        return QTest::qWaitFor([this] {
            QCoreApplication::processEvents(); // what was just asked for has begun
            return page.isSettled() && page.facets()->isSettled() && model->rowCount() > 0;
        });
    }
    bool group(std::optional<GroupKey> key)
    {
        page.groupMenu()->choose(key);
        return settled();
    }

    GroupView &tree() { return *page.groups()->view(); }
    const GroupModel &groups() { return page.groups()->model(); }
    GroupSelector &selector() { return page.groups()->selector(); }

    QModelIndex indexOf(const QByteArray &value)
    {
        for (int row = 0; row < groups().rowCount(); ++row) {
            const QueueGroup *known = groups().group(groups().index(row, 0));
            if (known && groupName(groups().counts().key, known->value) == value)
                return groups().index(row, 0);
        }
        return {};
    }
    void click(const QModelIndex &index, Qt::KeyboardModifiers modifiers = {})
    {
        tree().scrollTo(index);
        const QRect rect = tree().visualRect(index);
        QTest::mouseClick(tree().viewport(), Qt::LeftButton, modifiers,
            QPoint(rect.left() + 60, rect.center().y()));
    }
    void clickSign(const QModelIndex &index)
    {
        const QRect rect = tree().visualRect(index);
        QTest::mouseClick(
            tree().viewport(), Qt::LeftButton, {}, QPoint(rect.left() + 12, rect.center().y()));
    }

    /// Whether exactly the messages are selected for which the predicate holds.
    template <typename Predicate> bool selects(Predicate predicate)
    {
        const QueueSources &sources = page.selection().sources();
        for (quint32 source = 0; source < sources.size(); ++source) {
            const QueueSnapshot &snapshot = *sources[source].snapshot;
            for (quint32 row = 0; row < snapshot.rowCount(); ++row)
                if (page.selection().contains({source, row}) != predicate(snapshot, row))
                    return false;
        }
        return true;
    }
    QStringList footer() ///< what can be read on the page
    {
        QStringList texts;
        for (const QLabel *label : page.findChildren<QLabel *>())
            if (label->isVisible())
                texts.append(label->text());
        return texts;
    }
    QAction *menuAction(const QString &text)
    {
        auto *menu = new QMenu(&page);
        page.groups()->addActions(*menu);
        const auto actions = menu->actions();
        const auto found = std::ranges::find(actions, text, &QAction::text);
        return found == actions.end() ? nullptr : *found;
    }

    Fleet fleet;
    QAction addServer;
    QueuePage page{fleet, &addServer};
    QueueModel *model = nullptr;
};

inline bool isOfShop(const QueueSnapshot &snapshot, quint32 row)
{
    return snapshot.sender(row).compare(shop, Qt::CaseInsensitive) == 0;
}

inline bool goesTo(const QueueSnapshot &snapshot, quint32 row, const QByteArray &domain)
{
    for (quint32 i = 0; i < snapshot.recipientCount(row); ++i)
        if (snapshot.text(snapshot.recipient(row, i).address).endsWith('@' + domain))
            return true;
    return false;
}

}
