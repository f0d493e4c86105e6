// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"

#include <QWidget>

namespace spoolscope {

/// "Who sent them": the largest few of a tally with their share as a faint bar, and what is left.
class TallyView final : public QWidget
{
    Q_OBJECT

public:
    static constexpr qsizetype shownRows = 5;

    struct Row
    {
        QString name; ///< ready to show
        qint64 messages = 0;
    };

    /// `rows` largest first; `total` messages make a full bar.
    TallyView(
        const QString &title, const QList<Row> &rows, qint64 total, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    const QList<Row> &rows() const { return m_rows; } ///< at most shownRows and one for the others

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    int rowHeight() const;
    QRect rowRect(qsizetype row) const;

    QString m_title;
    QList<Row> m_rows;
    qint64 m_total;
};

/// Rows for a tally of addresses or domains; an empty name is called `nameless`.
QList<TallyView::Row> tallyRows(const QList<PlanSummary::Tally> &tallies, const QString &nameless);

}
