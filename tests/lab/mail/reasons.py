# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why a delivery was deferred, in the words of the servers that said so.

The frame is smtp(8)'s (smtp_connect.c, smtp_proto.c, smtp_addr.c); addresses, times and ids in it
vary, as they do in life: the same trouble must be recognised in a thousand different texts.
"""

import zlib

from mail import people

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def _token(rng, length):
    return "".join(rng.choices(_LETTERS, k=length))


def _server(rng, domain):
    address = people.public_address(rng).decode()
    return f"mx{rng.randrange(1, 4)}.{domain}", address


def _said(host, address, reply, stage):
    return f"host {host}[{address}] said: {reply} (in reply to {stage} command)"


def _gmail(rng, domain, sender):
    host = rng.choice(("gmail-smtp-in.l.google.com", "alt1.gmail-smtp-in.l.google.com",
                       "alt2.gmail-smtp-in.l.google.com"))
    address = f"142.250.{rng.randrange(1, 250)}.{rng.choice((26, 27))}"
    token = f"{_token(rng, 13)}-{_token(rng, 12)}si{rng.randrange(10**6, 10**7)}" \
            f"{_token(rng, 3)}.{rng.randrange(10, 999)} - gsmtp"
    if rng.random() < 0.7:
        reply = ("421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating "
                 f"from 421-4.7.28 your IP address [192.0.2.25 {rng.randrange(5, 35)}]. To protect "
                 "our users from spam, 421-4.7.28 mail sent from your IP address has been "
                 "temporarily rate limited. 421-4.7.28 For more information, go to 421 4.7.28 "
                 f"https://support.google.com/mail/?p=UnsolicitedRateLimitError {token}")
        return "4.7.28", _said(host, address, reply, "end of DATA"), (host, address)
    reply = ("421-4.7.26 This mail has been rate limited because it is unauthenticated. Gmail "
             "requires all senders to authenticate with either SPF or DKIM. 421-4.7.26 "
             f"421 4.7.26 https://support.google.com/mail/answer/81126#authentication {token}")
    return "4.7.26", _said(host, address, reply, "end of DATA"), (host, address)


def _yahoo(rng, domain, sender):
    host = f"mta{rng.randrange(5, 8)}.am0.yahoodns.net"
    address = f"67.195.{rng.randrange(200, 230)}.{rng.randrange(70, 112)}"
    code = rng.choice(("TSS04", "TSS04", "TSS04", "TSS05"))
    reply = (f"421 4.7.0 [{code}] Messages from 192.0.2.25 temporarily deferred due to unexpected "
             "volume or user complaints - 4.16.55.1; see "
             "https://postmaster.yahooinc.com/error-codes")
    return "4.7.0", _said(host, address, reply, "MAIL FROM"), (host, address)


def _outlook(rng, domain, sender):
    name = domain.replace(".", "-")
    host = f"{name}.olc.protection.outlook.com"
    address = f"52.101.{rng.randrange(1, 200)}.{rng.randrange(1, 30)}"
    server = f"{_token(rng, 6).upper()}MB{rng.randrange(100, 999)}"
    reply = ("451 4.7.650 The mail server [192.0.2.25] has been temporarily rate limited due to IP "
             "reputation. For e-mail delivery information, see "
             f"https://postmaster.live.com (S{rng.randrange(100, 900)}) "
             f"[Name=Protocol Filter Agent][AGT=PFA][MxId={_token(rng, 16).upper()}] "
             f"[{server}.eurprd0{rng.randrange(1, 9)}.prod.outlook.com]")
    return "4.7.650", _said(host, address, reply, "MAIL FROM"), (host, address)


def _greylisted(rng, domain, sender):
    host, address = _server(rng, domain)
    seconds = rng.choice((60, 180, 287, 300, 600)) - rng.randrange(0, 50)
    reply = rng.choice((
        f"450 4.2.0 <{sender}>: Recipient address rejected: Greylisted, see "
        f"http://postgrey.schweikert.ch/help/{domain}.html",
        f"451 4.7.1 Greylisting in action, please come back in {seconds} seconds",
        f"450 4.2.0 Greylisted, try again in {seconds} seconds (id {_token(rng, 8)})"))
    return reply[4:9], _said(host, address, reply, "RCPT TO"), (host, address)


def _timed_out(rng, domain, sender):
    host, address = _server(rng, domain)
    text = rng.choice((f"connect to {host}[{address}]:25: Connection timed out",
                       f"connect to {host}[{address}]:25: Connection timed out",
                       f"connect to {host}[{address}]:25: Connection refused",
                       f"connect to {host}[{address}]:25: No route to host"))
    return "4.4.1", text, None


def _no_name(rng, domain, sender):
    kind = rng.choice((f"name={domain} type=MX: Host not found, try again",
                       f"name=mx{rng.randrange(1, 3)}.{domain} type=A: Host not found, try again",
                       f"name=mx{rng.randrange(1, 3)}.{domain} type=AAAA: Host not found, try again"))
    return "4.4.3", f"Host or domain name not found. Name service error for {kind}", None


def _lost(rng, domain, sender):
    host, address = _server(rng, domain)
    text = rng.choice((
        f"lost connection with {host}[{address}] while receiving the initial server greeting",
        f"lost connection with {host}[{address}] while receiving the initial server greeting",
        f"conversation with {host}[{address}] timed out while receiving the initial server greeting",
        f"lost connection with {host}[{address}] while sending RCPT TO"))
    return "4.4.2", text, (host, address)


def _suspended(rng, domain, sender):
    _, text, _ = rng.choice((_timed_out, _lost))(rng, domain, sender)
    return "4.4.1", f"delivery temporarily suspended: {text}", None


def _full(rng, domain, sender):
    host, address = _server(rng, domain)
    reply = rng.choice((
        f"452 4.2.2 <{sender}> mailbox full (used {rng.randrange(2000, 9000)} of 2000 MB)",
        "452 4.2.2 The recipient's inbox is out of storage space and inactive. Please direct the "
        f"recipient to https://help.{domain}/full {_token(rng, 10)}",
        "452-4.2.2 The email account that you tried to reach is over quota. 452 4.2.2 "
        f"{_token(rng, 12)}"))
    return "4.2.2", _said(host, address, reply, "RCPT TO"), (host, address)


def _tls(rng, domain, sender):
    host, address = _server(rng, domain)
    text = rng.choice((
        "TLS is required, but was not offered by host " f"{host}[{address}]",
        f"Cannot start TLS: handshake failure ({host}[{address}])",
        "Server certificate not trusted"))
    return "4.7.4" if text.startswith("TLS") else "4.7.5", text, (host, address)


_BY_DOMAIN = {"gmail.com": _gmail, "yahoo.com": _yahoo, "yahoo.co.jp": _yahoo, "aol.com": _yahoo,
              "outlook.com": _outlook, "hotmail.com": _outlook, "live.com": _outlook}
_OTHERS = (_greylisted, _greylisted, _greylisted, _timed_out, _timed_out, _timed_out, _no_name,
           _no_name, _lost, _suspended, _suspended, _full, _tls)


def reason(rng, domain, sender):
    """(enhanced status, text, relay) for mail to this domain, all in bytes.

    A domain mostly has one and the same trouble.
    """
    name = domain.decode()
    usual = _BY_DOMAIN.get(name) or _OTHERS[zlib.crc32(domain) % len(_OTHERS)]
    maker = usual if rng.random() < 0.85 else rng.choice(_OTHERS)
    status, text, relay = maker(rng, name, sender.decode(errors="replace") or "")
    relay = f"{relay[0]}[{relay[1]}]:25" if relay else "none"
    return status.encode(), text.encode(), relay.encode()
