// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/queuefooter.h"

#include "ui/queue/queuefeed.h"
#include "ui/style/colours.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 oldAfter = 10 * 60; ///< seconds after which the age of a listing stands out

constexpr qint64 newsFor = 60; ///< seconds for which a refresh tells what it brought

/// What the last refreshes brought, and how they were made.
QString tooltipText(const ScopeStatus &status)
{
    QStringList lines;
    if (const SnapshotChange &change = status.change; change != SnapshotChange()) {
        lines
            += QueueFooter::tr("Since the listing before: %1 arrived, %2 left the queue, %3 moved "
                               "to another queue, %4 were tried again.")
                   .arg(humanize::count(change.arrived), humanize::count(change.left),
                       humanize::count(change.moved), humanize::count(change.retried));
    }
    if (const QString ways = wayText(status.ways); !ways.isEmpty())
        lines += ways;
    return lines.join(u'\n');
}

void setInk(QLabel *label, const QColor &ink)
{
    QPalette palette = label->palette();
    palette.setColor(QPalette::WindowText, ink);
    label->setPalette(palette);
}

}

QString selectionText(const TableStatus &status)
{
    using humanize::count;
    if (status.isSelecting)
        return QueueFooter::tr("Finding the messages…");
    if (status.selected == 0) {
        if (status.isFiltered)
            return QueueFooter::tr("%1 of %2 match")
                .arg(count(status.matching),
                    QueueFooter::tr("%Ln message(s)", nullptr, int(status.total)));
        return QueueFooter::tr("%Ln message(s)", nullptr, int(status.total));
    }
    QStringList parts{QueueFooter::tr("%1 selected of %2")
            .arg(
                count(status.selected), count(status.isFiltered ? status.matching : status.total))};
    if (status.hidden > 0)
        parts[0] = QueueFooter::tr("%1 selected").arg(count(status.selected));
    parts += humanize::size(status.selectedBytes);
    if (status.selectedServers > 1)
        parts += QueueFooter::tr("on %Ln server(s)", nullptr, int(status.selectedServers));
    if (status.hidden > 0)
        parts += QueueFooter::tr("%Ln of them hidden by the filter", nullptr, int(status.hidden));
    return parts.join(u" · "_s);
}

QString changeText(const SnapshotChange &change)
{
    QStringList parts;
    if (change.arrived > 0)
        parts += QueueFooter::tr("%Ln arrived", nullptr, int(change.arrived));
    if (change.left > 0)
        parts += QueueFooter::tr("%Ln left", nullptr, int(change.left));
    return parts.join(u" · "_s);
}

QString wayText(const QList<RefreshWay> &ways)
{
    QStringList lines;
    for (const RefreshWay way : ways) {
        switch (way) {
        case RefreshWay::Incremental:
            lines += QueueFooter::tr("Only what changed was read.");
            break;
        case RefreshWay::FirstListing:
            lines += QueueFooter::tr("Listed in full for the first time.");
            break;
        case RefreshWay::NoRights:
            lines += QueueFooter::tr(
                "Listed in full: the account may not read the queue directories.");
            break;
        case RefreshWay::Verification:
            lines += QueueFooter::tr("Listed in full, as it is from time to time.");
            break;
        case RefreshWay::NoGnuFind:
            lines += QueueFooter::tr("Listed in full: the server has no GNU find.");
            break;
        case RefreshWay::ClockStepped:
            lines += QueueFooter::tr("Listed in full: the server's clock was set.");
            break;
        case RefreshWay::TooManyChanges:
            lines += QueueFooter::tr("Listed in full: much had changed.");
            break;
        case RefreshWay::Doubtful:
            lines += QueueFooter::tr("Listed in full: some of its files could not be understood.");
            break;
        }
    }
    return lines.join(u'\n');
}

