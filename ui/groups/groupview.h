// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QElapsedTimer>
#include <QPersistentModelIndex>
#include <QTreeView>

namespace spoolscope {

class GroupModel;
class GroupSelector;
struct GroupArrangement;
struct GroupChoice;

/// The tree of groups. As in the queue's table the selection is not Qt's: the item selection model
/// keeps the current row only, and GroupSelector what is selected.
///
/// A click or an arrow key selects a row and nothing else, Ctrl adds or takes away, Shift selects a
/// range, Space selects the current row or not, Escape clears. Right and Left open and close a
/// group; letters search.
class GroupView final : public QTreeView
{
    Q_OBJECT

public:
    GroupView(GroupModel &model, GroupSelector &selector, QWidget *parent = nullptr);

    /// Shows another arrangement where the eye is: open, current and topmost rows stay.
    void take(const std::shared_ptr<const GroupArrangement> &next);
    void setCurrent(const QModelIndex &index);
    void pick(const QModelIndex &index, Qt::KeyboardModifiers modifiers); ///< as a click does
    void keyboardSearch(const QString &text) override;

signals:
    void currentMoved(const QModelIndex &current); ///< invalid: none
    void showRequested(); ///< Enter or a double click on a group
    void inspectRequested(); ///< on a message
    void moreRequested(const QModelIndex &group); ///< all of its messages

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void focusInEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeHeader();
    bool isChosen(const QModelIndex &index) const;
    GroupChoice choice(const QModelIndex &from, const QModelIndex &to) const;
    void moveTo(const QModelIndex &index, Qt::KeyboardModifiers modifiers);
    void toggle(const QModelIndex &index);
    void activate(const QModelIndex &index);
    void stepIn(const QModelIndex &index);
    void stepOut(const QModelIndex &index);

    GroupModel &m_model;
    GroupSelector &m_selector;
    QPersistentModelIndex m_anchor; ///< where a range began
    bool m_followsCurrent = true;
    bool m_isDragging = false;
    QString m_sought; ///< typed so far
    QElapsedTimer m_sinceLetter;
};

}
