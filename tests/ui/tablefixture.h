// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/ui/madequeues.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/queueheader.h"
#include "ui/queue/queuemodel.h"
#include "ui/queue/queueview.h"

#include <QTest>

namespace spoolscope::made {

/// A table on made queues, as the page puts it together.
struct Table
{
    explicit Table(bool sorts = true)
    {
        QObject::connect(&model, &QueueModel::sourcesChanging, &selection,
            [this](const SharedSources &sources) { selection.setSources(sources); });
        view.resize(1000, 600);
        if (sorts)
            model.sort(int(QueueColumn::Id), Qt::AscendingOrder);
    }

    void show(const std::vector<made::Message> &messages)
    {
        model.setSources({made::source(QStringLiteral("mx1"), messages)});
        settle();
        view.show();
        view.setFocus();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
    }

    void settle()
    {
        QVERIFY(QTest::qWaitFor([this] { return !model.isArranging(); }, 30'000));
    }

    QPoint at(int row) const { return view.visualRect(model.index(row, 1)).center(); }

    void click(int row, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(view.viewport(), Qt::LeftButton, modifiers, at(row));
    }

    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(&view, key, modifiers);
    }

    QList<int> selected() const
    {
        QList<int> rows;
        for (int row = 0; row < model.rowCount(); ++row)
            if (view.isSelected(row))
                rows += row;
        return rows;
    }

    QueueModel model;
    MessageSelection selection;
    QueueView view{model, selection};
};

}
