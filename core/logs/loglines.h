// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logevent.h"
#include "core/logs/logwords.h"

/// What LogParser is made of: one function for the lines of a daemon. Each is given the text behind
/// severity and queue ID, which `event` has already, and sets the event's fields. Unparsed: the
/// text fits nothing there, and a field or two may have been set.
namespace spoolscope::loglines {

using Kind = LogEventKind;

Kind smtpd(LogWords words, LogEvent &event);
Kind postscreen(LogWords words, LogEvent &event);
Kind cleanup(LogWords words, LogEvent &event);
Kind qmgr(LogWords words, LogEvent &event);
Kind pickup(LogWords words, LogEvent &event);
Kind bounce(LogWords words, LogEvent &event);
Kind postsuper(LogWords words, LogEvent &event);
Kind master(LogWords words, LogEvent &event);
Kind script(LogWords words, LogEvent &event); ///< postfix(1) and its script
Kind anvil(LogWords words, LogEvent &event);
Kind dnsblog(LogWords words, LogEvent &event);
Kind scache(LogWords words, LogEvent &event);
Kind tlsproxy(LogWords words, LogEvent &event);
Kind smtp(LogWords words, LogEvent &event); ///< lmtp too, what is no delivery

/// "to=<..>, relay=...": of any daemon, as each can bounce or defer.
Kind delivery(LogWords words, LogEvent &event);
/// "reject: RCPT from name[address]: 550 5.1.1 ...; from=<..>": smtpd, postscreen, cleanup's
/// milters
Kind check(LogWords words, LogEvent &event);
/// What the TLS library makes smtpd, smtp and tlsproxy say.
Kind tls(LogWords words, LogEvent &event);
/// What any daemon may say.
Kind anyDaemon(LogWords words, LogEvent &event);

// The parts that lines have in common

/// "name[address]" or "name[address]:port"; the name may be missing.
bool takePeer(LogWords &words, LogEvent &event, LogField name, LogField address, LogField port);
inline bool takeClient(LogWords &words, LogEvent &event)
{
    return takePeer(words, event, LogField::Client, LogField::ClientAddress, LogField::ClientPort);
}

/// Behind a "<": an address as info_log_address_format=external writes it, where only a quoted
/// local part can hold a ">". Takes the ">" too.
bool takeAddress(LogWords &words, QByteArrayView &address);
bool isAddress(QByteArrayView text); ///< of that form

/// What stands before "RCPT from" or "header": "reject", "milter-hold", "prepend".
Kind kindOfAction(QByteArrayView action);

/// "550 5.1.1 " or "5.7.1 ": Code and Dsn, as far as they are there.
void takeReply(LogWords &words, LogEvent &event);

/// Which of smtpd's restrictions says so: "reject_unknown_client_hostname". Also sets Domain, of a
/// DNS list. Nothing is set where the text does not tell.
void findRestriction(QByteArrayView text, LogEvent &event);

/// Under which queue ID the next hop took the message, by its reply. Empty for none.
QByteArrayView nextQueueId(QByteArrayView reply);

/// Takes a queue ID and ": ", or "NOQUEUE: "; the ID is empty for the latter.
bool takeQueueId(LogWords &words, QByteArrayView &id);

}
