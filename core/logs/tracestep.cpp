// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/tracetext.h"

#include "core/base/textsafety.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

// What single lines of a trace say.

namespace spoolscope::tracetext {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Trace)
};

QString shown(const TraceStep &step, LogField field)
{
    return text::visible(step.value(field));
}

QString address(const TraceStep &step, LogField field)
{
    const QString plain = shown(step, field);
    return plain.isEmpty() ? u"<>"_s : text::isolated(plain);
}

/// "mail.example.com [192.0.2.1]"
QString host(const TraceStep &step, LogField name, LogField address)
{
    QStringList words;
    if (const QByteArray text = step.value(name); !text.isEmpty() && text != "unknown")
        words.append(text::visible(text));
    if (const QString text = shown(step, address); !text.isEmpty())
        words.append(u'[' + text + u']');
    return words.isEmpty() ? Text::tr("an unknown client") : words.join(u' ');
}

QString clientStep(const TraceStep &step)
{
    const QString from = host(step, LogField::Client, LogField::ClientAddress);
    const QString user = shown(step, LogField::SaslUser);
    if (!user.isEmpty())
        return Text::tr("Begun by %1, logged in as %2").arg(from, text::isolated(user));
    if (const QString original = shown(step, LogField::OrigQueueId); !original.isEmpty())
        return Text::tr("Begun by %1, which had it as %2").arg(from, original);
    return Text::tr("Begun by %1").arg(from);
}

QString queuedStep(const TraceStep &step)
{
    if (!step.has(LogField::From))
        return Text::tr("Taken up once more");
    const QString count = shown(step, LogField::RecipientCount);
    return (count == u"1" ? Text::tr("Queued: from %1, %2 recipient, %3 bytes")
                          : Text::tr("Queued: from %1, %2 recipients, %3 bytes"))
        .arg(address(step, LogField::From), count, shown(step, LogField::Size));
}

QString recipientOf(const TraceStep &step)
{
    const QString to = address(step, LogField::To);
    const QString original = shown(step, LogField::OrigTo);
    return original.isEmpty() ? to : Text::tr("%1 (was %2)").arg(to, text::isolated(original));
}

QString deliveryWord(QByteArrayView status)
{
    if (status == "sent")
        return Text::tr("Sent to %1");
    if (status == "bounced")
        return Text::tr("Bounced for %1");
    if (status == "deferred" || status == "SOFTBOUNCE")
        return Text::tr("Deferred for %1");
    if (status == "expired")
        return Text::tr("Expired for %1");
    if (status.startsWith("deliverable"))
        return Text::tr("Probed: %1 can be reached");
    if (status.startsWith("undeliverable"))
        return Text::tr("Probed: %1 cannot be reached");
    return text::visible(status).replace(u'%', u' ') + u' ' + Text::tr("for %1");
}

QString deliveryStep(const TraceStep &step)
{
    QString what = deliveryWord(step.value(LogField::Status)).arg(recipientOf(step));
    const QByteArray relay = step.value(LogField::Relay);
    if (!relay.isEmpty() && relay != "none") {
        what += u' '
            + Text::tr("through %1").arg(host(step, LogField::Relay, LogField::RelayAddress));
    }
    bool isNumber = false; // three digits of it, "1.3e+05" for a day and a half
    if (const double delay = step.value(LogField::Delay).toDouble(&isNumber);
        isNumber && delay >= 0)
        what += u", "_s + Text::tr("%1 after it came").arg(durationText(delay));
    return what;
}

QString notificationStep(const TraceStep &step)
{
    const QString notice = shown(step, LogField::Notice);
    if (const QString about = shown(step, LogField::OrigQueueId); !about.isEmpty())
        return Text::tr("Made by Postfix: %1 about %2").arg(notice, about);
    return Text::tr("%1 goes out as %2").arg(notice, shown(step, LogField::NewQueueId));
}

QString requeuedStep(const TraceStep &step)
{
    if (const QString old = shown(step, LogField::OrigQueueId); !old.isEmpty())
        return Text::tr("Requeued: it was %1").arg(old);
    if (const QString next = shown(step, LogField::NewQueueId); !next.isEmpty())
        return Text::tr("Requeued as %1").arg(next);
    return Text::tr("Requeued by postsuper");
}

QString removedStep(const TraceStep &step)
{
    switch (step.daemon) {
    case LogDaemon::Postsuper:
        return Text::tr("Deleted by postsuper");
    case LogDaemon::Cleanup:
        return Text::tr("Dropped before it was queued");
    default:
        return Text::tr("Removed: all is done");
    }
}

