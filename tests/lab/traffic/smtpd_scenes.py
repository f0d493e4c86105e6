# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What clients do to smtpd(8): refusals in each phase, and clients that misbehave."""

import subprocess

from traffic import places
from traffic.places import ACTIONS, LIMITS, PHASES


_GOOD_HELO, _SENDER, _RECIPIENT = "c101.clients.example", "a@customer.example", "b@relayed.example"

# Client's address, HELO, sender, recipient: each of them refused for one of the four.
_REFUSED = (
    (places.LISTED[0], _GOOD_HELO, _SENDER, _RECIPIENT),
    (places.REFUSED_CLIENT, _GOOD_HELO, _SENDER, _RECIPIENT),
    *((None, helo, _SENDER, _RECIPIENT) for helo in (
        "not_a_name!", "short", "evil.helo.example", "later.helo.example",
        "helo.nowhere.example")),
    *((None, _GOOD_HELO, sender, _RECIPIENT) for sender in (
        "refused@customer.example", "later@customer.example", "nodomain", "a@nowhere.example",
        "a@servfail.example", "a@nullmx.example", "defer@customer.example",
        "eod@customer.example")),
    *((None, _GOOD_HELO, _SENDER, recipient) for recipient in (
        "b", "b@elsewhere.example", "reject@customer.example", "defer@customer.example",
        "nosuchuser@{host}", "nobody@box.example", "nobody@alias.example")))


def phases(make):
    """A refusal in each phase, by many restrictions."""
    for last, helo, sender, recipient in _REFUSED:
        one = make.message("phases", {recipient.format(host=make.host["hostname"]): "refused"},
                           sender=sender)
        make.send(one, PHASES, last or make.random.choice(places.NAMED), helo=helo)
    # One more with two recipients and the empty sender: reject_multi_recipient_bounce, in DATA.
    one = make.message("phases", {"b@relayed.example": "refused", "c@relayed.example": "refused"},
                       sender=None)
    make.send(one, PHASES, 103, helo="c103.clients.example")


def odd_commands(make):
    with make.session(PHASES) as session:
        session.ask("MAIL FROM:<a@customer.example>")        # HELO is required
        session.ask("EHLO c101.clients.example")
        session.ask("VRFY nobody@box.example")
        session.ask("ETRN customer.example")
        session.ask("NONSENSE")
        session.ask("RCPT TO:<b@relayed.example>")
        session.ask("MAIL FROM:<a@customer.example> SIZE=99999999")
        session.ask("MAIL FROM:<two words@x@y>")
        session.ask("QUIT")
    for words in ("GET / HTTP/1.1\r\n", "Subject: I am a header\r\n", "CONNECT 192.0.2.1:25\r\n"):
        with make.session() as session:
            session.ask(words.rstrip())
    # Commands sent ahead of their answers where that is not allowed.
    with make.session(PHASES) as session:
        session.send("EHLO c101.clients.example\r\nMAIL FROM:<a@customer.example>\r\nQUIT\r\n")
        for _ in range(3):
            session.reply()
    with make.session(PHASES) as session:
        session.ask("EHLO c101.clients.example")
        session.ask("MAIL FROM:<a@customer.example>")
        session.ask("RCPT TO:<b@relayed.example>")
        session.send("DATA\r\nSubject: ahead\r\n\r\nbody\r\n.\r\nQUIT\r\n")
        for _ in range(3):
            session.reply()


def endings(make):
    """Connections that end early, at each point there is."""
    def begin(words, last=None):
        session = make.session(LIMITS, last or make.random.choice(places.LIARS))
        for word in words:
            session.ask(word)
        return session
    steps = ["EHLO c101.clients.example", "MAIL FROM:<a@customer.example>",
             "RCPT TO:<b@relayed.example>", "DATA"]
    for number in range(len(steps) + 1):
        begin(steps[:number], 104 + number).close()
        with make.session(last=104 + number) as session:   # and where more is allowed
            for word in steps[:number]:
                session.ask(word)
            if number % 2:
                session.hang_up()
    make.session(last=109, greeting=False).hang_up()
    with make.session(last=110) as session:
        session.ask("EHLO c101.clients.example")
        session.ask("AUTH PLAIN")
    with make.session(LIMITS, 111) as session:
        session.ask("EHLO c101.clients.example")
        session.ask("AUTH LOGIN")
    with make.session(last=112) as session:
        for word in steps[:3]:
            session.ask(word)
        session.ask("RSET")
        session.ask("NOOP")


