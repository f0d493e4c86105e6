// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"

#include <QTimer>
#include <QWidget>

#include <memory>

class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace spoolscope {

/// What a plan will do, and the consent to it. The button that starts it is never the default one;
/// for what cannot be taken back it wakes a second after the page was shown, and above ten messages
/// only once their number was typed.
class PlanPage final : public QWidget
{
    Q_OBJECT

public:
    explicit PlanPage(std::shared_ptr<const ActionPlan> plan, QWidget *parent = nullptr);

signals:
    void confirmed();
    void cancelled();

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void addNotice(QVBoxLayout *layout);
    QWidget *makeTallies();
    QWidget *makeTabs();
    QWidget *makeConfirmation();
    void updateButton();

    std::shared_ptr<const ActionPlan> m_plan;
    QLineEdit *m_edit = nullptr; ///< null where nothing has to be typed
    QPushButton *m_confirm = nullptr;
    QTimer m_arming;
    bool m_isArmed = false;
};

}
