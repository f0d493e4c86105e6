// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/trafficbar.h"

#include "ui/style/dimmedlabel.h"
#include "ui/style/elidedlabel.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <QAction>
#include <QButtonGroup>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

QString nameOf(TrafficSpan span)
{
    switch (span) {
    case TrafficSpan::Hour:
        return TrafficBar::tr("Hour");
    case TrafficSpan::SixHours:
        return TrafficBar::tr("6 Hours");
    case TrafficSpan::Day:
        return TrafficBar::tr("Day");
    case TrafficSpan::Week:
        return TrafficBar::tr("Week");
    case TrafficSpan::All:
        return TrafficBar::tr("All");
    }
    Q_UNREACHABLE_RETURN({});
}

QString toolTipOf(TrafficSpan span)
{
    switch (span) {
    case TrafficSpan::Hour:
        return TrafficBar::tr("The last hour");
    case TrafficSpan::SixHours:
        return TrafficBar::tr("The last six hours");
    case TrafficSpan::Day:
        return TrafficBar::tr("The last 24 hours");
    case TrafficSpan::Week:
        return TrafficBar::tr("The last seven days");
    case TrafficSpan::All:
        return TrafficBar::tr("All that was read");
    }
    Q_UNREACHABLE_RETURN({});
}

/// "14:30" of today, else with the day.
QString sinceText(qint64 since)
{
    const QDateTime time = QDateTime::fromSecsSinceEpoch(since);
    return time.date() == QDate::currentDate() ? QLocale().toString(time.time(), u"HH:mm"_s)
                                               : QLocale().toString(time, u"d MMM HH:mm"_s);
}

}

qint64 secondsOf(TrafficSpan span)
{
    switch (span) {
    case TrafficSpan::Hour:
        return 3600;
    case TrafficSpan::SixHours:
        return 6 * 3600;
    case TrafficSpan::Day:
        return 86400;
    case TrafficSpan::Week:
        return 7 * 86400;
    case TrafficSpan::All:
        return 0;
    }
    Q_UNREACHABLE_RETURN(0);
}

TrafficBar::TrafficBar(QWidget *parent)
    : QWidget(parent)
    , m_spans(new QButtonGroup(this))
    , m_totals(new ElidedLabel(this))
    , m_since(new DimmedLabel({}, this))
    , m_readBack(new QPushButton(this))
    , m_export(new QPushButton(themedIcon(u"document-save"_s), tr("Export"), this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 6, 8, 6);
    row->setSpacing(8);
    makeSpans();
    m_totals->setObjectName(u"trafficTotals"_s);
    m_totals->setDimmed(true);
    m_since->setObjectName(u"trafficSince"_s);
    m_readBack->setObjectName(u"trafficReadBack"_s);
    m_readBack->setAutoDefault(false);
    m_readBack->setToolTip(tr("Read the logs of all servers again, from further back"));
    connect(m_readBack, &QPushButton::clicked, this, [this] {
        if (m_offered)
            emit readBackRequested(secondsOf(*m_offered));
    });
    makeExportMenu();
    row->addSpacing(4);
    row->addWidget(m_totals, 1);
    row->addWidget(m_since);
    row->addWidget(m_readBack);
    row->addWidget(m_export);
    offerToReadBack({});
}

void TrafficBar::makeSpans()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    for (const TrafficSpan span : {TrafficSpan::Hour, TrafficSpan::SixHours, TrafficSpan::Day,
             TrafficSpan::Week, TrafficSpan::All}) {
        auto *button = new QToolButton(this);
        button->setText(nameOf(span));
        button->setToolTip(toolTipOf(span));
        button->setAccessibleName(toolTipOf(span));
        button->setCheckable(true);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::StrongFocus);
        m_spans->addButton(button, int(span));
        row->addWidget(button);
    }
    static_cast<QHBoxLayout *>(layout())->addLayout(row);
    connect(m_spans, &QButtonGroup::idClicked, this,
        [this](int id) { emit spanChosen(TrafficSpan(id)); });
}

void TrafficBar::makeExportMenu()
{
    m_export->setObjectName(u"trafficExport"_s);
    m_export->setAutoDefault(false);
    m_export->setToolTip(tr("Save a report of what is shown"));
    m_export->setMenu(new QMenu(m_export));
    for (const TrafficFormat format : trafficFormats)
        connect(m_export->menu()->addAction(displayName(format) + u'…'), &QAction::triggered, this,
            [this, format] { emit exportRequested(format); });
}

void TrafficBar::setSpan(std::optional<TrafficSpan> span)
{
    m_spans->setExclusive(span.has_value()); // none is checked, else
    for (QAbstractButton *button : m_spans->buttons())
        button->setChecked(span && m_spans->id(button) == int(*span));
}

void TrafficBar::setTotals(const QString &text, const QString &toolTip)
{
    m_totals->setText(text);
    m_totals->setToolTip(plaintext::toolTip(toolTip));
}

void TrafficBar::offerToReadBack(std::optional<TrafficSpan> span, qint64 since)
{
    m_offered = span;
    m_since->setVisible(span.has_value());
    m_readBack->setVisible(span.has_value());
    if (!span)
        return;
    m_since->setText(tr("Read since %1").arg(sinceText(since)));
    m_readBack->setText(*span == TrafficSpan::Week ? tr("Read a Week") : tr("Read a Day"));
}

void TrafficBar::setExportEnabled(bool isEnabled)
{
    m_export->setEnabled(isEnabled);
}

}