QueueFooter::QueueFooter(QWidget *parent)
    : QWidget(parent)
    , m_selection(plaintext::makeLabel(this))
    , m_selectAll(new QToolButton(this))
    , m_listing(plaintext::makeLabel(this))
    , m_cancel(new QToolButton(this))
    , m_trouble(plaintext::makeLabel(this))
    , m_coverage(plaintext::makeLabel(this))
    , m_age(plaintext::makeLabel(this))
{
    m_cancel->setAutoRaise(true);
    m_cancel->setIcon(themedIcon(u"dialog-cancel"_s));
    m_cancel->setIconSize({16, 16});
    m_cancel->setToolTip(tr("Stop listing"));
    m_cancel->setAccessibleName(tr("Stop listing"));
    connect(m_cancel, &QToolButton::clicked, this, &QueueFooter::cancelRequested);
    m_selection->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 12, 4);
    row->setSpacing(16);
    m_selectAll->setObjectName(u"selectAllMatching"_s);
    m_selectAll->setAutoRaise(true);
    m_selectAll->hide();
    m_selectAll->setIcon(themedIcon(u"edit-select-all"_s));
    m_selectAll->setIconSize({16, 16});
    m_selectAll->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_selectAll->setToolTip(tr("Select every message that matches the filter, and no other"));
    connect(m_selectAll, &QToolButton::clicked, this, &QueueFooter::selectAllRequested);
    row->addWidget(m_selectAll);
    row->addWidget(m_selection, 1);
    auto *listing = new QHBoxLayout;
    listing->setSpacing(4);
    listing->addWidget(m_listing);
    listing->addWidget(m_cancel);
    row->addLayout(listing);
    row->addWidget(m_trouble);
    row->addWidget(m_coverage);
    row->addWidget(m_age);
    setMinimumHeight(32);
    updateColours();
}

void QueueFooter::setTable(const TableStatus &status)
{
    setText(selectionText(status), status.selected > 0);
    const bool isAllSelected = status.selected - status.hidden == status.matching;
    m_selectAll->setVisible(status.isFiltered && status.matching > 0 && !isAllSelected);
    m_selectAll->setText(tr("Select All %1").arg(humanize::count(status.matching)));
}

void QueueFooter::setText(const QString &text, bool isStrong)
{
    m_selection->setText(text);
    QFont font = m_selection->font();
    font.setWeight(isStrong ? QFont::DemiBold : QFont::Normal);
    m_selection->setFont(font);
}

void QueueFooter::setScope(const ScopeStatus &status, qint64 now)
{
    m_listing->setVisible(status.listing > 0);
    m_cancel->setVisible(status.listing > 0);
    m_listing->setText(status.servers == 1 ? tr("listing…")
                                           : tr("listing %Ln server(s)…", nullptr, status.listing));
    QStringList trouble;
    if (status.incomplete > 0)
        trouble += status.servers == 1
            ? tr("listing incomplete")
            : tr("%Ln listing(s) incomplete", nullptr, status.incomplete);
    if (status.stale > 0)
        trouble += status.servers == 1 ? tr("older listing")
                                       : tr("%Ln older listing(s)", nullptr, status.stale);
    m_trouble->setText(trouble.join(u" · "_s));
    m_trouble->setVisible(!trouble.isEmpty());
    m_coverage->setVisible(status.servers > 1);
    m_coverage->setText(tr("%1 of %2 servers")
            .arg(humanize::count(status.listed), humanize::count(status.servers)));
    const qint64 age = status.oldest ? std::max<qint64>(0, now - *status.oldest) / 1000 : 0;
    m_age->setVisible(status.oldest.has_value());
    QString text = age < 1 ? tr("listed just now") : tr("listed %1 ago").arg(humanize::age(age));
    const QString change = changeText(status.change);
    if (!change.isEmpty() && age < newsFor)
        text = change + u" · "_s + text;
    m_age->setText(text);
    m_age->setToolTip(plaintext::toolTip(tooltipText(status)));
    m_isOld = age > oldAfter;
    m_isPartial = status.listed < status.servers && status.listing == 0;
    updateColours();
}

void QueueFooter::updateColours()
{
    using colours::Meaning;
    const QColor dimmed = colours::dimmed(palette());
    const QColor warning = colours::of(Meaning::Warning, palette());
    setInk(m_listing, dimmed);
    setInk(m_trouble, warning);
    setInk(m_coverage, m_isPartial ? warning : dimmed);
    setInk(m_age, m_isOld ? warning : dimmed);
}

void QueueFooter::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateColours();
}

void QueueFooter::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(QRect(0, 0, width(), 1), colours::separator(palette()));
}

}