/// What a check did, and in which phase; `word` has a place for that.
QString checkStep(const TraceStep &step, const QString &word)
{
    const QString phase = shown(step, LogField::Phase);
    QString what = phase.isEmpty() ? word : word + u' ' + Text::tr("(%1)").arg(phase);
    if (step.has(LogField::To))
        what += u": "_s + address(step, LogField::To);
    return what;
}

QString refusalStep(const TraceStep &step)
{
    const QString from = host(step, LogField::Client, LogField::ClientAddress);
    QString what = checkStep(step,
        step.kind == LogEventKind::MilterReject ? Text::tr("Refused by a milter")
                                                : Text::tr("Refused"));
    if (step.has(LogField::From))
        what += u' ' + Text::tr("from %1").arg(address(step, LogField::From));
    return what + u' ' + Text::tr("by way of %1").arg(from);
}

QString otherWord(const TraceStep &step)
{
    const QString status = shown(step, LogField::Status);
    return status.isEmpty() ? QString(nameOf(step.kind)) : status;
}

QString whatOf(const TraceStep &step)
{
    switch (step.kind) {
    case LogEventKind::Client:
        return clientStep(step);
    case LogEventKind::Pickup:
        return Text::tr("Handed in on the server itself by user %1")
            .arg(shown(step, LogField::Uid));
    case LogEventKind::MessageId:
        return Text::tr("Message-ID %1").arg(text::isolated(shown(step, LogField::MessageId)));
    case LogEventKind::Queued:
        return queuedStep(step);
    case LogEventKind::Delivery:
        return deliveryStep(step);
    case LogEventKind::DeliveryTrouble:
        return Text::tr("Trouble on the way");
    case LogEventKind::Expired:
        return Text::tr("Expired, goes back to its sender");
    case LogEventKind::Removed:
        return removedStep(step);
    case LogEventKind::Notification:
        return notificationStep(step);
    case LogEventKind::Requeued:
        return requeuedStep(step);
    case LogEventKind::Hold:
        return checkStep(step, Text::tr("Put on hold by a check"));
    case LogEventKind::Held:
        return Text::tr("Put on hold by postsuper");
    case LogEventKind::Released:
        return Text::tr("Released from hold by postsuper");
    case LogEventKind::Expire:
        return Text::tr("Marked as expired by postsuper");
    case LogEventKind::Reject:
    case LogEventKind::MilterReject:
    case LogEventKind::ProxyReject:
        return refusalStep(step);
    case LogEventKind::RejectWarning:
        return checkStep(step, Text::tr("A check warned"));
    case LogEventKind::Discard:
        return checkStep(step, Text::tr("Discarded by a check"));
    case LogEventKind::Redirect:
        return checkStep(step, Text::tr("Redirected by a check"));
    case LogEventKind::Filter:
        return checkStep(step, Text::tr("Sent to a filter by a check"));
    case LogEventKind::OtherCheck:
        return checkStep(step, Text::tr("A check did: %1").arg(otherWord(step)));
    case LogEventKind::MilterOther:
        return checkStep(step, Text::tr("A milter did: %1").arg(otherWord(step)));
    case LogEventKind::ProxyAccept:
        return Text::tr("Let through by the proxy filter");
    case LogEventKind::LostConnection:
        return checkStep(step, Text::tr("The connection of the client was lost"));
    case LogEventKind::Timeout:
        return checkStep(step, Text::tr("The client was silent for too long"));
    case LogEventKind::TooManyErrors:
        return checkStep(step, Text::tr("The client made too many errors"));
    case LogEventKind::Disconnect:
        return Text::tr("The client went");
    case LogEventKind::Skipped:
        return Text::tr("Skipped: it is still being delivered");
    case LogEventKind::Foreign:
        return shown(step, LogField::Process);
    case LogEventKind::Trouble:
        return Text::tr("Trouble");
    default:
        return QString(nameOf(step.kind));
    }
}

QString replyOf(const TraceStep &step)
{
    QStringList words;
    for (const LogField field : {LogField::Code, LogField::Dsn, LogField::Header, LogField::Text}) {
        const bool isSaid = field == LogField::Text || step.kind != LogEventKind::Delivery;
        if (const QString text = shown(step, field); isSaid && !text.isEmpty())
            words.append(text::isolated(text));
    }
    return words.join(u' ');
}

}

StepText stepText(const TraceStep &step)
{
    return {whatOf(step), replyOf(step)};
}

}
