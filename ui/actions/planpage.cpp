// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/planpage.h"

#include "core/base/textsafety.h"
#include "ui/actions/plandetails.h"
#include "ui/actions/plantext.h"
#include "ui/actions/recentreasons.h"
#include "ui/actions/tallyview.h"
#include "ui/actions/targetlist.h"
#include "ui/style/dimmedlabel.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <KMessageWidget>

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
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

PlanPage::PlanPage(
    std::shared_ptr<const ActionPlan> plan, PlanPageSettings settings, QWidget *parent)
    : QWidget(parent)
    , m_plan(std::move(plan))
    , m_settings(std::move(settings))
    , m_rules(confirmationFor(*m_plan, m_settings.targets, m_settings.scale))
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
    layout->addWidget(makeTargetList(m_settings.targets, this));
    QStringList consequences = plantext::consequences(m_plan->action());
    consequences.append(plantext::followUpNote(*m_plan));
    layout->addWidget(makeText(this, consequences.join(u' ').trimmed()));
    addNotice(layout);
    layout->addSpacing(8);
    layout->addWidget(makeTabs(), 1);
    layout->addSpacing(8);
    layout->addWidget(makeQuestions());
    layout->addWidget(makeButtons());

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
    lines = m_settings.notes + lines;
    if (m_settings.scale == PlanScale::WholeQueue)
        lines.prepend(isReversible(m_plan->action())
                ? tr("This is all there is in a queue. It goes to the trash first; once the queue "
                     "was listed again you are asked whether to delete it for good.")
                : tr("This is all there was in a queue, and the last step: it cannot be taken "
                     "back."));
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

QWidget *PlanPage::makeQuestions()
{
    auto *area = new QWidget(this);
    auto *grid = new QGridLayout(area);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    if (m_rules.reason != ConfirmationRules::Reason::None)
        addReason(grid);
    if (m_rules.number > 0) {
        ask(grid, u"confirmEdit"_s,
            tr("Type %1, the number of messages:").arg(humanize::count(m_rules.number)),
            [number = m_rules.number](
                const QString &typed) { return plantext::isTypedNumber(typed, number); });
    }
    for (const QString &name : std::as_const(m_rules.names)) {
        ask(grid, u"nameEdit"_s, tr("Type %1, the name of the server:").arg(text::visible(name)),
            [name](const QString &typed) { return isTypedName(typed, name); });
    }
    if (m_settings.offersVault && m_plan->action() == Action::Delete) {
        m_keepCopy = new QCheckBox(tr("Keep a copy in the &vault"), area);
        m_keepCopy->setObjectName(u"keepCopy"_s);
        m_keepCopy->setToolTip(plaintext::toolTip(
            tr("Each message is read and stored on this machine before it is deleted; one that "
               "cannot be stored stays on hold")));
        grid->addWidget(m_keepCopy, grid->rowCount(), 0, 1, 2);
    }
    if (m_plan->summary().messages > mostWithoutNumber)
        addPace(grid);
    return area;
}

void PlanPage::addReason(QGridLayout *grid)
{
    const bool isRequired = m_rules.reason == ConfirmationRules::Reason::Required;
    auto *label = new QLabel(isRequired ? tr("&Reason:") : tr("&Reason (optional):"), this);
    m_reason = new QComboBox(this);
    m_reason->setObjectName(u"reasonEdit"_s);
    m_reason->setEditable(true);
    m_reason->setInsertPolicy(QComboBox::NoInsert);
    m_reason->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const QString &reason : recentreasons::all())
        m_reason->addItem(text::visible(reason));
    m_reason->setCurrentIndex(-1);
    m_reason->clearEditText();
    m_reason->lineEdit()->setMaxLength(recentreasons::longest);
    m_reason->lineEdit()->setPlaceholderText(tr("For the journal, such as a ticket's number"));
    m_reason->lineEdit()->installEventFilter(this);
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    label->setTextFormat(Qt::PlainText);
    label->setBuddy(m_reason);
    grid->addWidget(label, 0, 0);
    grid->addWidget(m_reason, 0, 1);
    connect(m_reason, &QComboBox::editTextChanged, this, &PlanPage::updateButton);
}

