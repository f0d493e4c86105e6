# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of lines that Postfix logs: a name, and a regular expression for tag and text.

"program: text", where program has neither instance nor process number: "smtpd: connect from ...".
"""

import re

_FRAME = re.compile(r"^\S+ \S+ postfix[^/\s]*/(?:\w+/)?([\w-]+)\[\d+\]: (.*)$")

_REJECTS = {f"smtpd-reject-{phase.lower()}": rf"smtpd: NOQUEUE: reject: {phase} from "
            for phase in ("CONNECT", "EHLO", "MAIL", "RCPT", "VRFY", "ETRN")}
_MILTER_REJECTS = {
    f"milter-reject-{phase.lower()}": rf"(smtpd|cleanup): [\w:]+ milter-reject: {phase} from "
    for phase in ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "END-OF-MESSAGE")}
_CHECKS = {
    f"{part}-{name}": rf"cleanup: \w+: {name}: {part} .* from .*; from=<"
    for part in ("header", "body")
    for name in ("reject", "warning", "hold", "discard", "redirect", "filter", "prepend",
                 "replace", "info", "strip", "bcc")}
_ACCESS = {f"access-{name}": rf"smtpd: (NOQUEUE|\w+): {name}: RCPT from "
           for name in ("hold", "discard", "redirect", "filter", "warn", "info", "bcc")}
_AFTER = {
    f"smtpd-lost-{phase.lower()}":
    rf"smtpd: (\w+: )?lost connection after {phase}( \(.*\))? from "
    for phase in ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "STARTTLS", "AUTH", "RSET")}
_TRUST = {
    f"tls-{where[1]}-{level.lower()}":
    rf"{where[0]}: {level} TLS connection established {where[2]} "
    for where in (("smtpd", "in", "from"), ("smtp", "out", "to"))
    for level in ("Anonymous", "Untrusted", "Trusted", "Verified")
    if (where[1], level) != ("in", "Verified")}
_POSTSCREEN = {
    "connect": r"CONNECT from \[", "disconnect": r"DISCONNECT \[", "pass-new": r"PASS NEW \[",
    "pass-old": r"PASS OLD \[", "pregreet": r"PREGREET \d+ after [\d.]+ from ",
    "dnsbl": r"DNSBL rank \d+ for \[", "hangup": r"HANGUP after [\d.]+ from \[",
    "reject": r"NOQUEUE: reject: RCPT from \[", "reject-connect": r"NOQUEUE: reject: CONNECT from ",
    "allowlisted": r"ALLOWLISTED \[", "denylisted": r"DENYLISTED \[",
    "whitelisted": r"WHITELISTED \[", "blacklisted": r"BLACKLISTED \[",
    "pipelining": r"COMMAND PIPELINING from \[", "non-smtp": r"NON-SMTP COMMAND from \[",
    "bare-newline": r"BARE NEWLINE from \[", "time-limit": r"COMMAND TIME LIMIT from \[",
    "count-limit": r"COMMAND COUNT LIMIT from \[", "length-limit": r"COMMAND LENGTH LIMIT from \[",
    "cache": r"cache .* full cleanup: "}
_DELIVERIES = {
    f"{program}-{status}": rf"{program}: \w+: to=<.*, relay=.*, status={status} \("
    for program, statuses in {
        "smtp": ("sent", "deferred", "bounced", "undeliverable", "deliverable"),
        "lmtp": ("sent", "deferred", "bounced"), "local": ("sent", "deferred", "bounced"),
        "virtual": ("sent", "deferred", "bounced"), "pipe": ("sent", "deferred", "bounced"),
        "error": ("bounced", "deferred"), "discard": ("sent",)}.items()
    for status in statuses}
_SAID = {
    "refused": r"connect to .*: Connection refused",
    "timed-out": r"connect to .*: Connection timed out",
    "host-said": r"status=\w+ \(host .* said: .*\(in reply to ", "multi-host": r"host .* said: ",
    "refused-to-talk": r"host .* refused to talk to me: ",
    "lost-connection": r"lost connection with .* while ",
    "conversation": r"conversation with .* timed out while ",
    "no-host": r"Host or domain name not found", "null-mx": r"does not accept mail \(nullMX\)",
    "loops-back": r"mail for .* loops back to myself", "conn-use": r"conn_use=",
    "tls-required": r"TLS is required, but was not",
    "tls-failed": r"Cannot start TLS: ",
    "not-trusted": r"Server certificate not (trusted|verified)",
    "login-failed": r"SASL authentication failed; server "}

KINDS = {
    "smtpd-connect": r"smtpd: connect from ",
    "smtpd-disconnect": r"smtpd: disconnect from .* commands=",
    "smtpd-client": r"smtpd: \w+: client=",
    "smtpd-client-sasl": r"smtpd: \w+: client=.*, sasl_method=",
    "smtpd-orig-client": r"smtpd: \w+: client=.*orig_(queue_id|client)=",
    **_REJECTS,
    "smtpd-reject-data": r"smtpd: (\w+): reject: DATA from ",
    "smtpd-reject-eom": r"smtpd: (\w+): reject: END-OF-MESSAGE from ",
    "smtpd-reject-with-id": r"smtpd: (?!NOQUEUE)\w+: reject: \S+ from ",
    "smtpd-reject-warning": r"smtpd: \w+: reject_warning: ",
    **_ACCESS,
    **_AFTER, "smtpd-lost": r"smtpd: (\w+: )?lost connection after ",
    "smtpd-timeout": r"smtpd: (\w+: )?timeout after \S+ from ",
    "smtpd-too-many-errors": r"smtpd: (\w+: )?too many errors after \S+ from ",
    "smtpd-pipelining": r"smtpd: improper command pipelining after ",
    "smtpd-bare-newline": r"smtpd: .*bare <LF> received",
    "smtpd-non-smtp": r"smtpd: warning: non-SMTP command from ",
    "smtpd-bad-syntax": r"smtpd: warning: Illegal address syntax from ",
    "smtpd-name-mismatch": r"smtpd: warning: hostname .* does not resolve to address ",
    "smtpd-rate": r"smtpd: warning: Connection rate limit exceeded: ",
    "smtpd-concurrency": r"smtpd: warning: Connection concurrency limit exceeded: ",
    "smtpd-message-rate": r"smtpd: warning: Message delivery request rate limit exceeded: ",
    "smtpd-recipient-rate": r"smtpd: warning: Recipient address rate limit exceeded: ",
    "smtpd-tls-rate": r"smtpd: warning: New TLS session rate limit exceeded: ",
    "smtpd-auth-rate": r"smtpd: warning: AUTH command rate limit exceeded: ",
    "smtpd-policy-trouble": r"smtpd: warning: problem talking to server ",
    "sasl-failed": r"smtpd: warning: .*: SASL \S+ authentication failed",
    "sasl-aborted": r"smtpd: warning: .*: SASL \S+ authentication aborted",
    "tls-accept-error": r"smtpd: SSL_accept error from ",
    "tls-library": r"smtpd: warning: TLS library problem: ",
    "tls-lost": r"smtpd: SSL_accept error from .*: (lost connection|-1|Connection timed out)",
    **_TRUST,
    "proxy-accept": r"smtpd: proxy-accept: ", "proxy-reject": r"smtpd: proxy-reject: ",
    **{f"postscreen-{name}": "postscreen: " + text for name, text in _POSTSCREEN.items()},
    "dnsblog": r"dnsblog: addr \S+ listed by domain ",
    "tlsproxy-connect": r"tlsproxy: CONNECT from \[",
    "tlsproxy-disconnect": r"tlsproxy: DISCONNECT \[",
    "tlsproxy-connect-to": r"tlsproxy: CONNECT to \[",
    "tlsproxy-established": r"tlsproxy: \w+ TLS connection established from ",
    "tlsproxy-established-to": r"tlsproxy: \w+ TLS connection established to ",
    "anvil-rate": r"anvil: statistics: max connection rate ",
    "anvil-count": r"anvil: statistics: max connection count ",
    "anvil-cache": r"anvil: statistics: max cache size ",
    "anvil-message-rate": r"anvil: statistics: max message rate ",
    "anvil-recipient-rate": r"anvil: statistics: max recipient rate ",
    "anvil-auth-rate": r"anvil: statistics: max auth rate ",
    "anvil-newtls-rate": r"anvil: statistics: max newtls rate ",
    "cleanup-message-id": r"cleanup: \w+: message-id=<",
    "cleanup-resent-message-id": r"cleanup: \w+: resent-message-id=<",
    **_CHECKS,
    "cleanup-mime-reject": r"cleanup: \w+: reject: (mime-)?header Content-Type",
    "cleanup-hops": r"cleanup: warning: \w+: message rejected: hopcount exceeded",
    **_MILTER_REJECTS,
    "milter-hold": r"cleanup: \w+: milter-hold: ",
    "milter-discard": r"(smtpd|cleanup): \w+: milter-discard: ",
    "qmgr-queued": r"qmgr: \w+: from=<.*>, size=\d+, nrcpt=\d+ \(queue active\)",
    "qmgr-null-sender": r"qmgr: \w+: from=<>, ", "qmgr-removed": r"qmgr: \w+: removed$",
    "qmgr-expired": r"qmgr: \w+: from=<.*>, status=expired, returned to sender",
    "qmgr-force-expired": r"qmgr: \w+: from=<.*>, status=force-expired, returned to sender",
    "qmgr-skipped": r"qmgr: \w+: skipped, still being delivered",
    "qmgr-transport": r"qmgr: warning: connect to transport ",
    **_DELIVERIES,
    "error-suspended": r"error: \w+: .*delivery temporarily suspended",
    "relay-sent": r"(relay|smtp): \w+: to=<.*@hop\.example>, .*status=sent",
    "delivery-orig-to": r"\w+: \w+: to=<.*>, orig_to=<",
    "delivery-queued-as": r"smtp: .*queued as ",
    **{f"smtp-{name}": "smtp: .*" + text for name, text in _SAID.items()},
    "local-forwarded": r"local: .*\(forwarded as ",
    "local-command": r"local: .*\(delivered to command",
    "local-file": r"local: .*\(delivered to file",
    "local-mailbox": r"local: .*\(delivered to mailbox",
    "bounce-non-delivery": r"bounce: \w+: sender non-delivery notification: ",
    "bounce-delay": r"bounce: \w+: sender delay notification: ",
    "bounce-success": r"bounce: \w+: sender delivery status notification: ",
    "bounce-postmaster": r"bounce: \w+: postmaster non-delivery notification: ",
    "bounce-postmaster-delay": r"bounce: \w+: postmaster delay notification: ",
    "postsuper-removed": r"postsuper: \w+: removed$",
    "postsuper-deleted": r"postsuper: Deleted: \d+ message",
    "postsuper-held": r"postsuper: \w+: placed on hold",
    "postsuper-held-count": r"postsuper: Placed on hold: \d+ message",
    "postsuper-released": r"postsuper: \w+: released from hold",
    "postsuper-requeued": r"postsuper: \w+: requeued",
    "postsuper-expired": r"postsuper: \w+: (expired|released and expired|marked)",
    "postsuper-expired-count": r"postsuper: (Force-)?[Ee]xpired: \d+ message",
    "pickup": r"pickup: \w+: uid=\d+ from=<", "pickup-requeued": r"pickup: \w+: .*orig_id=",
    "table-changed": r"[\w-]+: table .* has changed -- restarting",
    "verify-cache": r"verify: cache .* full cleanup: ",
    "scache": r"scache: statistics: (domain|address) lookup ",
    "scache-max": r"scache: statistics: max simultaneous ",
    "proxymap": r"proxymap: warning: request for unapproved table",
    "script-start": r"postfix-script: starting the Postfix mail system",
    "script-stop": r"postfix-script: stopping the Postfix mail system",
    "script-abort": r"postfix-script: aborting the Postfix mail system",
    "script-reload": r"postfix-script: refreshing the Postfix mail system",
    "script-status": r"postfix-script: the Postfix mail system is running",
    "script-running": r"postfix-script: fatal: the Postfix mail system is already running",
    "script-down": r"postfix-script: fatal: the Postfix mail system is not running",
    "master-start": r"master: daemon started -- version ",
    "master-reload": r"master: reload -- version ",
    "master-stop": r"master: terminating on signal 15",
    "master-exit-status": r"master: warning: process \S+ pid \d+ exit status ",
    "master-killed": r"master: warning: process \S+ pid \d+ killed by signal 9",
    "master-throttling": r"master: warning: \S+: bad command startup -- throttling",
    "warning": r"[\w-]+: warning: ", "error": r"[\w-]+: error: ", "fatal": r"[\w-]+: fatal: ",
    "panic": r"[\w-]+: panic: ", "postqueue-down": r"postqueue: fatal: ",
    "sendmail-fatal": r"(sendmail|postdrop|postmap): (fatal|warning): ",
}

_COMPILED = {name: re.compile(text) for name, text in KINDS.items()}


def text_of(line):
    """"program: text" of a line of Postfix's in a log with RFC 3339 stamps; None for others."""
    found = _FRAME.match(line)
    return f"{found.group(1)}: {found.group(2)}" if found else None


def kinds_of(line):
    text = text_of(line)
    return [name for name, pattern in _COMPILED.items() if pattern.match(text)] if text else []
