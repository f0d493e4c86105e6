// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/instance.h"
#include "core/transport/commandline.h"

#include <optional>

namespace spoolscope {

/// What `postqueue -s` takes: a domain ("example.com") or an address literal ("[192.0.2.1]",
/// "[IPv6:2001:db8::1]"). Postfix files mail by recipient domain, so "[example.com]", which is
/// good as a next hop, is none (valid_mailhost_literal() in postqueue.c).
class FlushSite final
{
public:
    /// Errors: InvalidInput, saying what is allowed. Domains come out in lower case; other than
    /// ASCII must be given as it goes over the wire ("xn--...").
    static Result<FlushSite> parse(QByteArrayView text);
    const QByteArray &bytes() const { return m_text; }

    bool operator==(const FlushSite &) const = default;

private:
    explicit FlushSite(QByteArray text) : m_text(std::move(text)) { }
    QByteArray m_text;
};

/// `postqueue -c DIR -f`: try to deliver all queued mail (not what is on hold). It asks the queue
/// manager and returns at once. Needs authorized_flush_users, which is everybody by default.
Result<CommandLine> flushCommand(const Instance &instance);

/// `postqueue -c DIR -s SITE`: try to deliver what is queued for one site. Has an effect only for
/// sites of fast_flush_domains (default: $relay_domains), and only on mail that was deferred since
/// the site was added there; held mail stays.
Result<CommandLine> retrySiteCommand(const Instance &instance, const FlushSite &site);

/// What postqueue -f, -s or -i said. Success is that Postfix took the request, never that mail was
/// delivered. Its exit status is 69 for every trouble, so its words decide (postqueue.c 3.4 to
/// 3.11, captured from 3.10). Errors: NotFound (mail system down; site not in fast_flush_domains;
/// no such configuration; no postqueue), Permission, InvalidInput, Io.
Result<void> checkFlushExit(int exitCode, const QByteArray &errors);

}
