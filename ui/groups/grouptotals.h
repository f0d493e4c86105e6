// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QHeaderView;

namespace spoolscope {

class GroupModel;

/// The line below the groups: what they are in all, under the same columns, always in sight.
class GroupTotals final : public QWidget
{
    Q_OBJECT

public:
    GroupTotals(const GroupModel &model, const QHeaderView &header, QWidget *parent = nullptr);

    void refresh(); ///< the model has changed
    QString text() const; ///< all of it, for tests and screen readers
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString cell(int column) const;

    const GroupModel &m_model;
    const QHeaderView &m_header;
};

}
