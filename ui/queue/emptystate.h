// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QPushButton;

namespace spoolscope {

/// What stands where a table would be: what would be here and how to get it.
class EmptyState final : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget *parent = nullptr);

    /// `step` may be null.
    void explain(
        const QString &icon, const QString &title, const QString &text, QAction *step = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    QString m_icon;
    QLabel *m_picture;
    QLabel *m_title;
    QLabel *m_text;
    QPushButton *m_button;
    QAction *m_step = nullptr;
    QMetaObject::Connection m_stepChange;
};

}
