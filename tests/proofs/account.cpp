// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "account.h"

#include <QDeadlineTimer>
#include <QThread>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

using Places = std::set<QByteArray>;

QString shown(const Places &places)
{
    QByteArrayList names(places.begin(), places.end());
    return names.isEmpty() ? u"nowhere"_s : QString::fromLatin1(names.join('+'));
}

/// Whether a message whose places are these may have this verdict.
bool agrees(Action action, Verdict verdict, const Places &places)
{
    const Places held{"hold"};
    const Places deferred{"deferred"};
    switch (verdict) {
    case Verdict::Untouched:
        return places == (action == Action::Release ? held : deferred);
    case Verdict::StillHeld:
        return places == held;
    case Verdict::Done:
        if (action == Action::Requeue) // in maildrop, or under a new name
            return !places.contains("hold") && !places.contains("deferred");
        return places
            == (action == Action::Hold || action == Action::Trash ? held
                    : action == Action::Release                   ? deferred
                                                                  : Places());
    default:
        return false;
    }
}

}

bool waitUntilQuiet(ProofHost &host)
{
    const QDeadlineTimer deadline(30'000);
    // First what is still on its way: it may start something yet.
    while (host.proxy().figures().live > 0 && !deadline.hasExpired())
        QThread::msleep(2);
    while (!host.sessionProcesses().isEmpty() && !deadline.hasExpired())
        QThread::msleep(2);
    return !deadline.hasExpired();
}

std::set<QByteArray> idsOf(const ActionPlan &plan)
{
    std::set<QByteArray> ids;
    for (const PlannedMessage &message : plan.parts()[0].messages)
        ids.insert(message.identity.id.toByteArray());
    return ids;
}

QStringList strayActs(const ProofHost &host, const std::set<QByteArray> &planned)
{
    QStringList found;
    const auto files = host.disk().look();
    for (const auto &[id, bytes] : host.disk().remembered()) {
        if (planned.contains(id))
            continue;
        const auto places = files.find(id);
        if (places == files.end() || places->second != Places{"deferred"})
            found += u"%1, which nobody chose, is %2"_s.arg(
                QString::fromLatin1(id), shown(places == files.end() ? Places() : places->second));
    }
    return found;
}

QStringList contradictions(const ProofHost &host, const ActionPlan &plan, const PartResult &result)
{
    const auto &messages = plan.parts()[0].messages;
    if (result.verdicts.size() != messages.size())
        return {u"%1 verdicts for %2 messages"_s.arg(result.verdicts.size()).arg(messages.size())};
    QStringList found = strayActs(host, idsOf(plan));
    const auto files = host.disk().look();
    for (size_t i = 0; i < messages.size(); ++i) {
        const QByteArray id = messages[i].identity.id.toByteArray();
        const auto entry = files.find(id);
        const Places places = entry == files.end() ? Places() : entry->second;
        if (!agrees(plan.action(), result.verdicts[i], places))
            found
                += u"%1 %2: the verdict is %3, the message is in %4"_s.arg(toString(plan.action()),
                    QString::fromLatin1(id), toString(result.verdicts[i]), shown(places));
        else if (!places.empty() && host.disk().bytes(id) != host.disk().remembered().at(id))
            found += u"%1 has other bytes"_s.arg(QString::fromLatin1(id));
    }
    if (!found.isEmpty() && result.error)
        found += u"the error was: "_s + result.error->message;
    return found;
}

}
