// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/instance.h"
#include "core/postfix/messagecontent.h"
#include "core/transport/commandline.h"

namespace spoolscope {

/// A message to be given to sendmail(1) again, addresses as in the queue file (unquoted).
struct Resubmission
{
    QByteArray sender; ///< empty: the null sender
    QByteArrayList recipients; ///< those that had not got it; not empty
    QByteArray content; ///< headers, blank line, body
    QByteArray bodyType = {}; ///< "8BITMIME", "7BIT" or empty, for -B
};

inline constexpr qsizetype mostRestoredRecipients = 1000; ///< they become words of one command

/// Takes the sender and the undelivered recipients (records "recipient", not "done_recipient").
/// Not taken along: DSN requests, and what Postfix knew of the client. Errors: InvalidInput where
/// an address cannot be passed safely, nobody is left to get it, or sendmail would drop its first
/// line ("From ...", an mbox separator to sendmail).
Result<Resubmission> resubmissionOf(const MessageContent &message);

/// An address as a command line of sendmail must have it: the local part in quotes where RFC 5321
/// asks for them. Errors: InvalidInput for a dash in front, control characters, bytes that are not
/// UTF-8, or length.
Result<QByteArray> externalAddress(const QByteArray &address);

/// `sendmail -C DIR -G -i [-B TYPE] -f SENDER -- RECIPIENT...` (sendmail(1)): -i as a line with a
/// dot ends nothing, -G as its headers are not to be rewritten like those of new local mail, never
/// -t. Addresses and content go by stdin; they are put into an unnamed file on the server first,
/// and sendmail is started only when every byte arrived. A cut connection submits nothing. The
/// message gets a new queue ID, which sendmail does not tell. Needs no privilege but
/// authorized_submit_users, which is everybody by default.
/// Errors: InvalidInput.
Result<CommandLine> resubmitCommand(
    const Instance &instance, const Resubmission &message, const QByteArray &nonce);

/// The command that sends it off, as an administrator would type it.
QString resubmitText(const Instance &instance, const Resubmission &message);

/// The server's clock just before sendmail was started, in seconds since 1970; the new message has
/// no earlier arrival time; 0 if it could not be read. Errors, all but OutcomeUnknown proof that
/// nothing was submitted: Permission, Io (no space, sendmail failed), OutputTooLarge
/// (message_size_limit), Incomplete (damaged on the way), OutcomeUnknown (sendmail was killed).
Result<qint64> parseResubmit(QByteArrayView output, const QByteArray &errors, int exitCode);

/// Whether `now` is `before` after one more way through Postfix: a Received line on top, and line
/// ends that sendmail made the same (sendmail_fix_line_endings).
bool isResubmitted(QByteArrayView before, QByteArrayView now);

}
