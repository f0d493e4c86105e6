// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/tracetext.h"

#include "core/base/textsafety.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace spoolscope::tracetext {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Trace)
};

constexpr qint64 second = 1'000'000;

/// The queue ID, and where that is.
QString fullPlace(const TraceHop &hop)
{
    const QString where = place(hop);
    return hop.queueId ? hop.queueId->toString() + (where.isEmpty() ? u""_s : u" on "_s + where)
                       : where;
}

QString beginNote(const TraceHop &hop)
{
    switch (hop.beginDoubt) {
    case TraceDoubt::LogStartsLater:
        return Text::tr("How %1 began is not known: the log at hand starts later, at %2.")
            .arg(fullPlace(hop), timeText(hop.logBegin));
    case TraceDoubt::LinesMissing:
        return Text::tr("How %1 began is not known: lines of the log are missing there.")
            .arg(fullPlace(hop));
    case TraceDoubt::Forgotten:
        return Text::tr("The first lines of %1 were forgotten, as the memory for logs is full.")
            .arg(fullPlace(hop));
    case TraceDoubt::None:
    case TraceDoubt::LogEnds:
        break;
    }
    return {};
}

QString endNote(const TraceHop &hop)
{
    switch (hop.endDoubt) {
    case TraceDoubt::LogEnds:
        return Text::tr("How %1 ended is not known: the log at hand ends at %2.")
            .arg(fullPlace(hop), timeText(hop.logEnd));
    case TraceDoubt::LinesMissing:
        return Text::tr("How %1 ended is not known: after %2 no line is about it, and the log goes "
                        "on to %3.")
            .arg(fullPlace(hop), timeText(hop.end), timeText(hop.logEnd));
    case TraceDoubt::None:
    case TraceDoubt::LogStartsLater:
    case TraceDoubt::Forgotten:
        break;
    }
    return {};
}

QString wayOf(const Trace &trace)
{
    QStringList hops;
    for (const TraceHop &hop : trace.hops) {
        if (hop.isNotification())
            continue;
        hops.append(fullPlace(hop));
    }
    return hops.join(u" → "_s);
}

QString recipientLine(const Trace &trace, const TraceRecipient &recipient)
{
    QStringList words{recipientName(recipient) + u": "_s + fateText(recipient.fate)};
    if (recipient.time)
        words.append(timeText(recipient.time));
    if (trace.hops.size() > 1)
        words.append(fullPlace(trace.hops[recipient.hop]));
    if (recipient.attempts > 1)
        words.append(Text::tr("%1 attempts").arg(recipient.attempts));
    if (!recipient.text.isEmpty())
        words.append(text::isolated(text::visible(recipient.text)));
    if (recipient.ofNotification)
        words.append(Text::tr("notification"));
    return words.join(u", "_s);
}

}

QString fateText(RecipientFate fate)
{
    switch (fate) {
    case RecipientFate::Unknown:
        break;
    case RecipientFate::Sent:
        return Text::tr("sent");
    case RecipientFate::Bounced:
        return Text::tr("bounced");
    case RecipientFate::Expired:
        return Text::tr("expired");
    case RecipientFate::Deferred:
        return Text::tr("deferred");
    case RecipientFate::Waiting:
        return Text::tr("not tried yet");
    case RecipientFate::Held:
        return Text::tr("on hold");
    case RecipientFate::Deleted:
        return Text::tr("deleted");
    case RecipientFate::Discarded:
        return Text::tr("discarded");
    case RecipientFate::Refused:
        return Text::tr("refused");
    case RecipientFate::Probed:
        return Text::tr("probed");
    }
    return Text::tr("unknown");
}

QString place(const TraceHop &hop)
{
    QStringList words{hop.server.isEmpty() ? text::visible(hop.host) : text::visible(hop.server)};
    if (!hop.instance.isEmpty() && hop.instance != "postfix")
        words.append(text::visible(hop.instance));
    return words.join(u' ').trimmed();
}

QString sender(const TraceHop &hop)
{
    if (!hop.sender)
        return Text::tr("unknown");
    return hop.sender->isEmpty() ? Text::tr("<> (a bounce or another notification)")
                                 : text::isolated(text::visible(*hop.sender));
}

