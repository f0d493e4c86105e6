// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/groups/grouptotals.h"

#include "ui/groups/groupmodel.h"
#include "ui/style/colours.h"
#include "ui/style/flatheader.h"
#include "ui/style/humanize.h"
#include "ui/style/metrics.h"
#include "ui/style/plaintext.h"

#include <QHeaderView>
#include <QPainter>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

GroupTotals::GroupTotals(const GroupModel &model, const QHeaderView &header, QWidget *parent)
    : QWidget(parent), m_model(model), m_header(header)
{
    setObjectName(u"groupTotals"_s);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&header, &QHeaderView::sectionResized, this, qOverload<>(&QWidget::update));
    connect(&header, &QHeaderView::geometriesChanged, this, qOverload<>(&QWidget::update));
    refresh();
}

QSize GroupTotals::sizeHint() const
{
    return {200, metrics::tableRowHeight(fontMetrics()) + 2};
}

void GroupTotals::refresh()
{
    setAccessibleName(text());
    QString tip = tr("Of all messages that match the filter, each once.");
    if (isOfRecipients(m_model.counts().key))
        tip += u'\n'
            + tr("A message whose recipients are in several groups counts in each of them, so the "
                 "groups may add up to more.");
    setToolTip(plaintext::toolTip(tip));
    update();
}

QString GroupTotals::cell(int column) const
{
    const GroupCounts &counts = m_model.counts();
    const bool isEmpty = counts.all.messages == 0;
    switch (GroupColumn(column)) {
    case GroupColumn::Value:
        return isEmpty ? QString() : tr("%Ln group(s)", nullptr, int(counts.groups.size()));
    case GroupColumn::Messages:
        return isEmpty ? QString() : humanize::count(counts.all.messages);
    case GroupColumn::Size:
        return isEmpty ? QString() : humanize::size(counts.all.bytes);
    case GroupColumn::Oldest:
        return isEmpty
            ? QString()
            : humanize::age(std::max<qint64>(0, m_model.now() - counts.all.oldestArrival));
    case GroupColumn::Share:
        break;
    }
    return {};
}

QString GroupTotals::text() const
{
    if (m_model.counts().all.messages == 0)
        return tr("No messages");
    return tr("%1, %2 messages, %3, the oldest %4 old")
        .arg(cell(int(GroupColumn::Value)), cell(int(GroupColumn::Messages)),
            cell(int(GroupColumn::Size)), cell(int(GroupColumn::Oldest)));
}

void GroupTotals::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Window));
    painter.fillRect(QRect(0, 0, width(), 1), colours::separator(palette()));
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    bold.setFeature(QFont::Tag("tnum"), 1);
    painter.setFont(bold);
    for (int column = 0; column < groupColumnCount; ++column) {
        const QRect section(m_header.sectionViewportPosition(column), 1,
            m_header.sectionSize(column), height() - 1);
        const bool isText = column == int(GroupColumn::Value);
        painter.drawText(section.adjusted(FlatHeader::margin, 0, -FlatHeader::margin, 0),
            int(isText ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter | Qt::TextSingleLine,
            cell(column));
    }
}

}
