// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/norows.h"

#include "core/base/textsafety.h"
#include "ui/queue/emptystate.h"
#include "ui/queue/queuefeed.h"

#include <QCoreApplication>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(NoRows)
};

}

void explainNoRows(EmptyState &empty, const NoRows &why)
{
    const ScopeStatus &status = why.scope;
    const QString name = text::isolated(text::visible(status.only));
    if (why.messages > 0 && why.isOriginUnknown) {
        empty.explain(u"view-filter"_s, Words::tr("Where these messages came from is not known"),
            Words::tr("The logs that were read say nothing of them. Their queue files do, where "
                      "the account may read messages."),
            why.readOrigins);
    } else if (!why.hasServers) {
        empty.explain(u"network-server"_s, Words::tr("No servers yet"),
            Words::tr("Add a Postfix server that you reach by SSH to see its queue here."),
            why.addServer);
    } else if (why.messages > 0) {
        empty.explain(u"view-filter"_s, Words::tr("No message matches the filter"),
            Words::tr("It hides %Ln message(s).", nullptr, int(why.messages)), why.clearFilter);
    } else if (status.listing > 0) {
        empty.explain(u"mail-message"_s, Words::tr("Listing…"),
            Words::tr("Messages appear here as the server names them."));
    } else if (status.connecting > 0) {
        empty.explain(u"network-connect"_s,
            name.isEmpty() ? Words::tr("Connecting…") : Words::tr("Connecting to %1…").arg(name),
            {});
    } else if (status.listed == status.servers) {
        empty.explain(u"emblem-ok"_s, Words::tr("The queue is empty"),
            name.isEmpty()
                ? Words::tr("All %Ln server(s) were listed to the end.", nullptr, status.servers)
                : Words::tr("%1 was listed to the end.").arg(name));
    } else {
        empty.explain(u"network-disconnect"_s,
            name.isEmpty() ? Words::tr("No server has been listed")
                           : Words::tr("%1 has not been listed").arg(name),
            status.failed > 0 ? Words::tr("What went wrong is said below.")
                              : Words::tr("Not connected at the moment."),
            why.retry);
    }
}

}
