// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/chainview.h"

#include "core/base/textsafety.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"
#include "ui/style/table.h"

#include <KMessageWidget>

#include <QAction>
#include <QClipboard>
#include <QFileInfo>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHeaderView>
#include <QTreeWidget>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

/// The server's address, of which the file has its name; long ones end in a hash.
QString serverOf(const ChainReport &report)
{
    const QByteArray name = QFileInfo(report.file).completeBaseName().toUtf8();
    return text::visible(QUrl::fromPercentEncoding(name));
}

QString verdictOf(const ChainReport &report)
{
    if (report.brokenLine > 0)
        return ChainView::tr("broken at line %1").arg(humanize::count(report.brokenLine));
    if (report.tornLines > 0)
        return ChainView::tr("whole; half lines left by a crash: %1")
            .arg(humanize::count(report.tornLines));
    return ChainView::tr("whole");
}

}

ChainView::ChainView(QWidget *parent)
    : QWidget(parent), m_headline(new KMessageWidget(this)), m_files(new QTreeWidget(this))
{
    m_headline->setTextFormat(Qt::PlainText);
    m_headline->setWordWrap(true);
    m_headline->setCloseButtonVisible(true);
    m_headline->setObjectName(u"chainHeadline"_s);
    auto *copy = new QAction(themedIcon(u"edit-copy"_s), tr("Copy Hashes"), this);
    connect(copy, &QAction::triggered, this, &ChainView::copyHashes);
    m_headline->addAction(copy);
    connect(m_headline, &KMessageWidget::hideAnimationFinished, this, &QWidget::hide);
    m_files->setObjectName(u"chainFiles"_s);
    m_files->setAccessibleName(tr("Files of the journal"));
    dressTable(m_files);
    m_files->setHeaderLabels({tr("Journal of"), tr("Entries"), tr("Chain"), tr("Last hash")});
    m_files->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_files->headerItem()->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    m_files->setSelectionMode(QAbstractItemView::NoSelection);
    m_files->setFocusPolicy(Qt::TabFocus);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_headline);
    column->addWidget(m_files);
    hide();
}

void ChainView::showRunning()
{
    m_headline->setMessageType(KMessageWidget::Information);
    m_headline->setText(tr("Reading every entry of the journal…"));
    m_files->hide();
    m_headline->show();
    show();
}

void ChainView::showError(const QString &message)
{
    m_headline->setMessageType(KMessageWidget::Error);
    m_headline->setText(text::visible(message));
    m_files->hide();
    m_headline->show();
    show();
}

void ChainView::showReports(const QList<ChainReport> &reports)
{
    m_reports = reports;
    const auto broken = std::ranges::count_if(
        reports, [](const ChainReport &report) { return report.brokenLine > 0; });
    m_headline->setMessageType(broken ? KMessageWidget::Error : KMessageWidget::Positive);
    m_headline->setText(reports.isEmpty() ? tr("The journal has no entries yet.")
            : broken
            ? tr("The journal was changed or damaged. What is behind the break is not read, and "
                 "nothing is changed on those servers. Keep the file as evidence under another "
                 "name.")
            : tr("No entry was changed, taken out or put in. That nothing was cut off at the end "
                 "shows by comparing the last hashes with a copy."));
    m_files->clear();
    for (const ChainReport &report : reports) {
        auto *row = new QTreeWidgetItem({serverOf(report), humanize::count(report.entries),
            verdictOf(report), text::visible(report.lastHash)});
        row->setToolTip(0, plaintext::toolTip(report.file));
        row->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        row->setFont(3, QFontDatabase::systemFont(QFontDatabase::FixedFont));
        m_files->addTopLevelItem(row);
    }
    constexpr qsizetype mostRows = 6;
    const int row = m_files->sizeHintForRow(0);
    m_files->setFixedHeight(
        m_files->header()->sizeHint().height() + row * int(std::min(reports.size(), mostRows)));
    m_files->setVisible(!reports.isEmpty());
    m_headline->show();
    show();
}

void ChainView::copyHashes() const
{
    QString lines;
    for (const ChainReport &report : m_reports)
        lines += text::visible(report.lastHash) + u"  "_s + text::visible(report.file) + u'\n';
    QGuiApplication::clipboard()->setText(lines);
}

}
