// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/message/headertext.h"
#include "core/message/messagesummary.h"
#include "core/postfix/messagecontent.h"
#include "tests/fuzz/fuzztarget.h"
#include "tests/hostile/clean.h"

using namespace spoolscope;
using namespace spoolscope::hostile;

/// A message as postcat has it: RFC 2047, Received fields, the MIME tree, the text.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    MessageContent message;
    message.content = asBytes(data, size).toByteArray();
    const qsizetype blank = message.content.indexOf("\n\n");
    message.headerSize = blank < 0 ? message.content.size() : blank + 1;

    const MessageSummary summary = summarize(message);
    for (const QString &text : {summary.subject, summary.from, summary.to, summary.cc,
             summary.messageId, summary.dateText, summary.textType})
        REQUIRE(fault(text, Lines::One).isEmpty());
    REQUIRE(fault(summary.text).isEmpty());
    REQUIRE(summary.parts.size() <= summarizedParts);
    REQUIRE(summary.hops.size() <= mostHops);
    for (const MessagePart &part : summary.parts)
        REQUIRE(fault(part.type + part.name, Lines::One).isEmpty());
    for (const Hop &hop : summary.hops)
        REQUIRE(fault(hop.from + hop.by + hop.protocol + hop.id, Lines::One).isEmpty());

    REQUIRE(fault(header::decodeText(message.content), Lines::One).isEmpty());
    REQUIRE(fault(header::decodeAddresses(message.content), Lines::One).isEmpty());
    // An address stays what it is: nothing in angle brackets is decoded.
    const QByteArray address = "=?utf-8?q?a?=@evil.example";
    REQUIRE(header::decodeAddresses("x <" + address + '>').contains(QString::fromLatin1(address)));
    return 0;
}
