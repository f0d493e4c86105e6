// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/message/originfacts.h"

#include "core/message/headertext.h"

namespace spoolscope {

QByteArray subjectText(QByteArrayView value)
{
    QByteArray text = header::decodeText(value).toUtf8();
    if (text.size() <= longestSubject)
        return text;
    qsizetype end = longestSubject;
    while (end > 0 && (uchar(text[end]) & 0xc0) == 0x80) // not within a character
        --end;
    return text.first(end);
}

MessageFacts originOf(const MessageContent &message)
{
    QByteArray name = message.namedAttribute("log_client_name");
    if (name == "unknown") // what smtpd(8) writes for a client without a name
        name.clear();
    const QByteArray subject = subjectText(header::value(message.headers(), "Subject"));
    return {.isOriginKnown = true,
        .client = name,
        .clientAddress = message.namedAttribute("log_client_address"),
        .saslUser = message.namedAttribute("sasl_username"),
        .isSubjectKnown = !subject.isEmpty() || !message.isHeaderCut,
        .subject = subject};
}

}