QString client(const TraceHop &hop)
{
    switch (hop.began) {
    case TraceBegin::Client:
    case TraceBegin::Refusal: {
        QStringList words;
        if (!hop.client.isEmpty())
            words.append(text::visible(hop.client));
        if (!hop.clientAddress.isEmpty())
            words.append(u'[' + text::visible(hop.clientAddress) + u']');
        if (!hop.originalClient.isEmpty())
            words.append(Text::tr("for %1").arg(text::visible(hop.originalClient)));
        return words.join(u' ');
    }
    case TraceBegin::Local:
        return Text::tr("handed in on the server itself");
    case TraceBegin::Notification:
        return Text::tr("made by Postfix");
    case TraceBegin::Requeue:
        return Text::tr("requeued");
    case TraceBegin::Internal:
        return Text::tr("made by Postfix itself");
    case TraceBegin::Unknown:
        break;
    }
    return Text::tr("unknown client");
}

QString recipientName(const TraceRecipient &recipient)
{
    if (recipient.address.isEmpty())
        return recipient.count == 1
            ? Text::tr("1 recipient that no line names")
            : Text::tr("%1 recipients that no line names").arg(recipient.count);
    const QString name = text::isolated(text::visible(recipient.address));
    if (recipient.original.isEmpty() || recipient.original == recipient.address)
        return name;
    return Text::tr("%1 (was %2)").arg(name, text::isolated(text::visible(recipient.original)));
}

QStringList notes(const Trace &trace)
{
    QStringList notes;
    for (const TraceHop &hop : trace.hops) {
        for (const QString &note : {beginNote(hop), endNote(hop)}) {
            if (!note.isEmpty())
                notes.append(note);
        }
    }
    if (trace.clockDifference) {
        notes.append(Text::tr("The clocks of the servers differ by %1 s or more, so that steps may "
                              "stand in the wrong order.")
                .arg(double(trace.clockDifference) / double(second), 0, 'g', 3));
    }
    if (trace.isCut)
        notes.append(Text::tr("There are more hops than are shown here."));
    return notes;
}

QString timeText(qint64 time)
{
    if (!time)
        return Text::tr("an unknown time");
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(time / 1000);
    return local.toString(time % second ? u"yyyy-MM-dd HH:mm:ss.zzz"_s : u"yyyy-MM-dd HH:mm:ss"_s);
}

QString durationText(double seconds)
{
    if (seconds < 10)
        return Text::tr("%1 s").arg(std::round(seconds * 1000) / 1000);
    const auto whole = qint64(std::round(std::min(seconds, 1e12)));
    if (whole < 60)
        return Text::tr("%1 s").arg(whole);
    if (whole < 3600)
        return Text::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    if (whole < 24 * 3600)
        return Text::tr("%1 h %2 min").arg(whole / 3600).arg(whole / 60 % 60);
    return Text::tr("%1 d %2 h").arg(whole / 86400).arg(whole / 3600 % 24);
}

QString deltaText(qint64 microseconds)
{
    const double seconds = std::abs(double(microseconds)) / double(second);
    if (seconds < 0.001)
        return {};
    return (microseconds < 0 ? u"\u2212"_s : u"+"_s) + durationText(seconds);
}

QString timeline(const Trace &trace)
{
    QStringList lines;
    const TraceHop &first = trace.hops.first();
    const auto field = [&](const QString &name, const QString &value) {
        if (!value.isEmpty())
            lines.append(name + u": "_s + value);
    };
    field(Text::tr("Message-ID"), text::isolated(text::visible(first.messageId)));
    field(Text::tr("Subject"), text::isolated(text::visible(first.subject)));
    field(Text::tr("Sender"), sender(first));
    field(Text::tr("Client"), client(first));
    field(Text::tr("Account"), text::isolated(text::visible(first.saslUser)));
    field(Text::tr("Way"), wayOf(trace));
    for (const TraceRecipient &recipient : trace.recipients)
        lines.append(u"  "_s + recipientLine(trace, recipient));
    qint64 before = 0;
    for (const TraceStep &step : trace.steps) {
        const StepText words = stepText(step);
        const TraceHop &hop = trace.hops[step.hop];
        const QString delta = before ? deltaText(step.time - before) : QString();
        lines.append(u"%1  %2  %3  %4"_s.arg(
            timeText(step.time), delta.leftJustified(10), fullPlace(hop), words.what));
        if (!words.reply.isEmpty())
            lines.append(u"    "_s + words.reply);
        before = step.time;
    }
    lines.append(notes(trace));
    return lines.join(u'\n') + u'\n';
}

}