/// For what would swamp a server, or the world behind it, when it came all at once.
void PlanPage::addPace(QGridLayout *grid)
{
    constexpr int most = 1'000'000;
    m_pace = new QSpinBox(this);
    m_pace->setObjectName(u"paceEdit"_s);
    m_pace->setRange(0, most);
    m_pace->setSingleStep(100);
    m_pace->setSpecialValueText(tr("as fast as the server answers"));
    m_pace->setSuffix(tr(" messages a minute"));
    m_pace->setAccessibleName(tr("Pace on each server"));
    m_pace->setToolTip(plaintext::toolTip(
        tr("At most so many messages a minute are acted on, on each server. It can be stopped "
           "between two batches.")));
    auto *label = new QLabel(tr("&Pace on each server:"), this);
    label->setTextFormat(Qt::PlainText);
    label->setBuddy(m_pace);
    const int row = grid->rowCount();
    grid->addWidget(label, row, 0);
    grid->addWidget(m_pace, row, 1, Qt::AlignLeft);
}

void PlanPage::ask(QGridLayout *grid, const QString &name, const QString &question,
    std::function<bool(const QString &)> isRight)
{
    auto *edit = new QLineEdit(this);
    edit->setObjectName(name);
    edit->setAccessibleName(question);
    edit->setMaxLength(300);
    edit->installEventFilter(this);
    const int row = grid->rowCount();
    grid->addWidget(plaintext::makeLabel(this, question), row, 0);
    grid->addWidget(edit, row, 1);
    connect(edit, &QLineEdit::textChanged, this, &PlanPage::updateButton);
    m_answers.push_back({edit, std::move(isRight)});
}

QWidget *PlanPage::makeButtons()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    layout->setSpacing(8);
    m_missing = new DimmedLabel({}, row);
    m_missing->setWordWrap(true);
    layout->addWidget(m_missing, 1);
    m_confirm = new QPushButton(
        actionIcon(m_plan->action()), plaintext::label(plantext::buttonLabel(*m_plan)), row);
    m_confirm->setObjectName(u"confirmButton"_s);
    m_confirm->setAutoDefault(false);
    auto *cancel = new QPushButton(tr("Cancel"), row);
    cancel->setObjectName(u"cancelButton"_s);
    cancel->setDefault(true);
    layout->addWidget(m_confirm);
    layout->addWidget(cancel);
    connect(m_confirm, &QPushButton::clicked, this, [this] {
        recentreasons::remember(reason());
        emit confirmed(consent());
    });
    connect(cancel, &QPushButton::clicked, this, &PlanPage::cancelled);
    return row;
}

QString PlanPage::reason() const
{
    return m_reason ? m_reason->currentText().simplified() : QString();
}

Consent PlanPage::consent() const
{
    return {reason(), m_keepCopy && m_keepCopy->isChecked(), m_pace ? m_pace->value() : 0};
}

/// What the button is waiting for; empty if for nothing that could be typed.
QString PlanPage::missing() const
{
    if (plantext::reachable(*m_plan) == 0)
        return tr("This cannot be done on any of the servers.");
    if (m_rules.reason == ConfirmationRules::Reason::Required && reason().isEmpty())
        return tr("A reason is needed.");
    for (const Answer &answer : m_answers) {
        if (!answer.isRight(answer.edit->text()))
            return answer.edit->objectName() == "nameEdit"_L1
                ? tr("The server's name is needed.")
                : tr("The number of messages is needed.");
    }
    return {};
}

void PlanPage::updateButton()
{
    const QString missing = this->missing();
    m_missing->setText(missing);
    m_confirm->setEnabled(missing.isEmpty() && (m_isArmed || !m_rules.isDelayed));
}

void PlanPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_isArmed)
        m_arming.start(); // counted from when it can be seen
}

bool PlanPage::eventFilter(QObject *watched, QEvent *event)
{
    // Enter in a field neither starts nor cancels: it goes on, and the button takes Space.
    if (event->type() == QEvent::KeyPress && qobject_cast<QLineEdit *>(watched)) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            if (m_confirm->isEnabled())
                m_confirm->setFocus(Qt::TabFocusReason);
            else
                focusNextChild();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}
