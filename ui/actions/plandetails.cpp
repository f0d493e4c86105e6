// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/plandetails.h"

#include "core/base/textsafety.h"
#include "ui/actions/plantext.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"
#include "ui/style/plaintextview.h"
#include "ui/style/table.h"

#include <QCoreApplication>
#include <QFontDatabase>
#include <QHeaderView>
#include <QTreeWidget>

#include <functional>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

enum Column {
    ServerColumn,
    IdColumn,
    AgeColumn,
    SizeColumn,
    SenderColumn,
    RecipientColumn,
    ColumnCount
};

QString tr(const char *text)
{
    return QCoreApplication::translate("spoolscope::PlanDetails", text);
}

/// samples() points into the plan's own parts.
const PlanPart *partOf(const ActionPlan &plan, const PlannedMessage *message)
{
    for (const PlanPart &part : plan.parts()) {
        const PlannedMessage *first = part.messages.data();
        if (std::less_equal<>()(first, message)
            && std::less<>()(message, first + part.messages.size()))
            return &part;
    }
    return nullptr;
}

QTreeWidgetItem *makeRow(const ActionPlan &plan, const PlannedMessage &message)
{
    const MessageIdentity &identity = message.identity;
    const PlanPart *part = partOf(plan, &message);
    const qint64 age = std::max<qint64>(plan.frozenAt() / 1000 - identity.arrival, 1);
    QString recipient = text::visible(message.recipient);
    if (message.recipientCount > 1)
        recipient += u" +"_s + humanize::count(message.recipientCount - 1);
    auto *row = new QTreeWidgetItem(
        {part ? plantext::partName(*part) : QString(), identity.id.toString(), humanize::age(age),
            humanize::size(identity.size), plantext::sender(identity), recipient});
    row->setFont(IdColumn, QFontDatabase::systemFont(QFontDatabase::FixedFont));
    for (const int column : {AgeColumn, SizeColumn})
        row->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    for (int column = 0; column < ColumnCount; ++column)
        row->setToolTip(column, plaintext::toolTip(plaintext::address(row->text(column))));
    return row;
}

}

QWidget *makeSampleTable(const ActionPlan &plan, QWidget *parent)
{
    auto *table = new QTreeWidget(parent);
    table->setObjectName(u"sampleTable"_s);
    table->setAccessibleName(tr("Samples of the messages"));
    dressTable(table);
    table->setHeaderLabels(
        {tr("Server"), tr("Queue ID"), tr("Age"), tr("Size"), tr("Sender"), tr("Recipient")});
    for (const int column : {AgeColumn, SizeColumn})
        table->headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    for (const PlannedMessage *message : plan.samples(shownSamples))
        table->addTopLevelItem(makeRow(plan, *message));
    QHeaderView *header = table->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(SenderColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(RecipientColumn, QHeaderView::Stretch);
    header->setMaximumSectionSize(320);
    return table;
}

QWidget *makeCommandText(const ActionPlan &plan, QWidget *parent)
{
    auto *edit = new PlainTextView(parent);
    edit->setObjectName(u"commandText"_s);
    edit->setAccessibleName(tr("Remote commands"));
    edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    edit->setFrameShape(QFrame::NoFrame);
    edit->document()->setDocumentMargin(8);
    QStringList lines;
    for (const PlanPart &part : plan.parts()) {
        if (!lines.isEmpty())
            lines.append(QString());
        lines.append(tr("# %1: the queue IDs go by standard input").arg(plantext::partName(part)));
        for (const QString &command : plan.commands(part))
            lines.append(text::visible(command));
    }
    edit->setPlainText(lines.join(u'\n'));
    return edit;
}

QIcon actionIcon(Action action)
{
    switch (action) {
    case Action::Hold:
        return ownIcon(u"hold"_s);
    case Action::Release:
        return ownIcon(u"release"_s);
    case Action::Delete:
        return ownIcon(u"delete-now"_s);
    case Action::Requeue:
        return ownIcon(u"requeue"_s);
    case Action::Trash:
        return ownIcon(u"trash"_s);
    case Action::Return:
        return ownIcon(u"return"_s);
    case Action::Retry:
        return ownIcon(u"retry"_s);
    }
    Q_UNREACHABLE_RETURN({});
}

QIcon requestIcon(RequestKind kind)
{
    switch (kind) {
    case RequestKind::Flush:
    case RequestKind::RetryDestination:
        return ownIcon(u"flush"_s);
    case RequestKind::Restore:
        return ownIcon(u"vault"_s);
    }
    Q_UNREACHABLE_RETURN({});
}

}
