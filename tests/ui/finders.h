// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <KMessageWidget>

#include <QPushButton>
#include <QTableView>

namespace spoolscope {

inline QPushButton *button(const QWidget *parent, const QString &name)
{
    return parent->findChild<QPushButton *>(name);
}

inline QString cell(const QAbstractItemView *table, int row, int column)
{
    return table->model()->index(row, column).data().toString();
}

/// The bars of a window with this in their text.
inline QList<KMessageWidget *> noticesOf(const QWidget &window, const QString &text)
{
    QList<KMessageWidget *> found = window.findChildren<KMessageWidget *>();
    found.removeIf([&](const KMessageWidget *bar) { return !bar->text().contains(text); });
    return found;
}

}
