// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/traffic/trafficexport.h"

#include <QWidget>

#include <optional>

class QButtonGroup;
class QLabel;
class QPushButton;

namespace spoolscope {

class ElidedLabel;

/// How far back the traffic page looks.
enum class TrafficSpan { Hour, SixHours, Day, Week, All };
qint64 secondsOf(TrafficSpan span); ///< 0: all there is

/// Above the charts: how far back, how much in all, and the export.
class TrafficBar final : public QWidget
{
    Q_OBJECT

public:
    explicit TrafficBar(QWidget *parent = nullptr);

    void setSpan(std::optional<TrafficSpan> span); ///< none: a range that was chosen in a chart
    void setTotals(const QString &text, const QString &toolTip);
    /// The servers' logs were read from `since` on only (seconds since 1970), and `span` is longer:
    /// offers to read all of it. None: there is nothing to offer.
    void offerToReadBack(std::optional<TrafficSpan> span, qint64 since = 0);
    void setExportEnabled(bool isEnabled);

signals:
    void spanChosen(spoolscope::TrafficSpan span);
    void readBackRequested(qint64 seconds); ///< how far
    void exportRequested(spoolscope::TrafficFormat format);

private:
    void makeSpans();
    void makeExportMenu();

    QButtonGroup *m_spans;
    ElidedLabel *m_totals;
    QLabel *m_since;
    QPushButton *m_readBack;
    QPushButton *m_export;
    std::optional<TrafficSpan> m_offered;
};

}
