// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/refusalcounting.h"

#include <cstring>

namespace spoolscope {

namespace {

bool isCheck(const LogEvent &event)
{
    const QByteArrayView phase = event.value(LogField::Phase);
    return phase == "header" || phase == "body";
}

/// As smtpd(8) and cleanup(8) name them.
TrafficCount phaseOf(QByteArrayView phase)
{
    static constexpr std::array<std::pair<QByteArrayView, TrafficCount>, 10> phases{
        {{"RCPT", TrafficCount::RejectedAtRcpt}, {"CONNECT", TrafficCount::RejectedAtConnect},
            {"HELO", TrafficCount::RejectedAtHelo}, {"EHLO", TrafficCount::RejectedAtHelo},
            {"MAIL", TrafficCount::RejectedAtMail}, {"DATA", TrafficCount::RejectedAtData},
            {"BDAT", TrafficCount::RejectedAtData}, {"END-OF-MESSAGE", TrafficCount::RejectedAtEnd},
            {"header", TrafficCount::RejectedAtEnd}, {"body", TrafficCount::RejectedAtEnd}}};
    for (const auto &[name, count] : phases)
        if (phase == name)
            return count;
    return TrafficCount::RejectedElsewhere;
}

/// "reject header Subject: what the rule says"
class CheckText final
{
public:
    CheckText(QByteArrayView action, const LogEvent &event)
    {
        put(action);
        put(" ");
        put(event.value(LogField::Phase));
        const QByteArrayView header = event.value(LogField::Header);
        if (const qsizetype colon = header.indexOf(':');
            event.value(LogField::Phase) == "header" && colon > 0) {
            put(" ");
            put(header.first(colon));
        }
        if (const QByteArrayView rule = event.value(LogField::Text); !rule.isEmpty()) {
            put(": ");
            put(rule);
        }
    }
    QByteArrayView text() const { return {m_text.data(), qsizetype(m_size)}; }

private:
    void put(QByteArrayView bytes)
    {
        const size_t size = std::min(size_t(bytes.size()), m_text.size() - m_size);
        std::memcpy(m_text.data() + m_size, bytes.data(), size);
        m_size += size;
    }
    std::array<char, 240> m_text = {};
    size_t m_size = 0;
};

/// Of a milter's action in cleanup(8), which pflogsumm sees.
bool isAtEnd(const LogEvent &event)
{
    return event.line.daemon == LogDaemon::Cleanup
        && event.value(LogField::Phase) == "END-OF-MESSAGE";
}

}

void RefusalCounting::countPhase(RejectSource source, const LogEvent &event, TrafficPlace &place)
{
    const TrafficCount phase = phaseOf(event.value(LogField::Phase));
    place.add(phase);
    ++place.counts.rejects[size_t(source)][size_t(phase) - size_t(TrafficCount::RejectedAtConnect)];
    if (const QByteArrayView client = clientOf(event); !client.isEmpty())
        ++place.top(TopList::Clients, client).second;
}

void RefusalCounting::reject(const LogEvent &event, TrafficPlace &place)
{
    if (isCheck(event)) {
        countPhase(RejectSource::Check, event, place);
        place.add(TrafficCount::RejectedByCheck);
        return check("reject", event, place);
    }
    const bool byScreen = event.line.daemon == LogDaemon::Postscreen;
    countPhase(byScreen ? RejectSource::Postscreen : RejectSource::Smtpd, event, place);
    if (byScreen)
        place.add(TrafficCount::RejectedByScreen);
    ++place
          .top(byScreen ? TopList::ScreenRejects : TopList::Rejects,
              m_cluster.of(event.value(LogField::Phase), event.value(LogField::Text)))
          .count;
}

void RefusalCounting::milterReject(const LogEvent &event, TrafficPlace &place)
{
    countPhase(RejectSource::Milter, event, place);
    place.add(TrafficCount::RejectedByMilter);
    if (!isAtEnd(event))
        place.add(TrafficCount::RejectedInDialogue);
    ++place
          .top(TopList::MilterRejects,
              m_cluster.of(event.value(LogField::Phase), event.value(LogField::Text)))
          .count;
}

void RefusalCounting::check(QByteArrayView action, const LogEvent &event, TrafficPlace &place)
{
    const CheckText text(action, event);
    ++place.top(TopList::Checks, text.text()).count;
}

void RefusalCounting::other(const LogEvent &event, TrafficPlace &place)
{
    QByteArrayView action = event.value(LogField::Status);
    switch (event.kind) {
    case LogEventKind::RejectWarning:
        place.add(TrafficCount::RejectWarnings);
        action = "warning";
        break;
    case LogEventKind::Hold:
        place.add(TrafficCount::Held);
        action = "hold";
        break;
    case LogEventKind::Discard:
        place.add(TrafficCount::Discarded);
        action = "discard";
        break;
    case LogEventKind::Redirect:
        action = "redirect";
        break;
    case LogEventKind::Filter:
        action = "filter";
        break;
    default:
        break;
    }
    if (isCheck(event))
        check(action, event, place);
}

void RefusalCounting::milterOther(const LogEvent &event, TrafficPlace &place)
{
    const QByteArrayView word = event.value(LogField::Status);
    if (isAtEnd(event) && word.endsWith("hold"))
        place.add(TrafficCount::Held);
    else if (isAtEnd(event) && word.endsWith("discard"))
        place.add(TrafficCount::Discarded);
}

void RefusalCounting::screen(const LogEvent &event, TrafficPlace &place)
{
    switch (event.kind) {
    case LogEventKind::PostscreenConnect:
        return place.add(TrafficCount::ScreenConnections);
    case LogEventKind::PostscreenPass:
        place.add(TrafficCount::ScreenPasses);
        ++place.top(TopList::ScreenTests, m_cluster.of("PASS", event.value(LogField::Status)))
              .second;
        return;
    case LogEventKind::PostscreenListed:
        ++place.top(TopList::ScreenTests, event.value(LogField::Status)).second;
        return;
    case LogEventKind::PostscreenTest:
        place.add(TrafficCount::ScreenFailures);
        ++place.top(TopList::ScreenTests, event.value(LogField::Check)).count;
        return;
    default:
        ++place.top(TopList::DnsLists, event.value(LogField::Domain)).count;
    }
}

}
