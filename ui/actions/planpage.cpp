// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/planpage.h"

#include "ui/actions/plandetails.h"
#include "ui/actions/plantext.h"
#include "ui/actions/tallyview.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <KMessageWidget>

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace spoolscope {

namespace {

constexpr auto armingTime = 1s;

QLabel *makeText(QWidget *parent, const QString &text)
{
    QLabel *label = plaintext::makeLabel(parent, text);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

KMessageWidget *makeNotice(QWidget *parent, const QString &text)
{
    KMessageWidget *notice = plaintext::makeMessage(parent, text);
    notice->setIcon(themedIcon(u"dialog-warning"_s));
    notice->setWordWrap(true);
    notice->setCloseButtonVisible(false);
    notice->setMessageType(KMessageWidget::Warning);
    return notice;
}

QList<TallyView::Row> serverRows(const ActionPlan &plan)
{
    QList<TallyView::Row> rows;
    for (const PlanPart &part : plan.parts())
        rows.append({plantext::partName(part), qint64(part.messages.size())});
    std::ranges::stable_sort(rows, std::greater(), &TallyView::Row::messages);
    return rows;
}

}

PlanPage::PlanPage(std::shared_ptr<const ActionPlan> plan, QWidget *parent)
    : QWidget(parent), m_plan(std::move(plan))
{
    QLabel *heading = makeText(this, plantext::heading(*m_plan));
    heading->setObjectName(u"planHeading"_s);
    QFont font = heading->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(8);
    layout->addWidget(heading);
    QLabel *extent = makeText(this, plantext::extent(*m_plan));
    extent->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(extent);
    layout->addWidget(makeText(this, plantext::consequences(m_plan->action()).join(u' ')));
    addNotice(layout);
    layout->addSpacing(8);
    layout->addWidget(makeTabs(), 1);
    layout->addSpacing(8);
    layout->addWidget(makeConfirmation());

    m_arming.setSingleShot(true);
    m_arming.setInterval(armingTime);
    connect(&m_arming, &QTimer::timeout, this, [this] {
        m_isArmed = true;
        updateButton();
    });
    updateButton();
}

void PlanPage::addNotice(QVBoxLayout *layout)
{
    constexpr qsizetype mostObstacles = 3;
    const QStringList obstacles = plantext::obstacles(*m_plan);
    QStringList lines = obstacles.first(std::min(obstacles.size(), mostObstacles));
    if (obstacles.size() > mostObstacles) {
        lines.append(tr("The same for %1 more servers; the commands are on the last tab.")
                .arg(obstacles.size() - mostObstacles));
    }
    if (const QString warning = plantext::activeWarning(*m_plan); !warning.isEmpty())
        lines.prepend(warning);
    if (!lines.isEmpty())
        layout->addWidget(makeNotice(this, lines.join(u'\n')));
}

QWidget *PlanPage::makeTallies()
{
    const PlanSummary &summary = m_plan->summary();
    const QString nobody = tr("<> (bounces, notifications)");
    auto *area = new QWidget(this);
    area->setBackgroundRole(QPalette::Base);
    auto *grid = new QGridLayout(area);
    grid->setContentsMargins(8, 16, 8, 8);
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(16);
    const std::array views{
        new TallyView(tr("Server"), serverRows(*m_plan), summary.messages, area),
        new TallyView(tr("Sender"), tallyRows(summary.senders, nobody), summary.messages, area),
        new TallyView(tr("Recipient domain"), tallyRows(summary.recipientDomains, tr("none")),
            summary.messages, area),
        new TallyView(tr("Queue"), tallyRows(summary.queues, {}), summary.messages, area),
        new TallyView(
            tr("Sender domain"), tallyRows(summary.senderDomains, nobody), summary.messages, area),
    };
    constexpr int columns = 3;
    for (int i = 0; i < int(views.size()); ++i) {
        grid->addWidget(views[size_t(i)], i / columns, i % columns, Qt::AlignTop);
        grid->setColumnStretch(i % columns, 1);
    }
    grid->setRowStretch(grid->rowCount(), 1);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidgetResizable(true);
    scroll->setWidget(area);
    return scroll;
}

QWidget *PlanPage::makeTabs()
{
    auto *tabs = new QTabWidget(this);
    tabs->setObjectName(u"planTabs"_s);
    tabs->setDocumentMode(true);
    tabs->addTab(makeTallies(), tr("Overview"));
    const qint64 all = m_plan->summary().messages;
    const auto shown = std::min<qint64>(all, qint64(shownSamples));
    tabs->addTab(makeSampleTable(*m_plan, tabs),
        shown == all ? tr("Messages")
                     : tr("%1 of %2 messages").arg(humanize::count(shown), humanize::count(all)));
    tabs->addTab(makeCommandText(*m_plan, tabs), tr("Remote commands"));
    tabs->setMinimumHeight(200);
    return tabs;
}

QWidget *PlanPage::makeConfirmation()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    layout->setSpacing(8);
    if (plantext::isObstructed(*m_plan)) {
        layout->addWidget(makeText(row, tr("The account may do this on none of the servers.")), 1);
    } else if (plantext::needsTyping(*m_plan)) {
        QLabel *label = plaintext::makeLabel(
            row, tr("Type %1 to confirm:").arg(humanize::count(plantext::reachable(*m_plan))));
        m_edit = new QLineEdit(row);
        m_edit->setObjectName(u"confirmEdit"_s);
        m_edit->setAccessibleName(label->text());
        m_edit->setMaxLength(16);
        m_edit->setFixedWidth(m_edit->fontMetrics().averageCharWidth() * 16);
        m_edit->installEventFilter(this);
        layout->addStretch(1);
        layout->addWidget(label);
        layout->addWidget(m_edit);
        connect(m_edit, &QLineEdit::textChanged, this, &PlanPage::updateButton);
    } else {
        layout->addStretch(1);
    }
    m_confirm = new QPushButton(
        actionIcon(m_plan->action()), plaintext::label(plantext::buttonLabel(*m_plan)), row);
    m_confirm->setObjectName(u"confirmButton"_s);
    m_confirm->setAutoDefault(false);
    auto *cancel = new QPushButton(tr("Cancel"), row);
    cancel->setObjectName(u"cancelButton"_s);
    cancel->setDefault(true);
    layout->addWidget(m_confirm);
    layout->addWidget(cancel);
    connect(m_confirm, &QPushButton::clicked, this, &PlanPage::confirmed);
    connect(cancel, &QPushButton::clicked, this, &PlanPage::cancelled);
    return row;
}

void PlanPage::updateButton()
{
    const bool armed = m_isArmed || !plantext::isDestructive(m_plan->action());
    const bool typed
        = !m_edit || plantext::isTypedNumber(m_edit->text(), plantext::reachable(*m_plan));
    m_confirm->setEnabled(armed && typed && plantext::reachable(*m_plan) > 0);
}

void PlanPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_isArmed)
        m_arming.start(); // counted from when it can be seen
}

bool PlanPage::eventFilter(QObject *watched, QEvent *event)
{
    // Enter after the number neither starts nor cancels: it goes on to the button, which takes
    // Space.
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            if (m_confirm->isEnabled())
                m_confirm->setFocus(Qt::TabFocusReason);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}
