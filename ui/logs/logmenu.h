// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logparser.h"
#include "core/queue/filterfield.h"

#include <QObject>

#include <vector>

class QMenu;

namespace spoolscope {

class LogView;

/// What can be done with one line: the questions that its own words answer.
class LogMenu final : public QObject
{
    Q_OBJECT

public:
    explicit LogMenu(LogView &view);

    /// For the line at `place`; `menu` is filled from its end on.
    void fill(QMenu &menu, size_t place);

signals:
    void filterRequested(const QString &term); ///< to be added to the filter
    void traceRequested(const QString &server, const QString &queueId);
    void queueRowRequested(const QString &server, const QString &queueId);

private:
    struct Question
    {
        QString name; ///< "This &Client"
        FilterField field;
        QByteArrayView value;
    };
    std::vector<Question> questionsOf(const LogEvent &event) const;

    LogView &m_view;
    LogParser m_parser;
};

}
