// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The texts of smtpd_check.c and postscreen, Postfix 3.4 to 3.11, and which restriction of
// postconf(5) has them. Where a text is the same for several, the class before it tells which.

#include "core/logs/loglines.h"

#include <array>

namespace spoolscope::loglines {

using namespace std::string_view_literals;

namespace {

struct Known
{
    std::string_view text;
    std::string_view restriction;
    std::string_view ofSender = {}; ///< instead, in the class "Sender address"
};

/// What stands behind "... rejected: ", from its beginning.
constexpr std::array reasons = {
    Known{"cannot find your reverse hostname"sv, "reject_unknown_reverse_client_hostname"sv},
    Known{"cannot find your hostname"sv, "reject_unknown_client_hostname"sv},
    Known{"Access denied"sv, "access"sv},
    Known{"invalid ip address"sv, "reject_invalid_helo_hostname"sv},
    Known{"Invalid name"sv, "reject_invalid_helo_hostname"sv},
    Known{"need fully-qualified hostname"sv, "reject_non_fqdn_helo_hostname"sv},
    Known{"Host not found"sv, "reject_unknown_helo_hostname"sv},
    Known{"Domain not found"sv, "reject_unknown_recipient_domain"sv,
        "reject_unknown_sender_domain"sv},
    Known{"Domain "sv, "reject_unknown_recipient_domain"sv,
        "reject_unknown_sender_domain"sv}, // "... does not accept mail (nullMX)"
    Known{"Malformed DNS server reply"sv, "reject_unknown_recipient_domain"sv,
        "reject_unknown_sender_domain"sv},
    Known{"need fully-qualified address"sv, "reject_non_fqdn_recipient"sv,
        "reject_non_fqdn_sender"sv},
    Known{"unverified address"sv, "reject_unverified_recipient"sv, "reject_unverified_sender"sv},
    Known{"undeliverable address"sv, "reject_unverified_recipient"sv, "reject_unverified_sender"sv},
    Known{"address verification problem"sv, "reject_unverified_recipient"sv,
        "reject_unverified_sender"sv},
    Known{"User unknown"sv, "reject_unlisted_recipient"sv, "reject_unlisted_sender"sv},
    Known{"not owned by user"sv, "reject_sender_login_mismatch"sv},
    Known{"not logged in"sv, "reject_sender_login_mismatch"sv},
    Known{"Improper use of SMTP command pipelining"sv, "reject_unauth_pipelining"sv},
    Known{"Multi-recipient bounce"sv, "reject_multi_recipient_bounce"sv},
    Known{"Greylisted"sv, "greylist"sv},
    Known{"Service unavailable"sv, "service_unavailable"sv},
    Known{"Try again later"sv, "defer"sv},
    Known{"Bad sender address syntax"sv, "syntax"sv},
    Known{"Bad recipient address syntax"sv, "syntax"sv},
};

/// Of texts without a class, from their beginning.
constexpr std::array plainTexts = {
    Known{"Relay access denied"sv, "reject_unauth_destination"sv},
    Known{"Greylisted"sv, "greylist"sv},
    Known{"Protocol error"sv, "protocol"sv},
    Known{"Error: too many"sv, "rate_limit"sv},
    Known{"bare <LF> received"sv, "smtpd_forbid_bare_newline"sv},
    Known{"too many connections"sv, "connection_limit"sv},
    Known{"all server ports busy"sv, "connection_limit"sv},
    Known{"all screening ports busy"sv, "connection_limit"sv},
    Known{"Message size exceeds"sv, "message_size_limit"sv},
    Known{"Message too large"sv, "message_size_limit"sv},
    Known{"Insufficient system storage"sv, "queue_minfree"sv},
    Known{"Server configuration"sv, "configuration"sv},
    Known{"Service currently unavailable"sv, "service_unavailable"sv},
};

/// default_rbl_reply: "Service unavailable; Client host [192.0.2.1] blocked using zen.example; ..."
constexpr std::array listClasses = {
    Known{"Client host "sv, "reject_rbl_client"sv},
    Known{"Unverified Client host "sv, "reject_rhsbl_reverse_client"sv},
    Known{"Verified Client host "sv, "reject_rhsbl_client"sv},
    Known{"Helo command "sv, "reject_rhsbl_helo"sv},
    Known{"Sender address "sv, "reject_rhsbl_sender"sv},
    Known{"Recipient address "sv, "reject_rhsbl_recipient"sv},
    Known{"client "sv, "postscreen_dnsbl"sv},
};

QByteArrayView view(std::string_view words)
{
    return {words.data(), qsizetype(words.size())};
}

bool findListed(LogWords words, LogEvent &event)
{
    if (!words.take("Service unavailable; "sv))
        return false;
    for (const Known &known : listClasses) {
        QByteArrayView listed;
        if (!words.take(known.text))
            continue;
        if (!words.takeUntil("] blocked using "sv, listed))
            return false;
        event.set(LogField::Check, view(known.restriction));
        event.set(LogField::Domain,
            words.takeWhile([](char c) { return c != ' ' && c != ';' && c != '='; }));
        return true;
    }
    return false;
}

/// Takes "<what>: ", which is what the text is about, and was chosen by the client.
void skipSubject(LogWords &words)
{
    LogWords at = words;
    QByteArrayView subject;
    if (at.take('<') && takeAddress(at, subject) && at.take(": "sv))
        words = at;
}

template <size_t size>
const Known *beginningOf(const LogWords &words, const std::array<Known, size> &list)
{
    for (const Known &known : list)
        if (words.startsWith(known.text))
            return &known;
    return nullptr;
}

}

void findRestriction(QByteArrayView text, LogEvent &event)
{
    LogWords words(text);
    if (findListed(words, event))
        return;
    skipSubject(words);
    if (const Known *known = beginningOf(words, plainTexts)) {
        event.set(LogField::Check, view(known->restriction));
        return;
    }
    const bool isSender = words.startsWith("Sender address"sv);
    QByteArrayView before;
    if (!words.takeUntil(" rejected: "sv, before))
        return;
    if (const Known *known = beginningOf(words, reasons))
        event.set(LogField::Check,
            view(isSender && !known->ofSender.empty() ? known->ofSender : known->restriction));
}

}
