// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/journal/request.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace spoolscope {

QString displayName(RequestKind kind)
{
    struct Text
    {
        Q_DECLARE_TR_FUNCTIONS(Request)
    };
    switch (kind) {
    case RequestKind::Flush:
        return Text::tr("Flush");
    case RequestKind::RetryDestination:
        return Text::tr("Retry destination");
    case RequestKind::Restore:
        return Text::tr("Restore");
    }
    Q_UNREACHABLE_RETURN({});
}

QString toString(RequestKind kind)
{
    switch (kind) {
    case RequestKind::Flush:
        return u"flush"_s;
    case RequestKind::RetryDestination:
        return u"retry-destination"_s;
    case RequestKind::Restore:
        return u"restore"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

std::optional<RequestKind> requestKindFrom(QStringView text)
{
    for (const RequestKind kind :
        {RequestKind::Flush, RequestKind::RetryDestination, RequestKind::Restore}) {
        if (text == toString(kind))
            return kind;
    }
    return std::nullopt;
}

}