def limits(make):
    """Time, errors, rates: what LIMITS allows little of."""
    waiting = [make.session(LIMITS, 113 + number) for number in range(4)]
    steps = ["EHLO c101.clients.example", "MAIL FROM:<a@[10.77.0.1]>", "NOOP"]
    for number, session in enumerate(waiting):
        for word in steps[:number]:
            session.ask(word)
    with make.session(LIMITS, 117) as session:
        for _ in range(5):
            session.ask("NONSENSE")
    with make.session(LIMITS, 118) as session:
        session.ask("EHLO c101.clients.example")
        for _ in range(8):
            session.ask("NOOP")
        for _ in range(5):
            session.ask("RCPT TO:<b@relayed.example>")
    crowd = [make.session(LIMITS, 119) for _ in range(4)]       # two at a time
    for session in crowd:
        session.close()
    for _ in range(8):                                            # six in a minute
        make.session(LIMITS, 120).close()
    with make.session(LIMITS, 121) as session:                    # messages and recipients
        session.ask("EHLO c101.clients.example")
        for _ in range(4):
            session.ask("MAIL FROM:<a@customer.example>")
            session.ask("RSET")
    for scope in (LIMITS, PHASES):                                # and too many for one message
        with make.session(scope, 122) as session:
            session.ask("EHLO c101.clients.example")
            session.ask("MAIL FROM:<a@customer.example>")
            for number in range(5):
                session.ask(f"RCPT TO:<b{number}@relayed.example>")
    for _ in range(3):
        with make.session(LIMITS, 123) as session:
            session.ask("EHLO c101.clients.example")
            session.start_tls(make.certificates.client_context())
            session.ask("QUIT")
    for _ in range(3):
        with make.session(LIMITS, 124) as session:
            session.ask("EHLO c101.clients.example")
            session.login("nobody@customer.example", "guess")
    for session in waiting:                                       # the time is up after 2 s
        session.reply()
        session.close()


def actions(make):
    """What access tables do to mail besides refusing it."""
    fates = {"hold": "held", "discard": "discarded", "redirect": "sent", "filter": "sent",
             "warn": "sent", "info": "sent", "prepend": "sent", "bcc": "sent", "delay": "refused"}
    for name, fate in fates.items():
        one = make.message("actions", {f"{name}@ok2.example": fate})
        if name == "filter":
            one.via = [[make.host["name"], "postfix"], [make.host["name"], "postfix-out"]]
        make.send(one, ACTIONS, make.random.choice(places.NAMED))
    for name in ("greylist", "policyreject", "policywarn", "policyhold"):
        fate = {"policywarn": "sent", "policyhold": "held"}.get(name, "refused")
        one = make.message("actions", {f"{name}@ok1.example": fate},
                           sender=f"{name}-{make.random.randrange(10**6)}@customer.example")
        make.send(one, ACTIONS, make.random.choice(places.NAMED))
    for last, sender in ((places.REFUSED_CLIENT, "eod@customer.example"),
                         (130, "a@nowhere.example"), (135, "b@customer.example")):
        make.send(make.message("actions", {"warned@ok1.example": "sent"}, sender=sender), ACTIONS,
                  last)


def other_clients(make):
    """Programs that others wrote: swaks and smtp-source(1)."""
    address = make.host["address"]
    for words in (["--to", "swaks@ok1.example", "--from", "swaks@customer.example"],
                  ["--to", "swaks@ok2.example", "--from", "swaks@customer.example", "--tls"],
                  ["--to", "swaks@ok2.example", "--quit-after", "RCPT"],
                  ["--to", "swaks@nowhere.example", "--drop-after", "RCPT"]):
        subprocess.run(["swaks", "--server", address, "--helo", "swaks.customer.example", *words],
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, timeout=30, check=False)
    subprocess.run(["smtp-source", "-s", "4", "-m", "20", "-l", "2000", "-f",
                    "source@customer.example", "-t", "many@ok3.example", f"{address}:25"],
                   stdin=subprocess.DEVNULL, timeout=30, check=False)


_BY_IPV6 = """
import smtplib
for port in {ports}:
    try:
        with smtplib.SMTP("::1", port, timeout=10) as server:
            server.sendmail("six@customer.example", ["six@relayed.example"], "Subject: 6\\n\\n6\\n")
    except (OSError, smtplib.SMTPException):
        pass   # refused by one of them, and everywhere where there is no IPv6
"""


def by_ipv6(make):
    """The loopback interface is the only IPv6 that a host has."""
    make.run("python3", "-c", _BY_IPV6.format(ports=(25, PHASES, places.POSTSCREEN)))


def bare_newlines(make):
    """Lines that end in LF alone (smtpd_forbid_bare_newline)."""
    for port in (25, LIMITS):   # the second refuses them
        with make.session(port, 125) as session:
            session.ask("EHLO c101.clients.example")
            session.ask("MAIL FROM:<a@customer.example>")
            session.ask("RCPT TO:<b@relayed.example>")
            session.ask("DATA")
            session.ask("Subject: bare\r\n\r\nline\nline\n\r\n.")


REFUSALS = (phases, actions)
CLIENTS = (odd_commands, endings, other_clients, by_ipv6, bare_newlines, limits)
