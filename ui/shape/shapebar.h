// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shape/shapeexport.h"
#include "ui/shape/shapesettings.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QMenu;
class QPushButton;
class QSpinBox;

namespace spoolscope {

/// What is counted and how it is shown, in one row.
class ShapeBar final : public QWidget
{
    Q_OBJECT

public:
    explicit ShapeBar(const ShapeSettings &settings, QWidget *parent = nullptr);

    const ShapeSettings &settings() const { return m_settings; }
    QLineEdit *search() const { return m_search; }
    bool isSettled() const { return !m_typing.isActive() && !m_turning.isActive(); }
    void setExportEnabled(bool isEnabled);
    void countAllQueues();

signals:
    void settingsChanged(const spoolscope::ShapeSettings &settings);
    void searchChanged(const QString &part);
    void exportRequested(spoolscope::ShapeFormat format);

private:
    void makeQueueMenu();
    QWidget *makeAges();
    void makeExportMenu();
    void connectSignals();
    void countQueues(std::vector<QueueName> queues);
    void showSettings(const ShapeSettings &settings);
    void read();
    void tellLater();

    ShapeSettings m_settings;
    QComboBox *m_side;
    QPushButton *m_queues;
    QCheckBox *m_folds;
    QSpinBox *m_leastSubdomains;
    QPushButton *m_ages;
    QSpinBox *m_buckets;
    QSpinBox *m_minutes;
    QComboBox *m_growth;
    QComboBox *m_scale;
    QLineEdit *m_search;
    QPushButton *m_export;
    QTimer m_typing;
    QTimer m_turning; ///< numbers that are turned up or down
};

}
