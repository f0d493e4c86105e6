// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/trashview.h"

#include "ui/actions/plandetails.h"
#include "ui/operations/autopurge.h"
#include "ui/operations/trashmodel.h"
#include "ui/style/dimmedlabel.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"
#include "ui/style/table.h"
#include "ui/style/thinsplitter.h"

#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QVBoxLayout>

namespace spoolscope {

using namespace Qt::StringLiterals;

TrashView::TrashView(QWidget *parent)
    : QWidget(parent)
    , m_model(new TrashModel(this))
    , m_table(new QTableView(this))
    , m_total(new DimmedLabel({}, this))
    , m_restore(new QPushButton(themedIcon(u"edit-undo"_s), tr("Restore"), this))
    , m_purge(new QPushButton(actionIcon(Action::Delete), tr("Purge…"), this))
    , m_days(new QSpinBox(this))
{
    m_table->setObjectName(u"trashTable"_s);
    m_table->setAccessibleName(tr("What is in the trash"));
    m_table->setModel(m_model);
    dressTable(m_table);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_table, 1);
    column->addWidget(new Hairline(this));
    column->addWidget(makeFooter());
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &TrashView::updateButtons);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this] { emit currentChanged(current()); });
    connect(m_restore, &QPushButton::clicked, this, [this] { emit restoreRequested(selected()); });
    connect(m_purge, &QPushButton::clicked, this, [this] { emit purgeRequested(selected()); });
    updateButtons();
}

QWidget *TrashView::makeFooter()
{
    auto *footer = new QWidget(this);
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(12, 8, 8, 8);
    m_restore->setObjectName(u"restoreTrashButton"_s);
    m_purge->setObjectName(u"purgeTrashButton"_s);
    m_days->setObjectName(u"purgeDays"_s);
    m_days->setRange(0, 3650);
    m_days->setSpecialValueText(tr("never"));
    m_days->setSuffix(tr(" days"));
    m_days->setValue(AutoPurge::days());
    m_days->setAccessibleName(tr("Purge automatically after"));
    m_days->setToolTip(plaintext::toolTip(
        tr("What is older is deleted for good while its server is connected, at most once an "
           "hour, and for the first time an hour after this was set")));
    auto *label = new QLabel(tr("Purge &automatically after"), footer);
    label->setTextFormat(Qt::PlainText);
    label->setBuddy(m_days);
    row->addWidget(m_total);
    row->addStretch(1);
    row->addWidget(label);
    row->addWidget(m_days);
    row->addSpacing(8);
    row->addWidget(m_restore);
    row->addWidget(m_purge);
    // Not with every digit that is typed.
    m_days->setKeyboardTracking(false);
    connect(m_days, &QSpinBox::valueChanged, this, &AutoPurge::setDays);
    return footer;
}

void TrashView::setTrash(const QList<TrashedOperation> &trash, const FleetScope &scope)
{
    const QStringList chosen = selected();
    const QString current = this->current();
    m_model->setTrash(trash, scope);
    m_table->selectionModel()->setCurrentIndex(
        m_model->index(m_model->rowOf(current), 0), QItemSelectionModel::NoUpdate);
    m_table->resizeColumnsToContents();
    for (int column = 0; column < TrashModel::ReasonColumn; ++column)
        m_table->setColumnWidth(column, m_table->columnWidth(column) + 24);
    for (const QString &id : chosen) {
        if (const int row = m_model->rowOf(id); row >= 0)
            m_table->selectionModel()->select(
                m_model->index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    m_total->setText(tr("%1 messages · %2")
            .arg(humanize::count(m_model->messages()), humanize::size(m_model->bytes())));
    updateButtons();
}

void TrashView::setObstacle(const QString &why)
{
    m_obstacle = why;
    updateButtons();
}

bool TrashView::isEmpty() const
{
    return m_model->rowCount() == 0;
}

QStringList TrashView::selected() const
{
    QStringList ids;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        ids.append(m_model->entry(index.row()).operation.header.id);
    return ids;
}

QString TrashView::current() const
{
    const QModelIndex index = m_table->currentIndex();
    return index.isValid() ? m_model->entry(index.row()).operation.header.id : QString();
}

void TrashView::updateButtons()
{
    const QString why = !m_obstacle.isEmpty() ? m_obstacle
        : selected().isEmpty()                ? tr("Nothing is selected.")
                                              : QString();
    const auto set = [&](QPushButton *button, const QString &help) {
        button->setEnabled(why.isEmpty());
        button->setToolTip(plaintext::toolTip(why.isEmpty() ? help : why));
    };
    set(m_restore, tr("Release the messages of the selected rows: they are delivered again"));
    set(m_purge, tr("Delete the messages of the selected rows for good"));
}

}
