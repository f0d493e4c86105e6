// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "arguments.h"
#include "commands.h"

#include "core/queue/knowledge.h"

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

void printOne(Format format, const QString &kind, const QString &id, const QString &title,
    const OwnKnowledge &own)
{
    const QString from = own.ids.contains(id) ? own.file : QString();
    if (format == Format::Json) {
        printJson({{u"kind"_s, kind}, {u"id"_s, id}, {u"title"_s, title},
            {u"file"_s, from.isEmpty() ? QJsonValue() : QJsonValue(from)}});
        return;
    }
    printText(kind.leftJustified(10) + id.leftJustified(20) + u' ' + title.leftJustified(30) + u' '
        + (from.isEmpty() ? u"built in"_s : from));
}

}

ExitCode listKnowledge(Format format, const LoadedKnowledge &loaded)
{
    const auto &[known, causes, providers] = loaded;
    for (const QString &id : known.reasons.ids())
        printOne(format, u"cause"_s, id, known.reasons.causeNamed(id)->title, causes);
    for (const QString &id : known.providers.ids())
        printOne(format, u"provider"_s, id, known.providers.titleOf(id), providers);
    return causes.fault || providers.fault ? ExitCode::Usage : ExitCode::Done;
}

}
