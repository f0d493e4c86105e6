// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/resultpage.h"

#include "core/base/textsafety.h"
#include "ui/actions/plantext.h"
#include "ui/actions/resultmodel.h"
#include "ui/actions/troublelist.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"
#include "ui/style/table.h"

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace spoolscope {

ResultPage::ResultPage(QWidget *parent)
    : QWidget(parent)
    , m_text(new QSortFilterProxyModel(this))
    , m_verdict(new QSortFilterProxyModel(this))
    , m_headline(plaintext::makeLabel(this))
    , m_outcome(plaintext::makeLabel(this))
    , m_troubles(new QVBoxLayout)
    , m_filter(new QLineEdit(this))
    , m_verdicts(new QComboBox(this))
    , m_table(new QTableView(this))
{
    QFont font = m_headline->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setWeight(QFont::DemiBold);
    m_headline->setFont(font);
    m_headline->setWordWrap(true);
    m_headline->setObjectName(u"resultHeadline"_s);
    m_text->setFilterKeyColumn(-1);
    m_text->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_verdict->setFilterRole(ResultModel::VerdictRole);
    m_verdict->setSourceModel(m_text);

    m_table->setObjectName(u"resultTable"_s);
    m_table->setAccessibleName(tr("What became of each message"));
    m_table->setModel(m_verdict);
    dressTable(m_table);
    m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder); // the plan's order
    m_table->setSortingEnabled(true);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(8);
    layout->addWidget(m_headline);
    layout->addLayout(m_troubles);
    layout->addWidget(makeFilter());
    layout->addWidget(m_table, 1);
    layout->addWidget(makeButtons());
}

ResultPage::~ResultPage() = default;

QWidget *ResultPage::makeFilter()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    m_filter->setPlaceholderText(tr("Filter by ID, address or server"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    m_filter->setClearButtonEnabled(true);
    m_filter->setObjectName(u"resultFilter"_s);
    m_verdicts->setAccessibleName(tr("Result"));
    layout->addWidget(m_filter, 1);
    layout->addWidget(m_verdicts);
    connect(
        m_filter, &QLineEdit::textChanged, m_text, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_verdicts, &QComboBox::currentIndexChanged, this, [this] {
        const QString number = m_verdicts->currentData().toString();
        m_verdict->setFilterRegularExpression(number.isEmpty() ? QString() : u'^' + number + u'$');
    });
    return row;
}

QWidget *ResultPage::makeButtons()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    auto *exportButton = new QPushButton(themedIcon(u"document-save"_s), tr("Export as CSV…"), row);
    exportButton->setObjectName(u"exportButton"_s);
    auto *copyButton = new QPushButton(themedIcon(u"edit-copy"_s), tr("Copy"), row);
    copyButton->setObjectName(u"copyButton"_s);
    copyButton->setToolTip(tr("Copies the chosen rows, or all that are shown"));
    auto *closeButton = new QPushButton(tr("Close"), row);
    closeButton->setObjectName(u"closeButton"_s);
    for (QPushButton *button : {exportButton, copyButton})
        button->setAutoDefault(false);
    m_outcome->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(exportButton);
    layout->addWidget(copyButton);
    layout->addWidget(m_outcome, 1);
    m_steps = new QHBoxLayout;
    layout->addLayout(m_steps);
    layout->addWidget(closeButton);
    connect(exportButton, &QPushButton::clicked, this, &ResultPage::exportCsv);
    connect(copyButton, &QPushButton::clicked, this, &ResultPage::copyRows);
    connect(closeButton, &QPushButton::clicked, this, &ResultPage::closed);
    return row;
}

QPushButton *ResultPage::addStep(const QIcon &icon, const QString &text)
{
    auto *button = new QPushButton(icon, text, this);
    button->setAutoDefault(false);
    m_steps->addWidget(button);
    return button;
}

void ResultPage::showResult(ResultModel *model)
{
    m_model = model;
    m_model->setParent(this);
    m_text->setSourceModel(m_model);
    m_headline->setText(plantext::headline(
        m_model->plan().action(), m_model->plan().relation(), plantext::total(m_model->results())));
    addTroubles();
    fillVerdicts();
    QHeaderView *header = m_table->horizontalHeader();
    header->setMaximumSectionSize(320);
    header->setSectionResizeMode(ResultModel::ServerColumn, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(ResultModel::IdColumn, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(ResultModel::SenderColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(ResultModel::RecipientColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(ResultModel::VerdictColumn, QHeaderView::ResizeToContents);
    if (auto *close = findChild<QPushButton *>(u"closeButton"_s)) {
        close->setDefault(true);
        close->setFocus();
    }
}

void ResultPage::addTroubles()
{
    if (QWidget *troubles = makeTroubleList(m_model->plan(), m_model->results(), this))
        m_troubles->addWidget(troubles);
}

void ResultPage::fillVerdicts()
{
    const plantext::Counts counts = plantext::total(m_model->results());
    m_verdicts->addItem(tr("All results"), QString());
    for (size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] > 0) {
            m_verdicts->addItem(tr("%1 (%2)").arg(plantext::verdict(m_model->plan().action(),
                                                      m_model->plan().relation(), Verdict(i)),
                                    humanize::count(counts[i])),
                QString::number(i));
        }
    }
}

void ResultPage::copyRows()
{
    QList<int> rows;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        rows.append(index.row());
    std::ranges::sort(rows);
    if (rows.isEmpty()) {
        rows.resize(m_verdict->rowCount());
        std::iota(rows.begin(), rows.end(), 0);
    }
    QString lines;
    for (const int row : std::as_const(rows)) {
        QStringList cells;
        for (int column = 0; column < ResultModel::ColumnCount; ++column)
            cells.append(m_verdict->index(row, column).data().toString());
        lines += cells.join(u'\t') + u'\n';
    }
    QGuiApplication::clipboard()->setText(lines);
    m_outcome->setText(tr("%1 rows copied").arg(humanize::count(rows.size())));
}

void ResultPage::exportCsv()
{
    auto *dialog
        = new QFileDialog(this, tr("Export the results"), QDir::homePath(), tr("CSV file (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"csv"_s);
    dialog->selectFile(u"spoolscope-%1.csv"_s.arg(toString(m_model->plan().action())));
    connect(dialog, &QFileDialog::fileSelected, this, &ResultPage::saveCsv);
    dialog->open();
}

void ResultPage::saveCsv(const QString &file)
{
    QSaveFile target(file);
    const bool saved = target.open(QIODevice::WriteOnly)
        && target.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && m_model->writeCsv(target)
        && target.commit();
    m_outcome->setText(saved ? tr("Exported") : tr("Not exported: %1").arg(target.errorString()));
}

}
