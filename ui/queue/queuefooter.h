// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace spoolscope {

struct ScopeStatus;
struct SnapshotChange;
enum class RefreshWay : quint8;

/// What the selection bar says of the table.
struct TableStatus
{
    qint64 total = 0; ///< messages of the scope
    qint64 matching = 0; ///< of them, on screen
    bool isFiltered = false;
    qint64 selected = 0;
    qint64 selectedBytes = 0;
    qint64 selectedServers = 0;
    qint64 hidden = 0; ///< selected and hidden by the filter
    bool isSelecting = false; ///< what was picked is being found; nothing is selected until then
};

/// The line below the table: the selection at the left, how complete and how old it all is at the
/// right.
class QueueFooter final : public QWidget
{
    Q_OBJECT

public:
    explicit QueueFooter(QWidget *parent = nullptr);

    void setTable(const TableStatus &status);
    void setText(const QString &text, bool isStrong = false); ///< what the selection bar says
    void setScope(const ScopeStatus &status, qint64 now); ///< `now`: ms since 1970

signals:
    void cancelRequested();
    void selectAllRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void updateColours();

    QLabel *m_selection;
    QToolButton *m_selectAll; ///< where a filter is on and not all of it is selected
    QLabel *m_listing;
    QToolButton *m_cancel;
    QLabel *m_trouble;
    QLabel *m_coverage;
    QLabel *m_age;
    bool m_isOld = false;
    bool m_isPartial = false;
};

QString selectionText(const TableStatus &status);
/// "12 arrived · 3 left"; empty where nothing did.
QString changeText(const SnapshotChange &change);
/// How the queue was listed, a line for each way.
QString wayText(const QList<RefreshWay> &ways);

}
