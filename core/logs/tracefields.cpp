// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/tracefields.h"

namespace spoolscope::tracefields {

bool isKept(LogField field)
{
    switch (field) {
    case LogField::Check:
    case LogField::Client:
    case LogField::ClientAddress:
    case LogField::Code:
    case LogField::Delay:
    case LogField::Delays:
    case LogField::Dsn:
    case LogField::From:
    case LogField::Header:
    case LogField::Helo:
    case LogField::MessageId:
    case LogField::NewQueueId:
    case LogField::NextQueueId:
    case LogField::Notice:
    case LogField::OrigClient:
    case LogField::OrigQueueId:
    case LogField::OrigTo:
    case LogField::Phase:
    case LogField::RecipientCount:
    case LogField::Relay:
    case LogField::RelayAddress:
    case LogField::SaslMethod:
    case LogField::SaslUser:
    case LogField::Size:
    case LogField::Status:
    case LogField::Target:
    case LogField::Text:
    case LogField::To:
    case LogField::Uid:
        return true;
    default:
        return false;
    }
}

QByteArrayView kept(LogField field, QByteArrayView value)
{
    switch (field) {
    case LogField::From:
    case LogField::To:
    case LogField::OrigTo:
    case LogField::MessageId:
        return withoutBrackets(value);
    default:
        return value;
    }
}

QByteArrayView withoutBrackets(QByteArrayView text)
{
    return text.size() >= 2 && text.front() == '<' && text.back() == '>' ? text.sliced(1).chopped(1)
                                                                         : text;
}

}
