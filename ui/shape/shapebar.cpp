// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shape/shapebar.h"

#include "ui/shape/shapewords.h"
#include "ui/style/icons.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QWidgetAction>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int typingPause = 150; ///< ms

QPushButton *makeMenuButton(const QString &name, QWidget *parent)
{
    auto *button = new QPushButton(parent);
    button->setObjectName(name);
    button->setAutoDefault(false);
    button->setMenu(new QMenu(button));
    return button;
}

}

ShapeBar::ShapeBar(const ShapeSettings &settings, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_side(new QComboBox(this))
    , m_queues(makeMenuButton(u"shapeQueues"_s, this))
    , m_folds(new QCheckBox(tr("Parent domains of"), this))
    , m_leastSubdomains(new QSpinBox(this))
    , m_ages(makeMenuButton(u"shapeAges"_s, this))
    , m_buckets(new QSpinBox)
    , m_minutes(new QSpinBox)
    , m_growth(new QComboBox)
    , m_scale(new QComboBox)
    , m_search(new QLineEdit(this))
    , m_export(makeMenuButton(u"shapeExport"_s, this))
{
    m_side->setObjectName(u"shapeSide"_s);
    m_side->setAccessibleName(tr("What is counted"));
    m_side->addItems({tr("Recipients"), tr("Senders")});
    m_side->setToolTip(tr("Count recipients by their domains, or messages by their sender's"));
    m_folds->setObjectName(u"shapeFolds"_s);
    m_folds->setToolTip(
        tr("Show also what all domains below a parent domain have together (qshape -p)"));
    m_leastSubdomains->setObjectName(u"shapeLeastSubdomains"_s);
    m_leastSubdomains->setRange(1, ShapeSettings::mostSubdomains);
    m_leastSubdomains->setSuffix(tr(" or more"));
    m_leastSubdomains->setAccessibleName(tr("Least number of subdomains of a parent domain"));
    m_leastSubdomains->setToolTip(tr("Parent domains with fewer subdomains are left out"));
    m_search->setObjectName(u"shapeSearch"_s);
    m_search->setPlaceholderText(tr("Search domains"));
    m_search->setAccessibleName(tr("Search domains"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaxLength(300);
    m_search->setMinimumWidth(80);
    m_search->addAction(themedIcon(u"edit-find"_s), QLineEdit::LeadingPosition);
    makeQueueMenu();
    auto *ages = new QWidgetAction(m_ages);
    ages->setDefaultWidget(makeAges());
    m_ages->menu()->addAction(ages);
    m_ages->setToolTip(tr("The columns, and the colours' scale"));
    makeExportMenu();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 6, 8, 6);
    row->setSpacing(8);
    row->addWidget(m_side);
    row->addWidget(m_queues);
    row->addWidget(m_ages);
    row->addWidget(m_folds);
    row->addWidget(m_leastSubdomains);
    row->addWidget(m_search, 1);
    row->addWidget(m_export);
    showSettings(settings);
    connectSignals();
}

void ShapeBar::makeQueueMenu()
{
    m_queues->setToolTip(tr("The queues whose messages are counted"));
    for (const QueueName queue : listedQueues) {
        QAction *action = m_queues->menu()->addAction(toString(queue));
        action->setCheckable(true);
        action->setData(int(queue));
        connect(action, &QAction::toggled, this, &ShapeBar::read);
    }
    m_queues->menu()->addSeparator();
    connect(m_queues->menu()->addAction(tr("All queues")), &QAction::triggered, this,
        &ShapeBar::countAllQueues);
    connect(m_queues->menu()->addAction(tr("As qshape: incoming and active")), &QAction::triggered,
        this, [this] { countQueues({QueueName::Incoming, QueueName::Active}); });
}

void ShapeBar::countAllQueues()
{
    countQueues({listedQueues.begin(), listedQueues.end()});
}

void ShapeBar::countQueues(std::vector<QueueName> queues)
{
    ShapeSettings wanted = m_settings;
    wanted.queues = std::move(queues);
    showSettings(wanted);
    read();
}

QWidget *ShapeBar::makeAges()
{
    m_buckets->setObjectName(u"shapeBuckets"_s);
    m_buckets->setRange(1, ShapeOptions::mostBuckets);
    m_minutes->setObjectName(u"shapeMinutes"_s);
    m_minutes->setRange(1, ShapeOptions::mostBucketMinutes);
    m_minutes->setSuffix(tr(" min"));
    m_growth->setObjectName(u"shapeGrowth"_s);
    m_growth->addItems({tr("each twice as long as before"), tr("all of one length")});
    m_scale->setObjectName(u"shapeScale"_s);
    m_scale->addItems({tr("by magnitude (logarithmic)"), tr("in proportion (linear)")});
    auto *panel = new QWidget(m_ages);
    auto *form = new QFormLayout(panel);
    form->setContentsMargins(12, 12, 12, 12);
    form->addRow(tr("&Number of columns:"), m_buckets);
    form->addRow(tr("&First one up to:"), m_minutes);
    form->addRow(tr("&Lengths:"), m_growth);
    form->addRow(tr("&Colours:"), m_scale);
    return panel;
}

void ShapeBar::makeExportMenu()
{
    m_export->setText(tr("Export"));
    m_export->setIcon(themedIcon(u"document-save"_s));
    m_export->setToolTip(tr("Save the whole table"));
    for (const ShapeFormat format : {ShapeFormat::Png, ShapeFormat::Svg, ShapeFormat::Csv}) {
        connect(m_export->menu()->addAction(displayName(format) + u'…'), &QAction::triggered, this,
            [this, format] { emit exportRequested(format); });
    }
}

void ShapeBar::setExportEnabled(bool isEnabled)
{
    m_export->setEnabled(isEnabled);
}

void ShapeBar::connectSignals()
{
    for (QComboBox *box : {m_side, m_growth, m_scale})
        connect(box, &QComboBox::currentIndexChanged, this, &ShapeBar::read);
    connect(m_folds, &QCheckBox::toggled, this, &ShapeBar::read);
    for (QSpinBox *box : {m_leastSubdomains, m_buckets, m_minutes})
        connect(box, &QSpinBox::valueChanged, this, &ShapeBar::tellLater);
    m_turning.setSingleShot(true);
    m_turning.setInterval(typingPause);
    connect(&m_turning, &QTimer::timeout, this, &ShapeBar::read);
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPause);
    connect(m_search, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(&m_typing, &QTimer::timeout, this,
        [this] { emit searchChanged(m_search->text().trimmed()); });
}

void ShapeBar::tellLater()
{
    m_turning.start();
}

void ShapeBar::showSettings(const ShapeSettings &settings)
{
    const ShapeOptions &options = settings.options;
    // Each of them would be read, and tell of a half of it.
    const QSignalBlocker blockers[] = {QSignalBlocker(m_side), QSignalBlocker(m_folds),
        QSignalBlocker(m_leastSubdomains), QSignalBlocker(m_buckets), QSignalBlocker(m_minutes),
        QSignalBlocker(m_growth), QSignalBlocker(m_scale)};
    m_side->setCurrentIndex(options.bySender ? 1 : 0);
    m_folds->setChecked(options.foldsDomains);
    m_leastSubdomains->setValue(options.leastSubdomains);
    m_leastSubdomains->setEnabled(options.foldsDomains);
    m_buckets->setValue(options.buckets);
    m_minutes->setValue(options.bucketMinutes);
    m_growth->setCurrentIndex(options.isLinear ? 1 : 0);
    m_scale->setCurrentIndex(settings.isLogScale ? 0 : 1);
    for (QAction *action : m_queues->menu()->actions()) {
        if (!action->isCheckable())
            continue;
        const QSignalBlocker blocker(action);
        const auto queue = QueueName(action->data().toInt());
        action->setChecked(std::ranges::contains(settings.queues, queue));
        // One has to stay.
        action->setEnabled(settings.queues.size() > 1 || !action->isChecked());
    }
    const bool isAll = settings.queues.size() == listedQueues.size();
    m_queues->setText(isAll ? tr("All queues") : shapewords::queues(settings));
    m_ages->setText(tr("%1 ages from %2")
            .arg(QString::number(options.buckets), shapewords::duration(options.bucketMinutes)));
}

void ShapeBar::read()
{
    ShapeSettings wanted = m_settings;
    ShapeOptions &options = wanted.options;
    options.bySender = m_side->currentIndex() == 1;
    options.foldsDomains = m_folds->isChecked();
    options.leastSubdomains = m_leastSubdomains->value();
    options.buckets = m_buckets->value();
    options.bucketMinutes = m_minutes->value();
    options.isLinear = m_growth->currentIndex() == 1;
    wanted.isLogScale = m_scale->currentIndex() == 0;
    wanted.queues.clear();
    for (const QAction *action : m_queues->menu()->actions()) {
        if (action->isCheckable() && action->isChecked())
            wanted.queues.push_back(QueueName(action->data().toInt()));
    }
    if (wanted.queues.empty())
        wanted.queues = m_settings.queues;
    showSettings(wanted);
    if (wanted == m_settings)
        return;
    m_settings = wanted;
    saveShapeSettings(m_settings);
    emit settingsChanged(m_settings);
}

}
