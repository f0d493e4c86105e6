// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/message/hopsview.h"

#include "core/base/textsafety.h"
#include "ui/style/humanize.h"
#include "ui/style/plaintext.h"

#include <QHeaderView>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

enum Column { Time, Delay, Place, ColumnCount };

QString timeText(const QDateTime &time)
{
    return time.isValid() ? time.toLocalTime().toString(u"MM-dd HH:mm:ss"_s)
                          : HopsView::tr("unknown");
}

/// The server on one line, where it had the message from on the next.
QString placeText(const Hop &hop)
{
    QStringList origin;
    if (!hop.from.isEmpty())
        origin.append(HopsView::tr("from %1").arg(text::isolated(hop.from)));
    for (const QString &word : {hop.protocol, hop.id}) {
        if (!word.isEmpty())
            origin.append(text::isolated(word));
    }
    return (hop.by.isEmpty() ? HopsView::tr("unknown") : text::isolated(hop.by)) + u'\n'
        + origin.join(u" · "_s);
}

}

HopsView::HopsView(QWidget *parent) : QTreeWidget(parent)
{
    setColumnCount(ColumnCount);
    setHeaderLabels({tr("Received"), tr("Delay"), tr("Server")});
    setRootIsDecorated(false);
    setFrameShape(QFrame::NoFrame);
    setTextElideMode(Qt::ElideRight);
    setAllColumnsShowFocus(true);
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    header()->setSectionResizeMode(Place, QHeaderView::Stretch);
    headerItem()->setTextAlignment(Delay, Qt::AlignRight | Qt::AlignVCenter);
    setAccessibleName(tr("Servers the message passed through, oldest first"));
}

void HopsView::showHops(const QList<Hop> &hops)
{
    clear();
    QList<QTreeWidgetItem *> items;
    for (qsizetype i = 0; i < hops.size(); ++i) {
        const Hop &hop = hops[i];
        auto *item
            = new QTreeWidgetItem({timeText(hop.time), delayText(hop, i == 0), placeText(hop)});
        item->setTextAlignment(Time, Qt::AlignLeft | Qt::AlignTop);
        item->setTextAlignment(Delay, Qt::AlignRight | Qt::AlignTop);
        item->setTextAlignment(Place, Qt::AlignLeft | Qt::AlignTop);
        item->setToolTip(Place, plaintext::toolTip(item->text(Place)));
        item->setSizeHint(Place, QSize(0, 2 * fontMetrics().lineSpacing() + 12));
        if (hop.delay && *hop.delay < 0)
            item->setToolTip(Delay, tr("The clocks of the two servers differ."));
        if (hop.time.isValid())
            item->setToolTip(Time, hop.time.toString(Qt::RFC2822Date));
        items.append(item);
    }
    addTopLevelItems(items);
}

QString delayText(const Hop &hop, bool isFirst)
{
    if (isFirst)
        return {};
    if (!hop.delay)
        return HopsView::tr("unknown");
    if (*hop.delay < 0)
        return u'\u2212' + humanize::age(-*hop.delay);
    return *hop.delay == 0 ? HopsView::tr("0 s") : u'+' + humanize::age(*hop.delay);
}

}
