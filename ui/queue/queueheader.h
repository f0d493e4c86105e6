// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/columnsets.h"
#include "ui/style/flatheader.h"

#include <QTimer>

namespace spoolscope {

/// The table's header: sorts by a click, with Ctrl or Shift by a further column; chooses columns
/// and sets of them by its menu, and remembers both. Until someone sets a width, the columns of
/// long texts share what room there is.
class QueueHeader final : public FlatHeader
{
    Q_OBJECT

public:
    explicit QueueHeader(QWidget *parent = nullptr);
    ~QueueHeader() override;

    void restore(); ///< the remembered layout or the first one; call once the model is set
    int firstVisible() const; ///< visual index of the first column shown
    QMenu *makeColumnMenu(); ///< to be deleted by the caller
    void offer(QAction *action) { m_offered = action; } ///< what the header's own menu ends with
    void showColumnMenu(); ///< below the header, for the keyboard
    ColumnSet shownColumns() const; ///< without a name
    void show(const ColumnSet &set);

    QueueOrder order() const;
    /// Sorts by a column where those before it are equal: the first time ascending, then
    /// descending, then no more. Of the first key it only turns the direction.
    void sortFurtherBy(int column);

signals:
    void orderChanged(const spoolscope::QueueOrder &order);

protected:
    std::optional<Sorting> sortingOf(int logicalIndex) const override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void addSetsTo(QMenu &menu);
    void addOrderTo(QMenu &menu);
    void restoreFurther(const QStringList &keys);
    QStringList savedFurther() const;
    void askForName();
    void setDefaults();
    void shareRoom();
    void save() const;

    QAction *m_offered = nullptr;
    QTimer m_saveLater;
    bool m_isElastic = true; ///< no width was set by hand
    bool m_isSharing = false;
    std::vector<SortKey> m_further; ///< behind the sort indicator's column
    int m_pressed = -1; ///< with Ctrl or Shift
};

}
