// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/addressdomain.h"

namespace spoolscope {

bool hasOddDots(QByteArrayView domain)
{
    char before = '.';
    for (const char c : domain) {
        if (c == '.' && before == '.')
            return true;
        before = c;
    }
    return domain.endsWith('.');
}

QByteArray withoutOddDots(QByteArray domain)
{
    domain.replace("..", ".");
    if (domain.size() > 1 && domain.startsWith('.'))
        domain.remove(0, 1);
    if (domain.size() > 1 && domain.endsWith('.'))
        domain.chop(1);
    return domain;
}

QByteArray domainNameOf(QByteArrayView address)
{
    return withoutOddDots(domainOf(address).toByteArray().toLower());
}

}
