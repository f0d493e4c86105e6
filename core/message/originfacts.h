// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/messagecontent.h"
#include "core/postfix/messagefacts.h"

namespace spoolscope {

/// A subject as MessageFacts has it, of the bytes of the header's value. Pure.
QByteArray subjectText(QByteArrayView value);

/// Where a message came from, by its queue file: log_client_name, log_client_address and
/// sasl_username of the envelope (smtpd(8) writes them), and the first Subject, which is not known
/// where the headers were cut before one. Messages that Postfix made, or that were submitted on the
/// server, have none of the former. Pure.
MessageFacts originOf(const MessageContent &message);

}
