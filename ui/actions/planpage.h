// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/actions/ladder.h"

#include <QTimer>
#include <QWidget>

#include <memory>
#include <vector>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace spoolscope {

/// What was said along with the consent to a plan.
struct Consent
{
    QString reason;
    bool keepsCopy = false; ///< in the vault
    int messagesPerMinute = 0; ///< on each server, at most; 0: no limit
};

/// What a confirmation needs to know besides the plan.
struct PlanPageSettings
{
    QList<PlanTarget> targets = {};
    PlanScale scale = PlanScale::Selection;
    QStringList notes = {}; ///< to be said with the warnings
    bool offersVault = false;
};

/// What a plan will do, and the consent to it. The button that starts it is never the default one;
/// it wakes when all that the ladder asks for is there (confirmationFor()).
class PlanPage final : public QWidget
{
    Q_OBJECT

public:
    PlanPage(std::shared_ptr<const ActionPlan> plan, PlanPageSettings settings,
        QWidget *parent = nullptr);

signals:
    void confirmed(const spoolscope::Consent &consent);
    void cancelled();

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Answer
    {
        QLineEdit *edit;
        std::function<bool(const QString &)> isRight;
    };
    void addNotice(QVBoxLayout *layout);
    QWidget *makeTallies();
    QWidget *makeTabs();
    QWidget *makeQuestions();
    void addReason(QGridLayout *grid);
    void addPace(QGridLayout *grid);
    void ask(QGridLayout *grid, const QString &name, const QString &question,
        std::function<bool(const QString &)> isRight);
    QWidget *makeButtons();
    void updateButton();
    QString missing() const;
    QString reason() const;
    Consent consent() const;

    std::shared_ptr<const ActionPlan> m_plan;
    PlanPageSettings m_settings;
    ConfirmationRules m_rules;
    std::vector<Answer> m_answers;
    QComboBox *m_reason = nullptr; ///< null where none is asked for
    QCheckBox *m_keepCopy = nullptr; ///< null without a vault
    QSpinBox *m_pace = nullptr; ///< null for a few messages
    QLabel *m_missing = nullptr;
    QPushButton *m_confirm = nullptr;
    QTimer m_arming;
    bool m_isArmed = false;
};

}
