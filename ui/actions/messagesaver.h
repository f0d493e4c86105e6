// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/servers/fleet.h"

#include <QObject>
#include <QStringList>

#include <memory>

class QAction;
class QWidget;

namespace spoolscope {

/// Saves chosen messages as .eml files into a directory that is asked for, a job for each instance.
/// A file that is there already is never overwritten.
class MessageSaver final : public QObject
{
    Q_OBJECT

public:
    MessageSaver(Fleet &fleet, QWidget *window);

    void askAndSave(std::shared_ptr<const ActionPlan> chosen); ///< what the plan does plays no part
    void save(const ActionPlan &chosen, const QString &directory);

signals:
    void noticed(const QString &message, QAction *step); ///< `step` may be null
    void failed(const QString &message);

private:
    struct Count;
    void took(const std::shared_ptr<Count> &count, const Result<ExportReport> &report);

    Fleet &m_fleet;
    QWidget *m_window;
};

}
