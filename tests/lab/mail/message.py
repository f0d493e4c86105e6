# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a mail server in trouble holds: mostly the spam of one stolen account, and ordinary mail.

Message n of a seed is always the same, whoever asks for it and in whatever order.
"""

import dataclasses
import random
import time
import zlib

from mail import mime, people, reasons, texts
from mail.hostile import HOSTILE

STOLEN_ACCOUNT = b"info@kontor-brandt.example"
_STOLEN_DOMAIN = b"kontor-brandt.example"
_CUSTOMERS = (b"nordwerk.example", b"praxis-am-markt.example", b"atelier-lune.example",
              b"bodega-sol.example", b"riverbooks.example", b"alpenblick.example")
_SHOPS = (b"greenshop.example", b"kraeuterbeet.example", b"lumodes.example")
_HOUR = 3600
_OLDEST = 4.9 * 24 * _HOUR   # younger than maximal_queue_lifetime, or a queue run would bounce it


@dataclasses.dataclass
class Recipient:
    address: bytes
    reason: tuple = None        # (enhanced status, text) of the last attempt
    relay: bytes = b"none"
    done: bool = False          # delivered; the message waits for the others
    original: bytes = b""


@dataclasses.dataclass
class Message:
    queue: str
    age: float                  # seconds since it arrived
    sender: bytes               # raw, as in a queue file; empty for bounces
    recipients: list
    content: list               # lines after the first Received header
    message_id: bytes
    client: tuple = None        # (name, address, port, helo, protocol), None: local submission
    sasl_username: bytes = b""
    eight_bit: bool = False
    uid: int = 0
    full_name: bytes = b"root"


class Generator:
    def __init__(self, place, seed):
        self._base = zlib.crc32(f"{place}/{seed}".encode())
        self._epoch = int(time.time())

    def message(self, number):
        rng = random.Random(self._base << 32 | number)
        kind = rng.random()
        if number % 60 == 7:
            item = self._hostile(rng, number // 60)
        elif kind < 0.62:
            item = self._spam(rng)
        elif kind < 0.72:
            item = self._newsletter(rng)
        elif kind < 0.81:
            item = self._bounce(rng)
        elif kind < 0.97:
            item = self._personal(rng)
        else:
            item = self._cron(rng)
        item.eight_bit = any(not line.isascii() for line in item.content)
        return item

    # --- parts ---

    @staticmethod
    def _queue(rng):
        place = rng.random()
        if place < 0.925:
            return "deferred"
        if place < 0.96:
            return "active"
        if place < 0.995:
            return "hold"
        return "incoming"

    @staticmethod
    def _spam_age(rng):
        # A burst that began five and a half hours ago and faded; some of the night before.
        if rng.random() < 0.9:
            return rng.triangular(1.5 * _HOUR, 5.5 * _HOUR, 4.6 * _HOUR)
        return rng.triangular(20 * _HOUR, 30 * _HOUR, 28 * _HOUR)

    @staticmethod
    def _ordinary_age(rng):
        return min(rng.expovariate(1 / (14 * _HOUR)) + 3, _OLDEST - rng.random() * _HOUR)

    @staticmethod
    def _recipients(rng, queue, sender, count, domains=None):
        found = {}
        for _ in range(count):
            address = people.recipient(rng, slow=queue == "active")
            if domains:
                address = address.rpartition(b"@")[0] + b"@" + rng.choice(domains)
            if address in found:
                continue
            recipient = found[address] = Recipient(address)
            # Mail that was tried has reasons, but qmgr removes the defer log when it makes a
            # message active (qmgr_message.c), and a log can be missing or incomplete.
            if rng.random() < {"deferred": 0.985, "hold": 0.6}.get(queue, 0):
                status, text, recipient.relay = reasons.reason(
                    rng, address.rpartition(b"@")[2], sender)
                recipient.reason = (status, text)
        recipients = list(found.values())
        if queue == "deferred" and len(recipients) > 2:
            for recipient in recipients[1:]:
                recipient.done = rng.random() < 0.2
        return recipients

    def _finish(self, rng, queue, age, sender, recipients, subject, visible_from, body, client,
                sasl=b"", domain=b"x.example", extra=(), signed=True):
        message_id = b"<%x.%08x@%s>" % (rng.getrandbits(48), rng.getrandbits(32), domain)
        # Most mail is seconds on its way before it reaches us.
        date = time.strftime("%a, %d %b %Y %H:%M:%S +0000",
                             time.gmtime(self._epoch - age - rng.random() * 9)).encode()
        lines = list(extra)
        if signed:
            lines += mime.signature(rng, domain)
        to = recipients[0].address if len(recipients) < 6 else b"undisclosed-recipients:;"
        lines += [b"Date: " + date, b"From: " + visible_from, b"To: " + to]
        lines += mime.header(rng, b"Subject", subject)
        lines += [b"Message-ID: " + message_id]
        lines += body
        age = 2 + rng.random() * 20 if queue == "incoming" else age
        return Message(queue, age, sender, recipients, lines, message_id, client, sasl)

    def _client(self, rng, protocol=b"ESMTPSA"):
        address = people.public_address(rng)
        named = b"host-%s.dyn.isp.example" % address.replace(b".", b"-")
        name = rng.choice((b"unknown", b"unknown", named))
        helo = rng.choice((b"[%s]" % address, b"DESKTOP-%06X" % rng.getrandbits(24), b"localhost"))
        return name, address, b"%d" % rng.randrange(1025, 65000), helo, protocol

    @staticmethod
    def _count(rng):
        size = rng.random()
        if size < 0.77:
            return 1
        if size < 0.97:
            return rng.randrange(2, 6)
        return rng.randrange(6, 20) if size < 0.996 else rng.randrange(50, 91)

    # --- kinds ---

    def _spam(self, rng):
        queue = self._queue(rng)
        sender = STOLEN_ACCOUNT
        if rng.random() > 0.55:
            sender = b"%s%d@%s" % (rng.choice(texts.SPOOFED).encode(), rng.randrange(1, 40),
                                   rng.choice(people.SMALL).encode() if rng.random() < 0.5
                                   else _STOLEN_DOMAIN)
        subject = rng.choice(texts.SPAM_SUBJECTS).format(n=rng.randrange(1000, 99999))
        shown = rng.choice(("DHL Express", "Support", "Buchhaltung", "Service", "Kundendienst"))
        return self._finish(
            rng, queue, self._spam_age(rng), sender,
            self._recipients(rng, queue, sender, self._count(rng)), subject,
            mime.mailbox(shown, sender), mime.alternative(rng), self._client(rng),
            sasl=STOLEN_ACCOUNT, domain=_STOLEN_DOMAIN, signed=rng.random() < 0.8)

    def _newsletter(self, rng):
        queue = self._queue(rng)
        shop = rng.choice(_SHOPS)
        recipients = self._recipients(rng, queue, b"news@" + shop, 1 if rng.random() < 0.96 else 60)
        sender = b"news@" + shop
        if len(recipients) == 1:   # VERP: the recipient in the sender
            sender = b"bounce+" + recipients[0].address.replace(b"@", b"=") + b"@" + shop
        subject = rng.choice(texts.NEWS_SUBJECTS).format(n=rng.randrange(2, 200))
        age = rng.triangular(25 * _HOUR, 27 * _HOUR, 26 * _HOUR)
        extra = [b"List-Id: <news.%s>" % shop, b"List-Unsubscribe: <https://%s/u/%x>"
                 % (shop, rng.getrandbits(40)), b"Precedence: bulk"]
        return self._finish(rng, queue, age, sender, recipients, subject,
                            mime.mailbox("News", b"news@" + shop), mime.alternative(rng),
                            (b"news." + shop, b"192.0.2.80", b"40112", b"news." + shop, b"ESMTPS"),
                            domain=shop, extra=extra)

    def _bounce(self, rng):
        queue = self._queue(rng)
        recipients = self._recipients(rng, queue, b"", 1)
        failed = people.recipient(rng)
        return self._finish(
            rng, queue, self._spam_age(rng) * 0.9, b"", recipients,
            "Undelivered Mail Returned to Sender", b"MAILER-DAEMON (Mail Delivery System)",
            mime.report(rng, failed), (b"localhost", b"127.0.0.1", b"52110", b"localhost", b"ESMTP"),
            domain=b"localhost", signed=False,
            extra=[b"Auto-Submitted: auto-replied"])

    def _personal(self, rng):
        queue = self._queue(rng)
        customer = rng.choice(_CUSTOMERS)
        local, shown = people.person(rng)
        sender = local + b"@" + customer
        recipients = self._recipients(rng, queue, sender, rng.choice((1, 1, 1, 2, 3)))
        subject = rng.choice(texts.PERSONAL_SUBJECTS).format(n=rng.randrange(100, 9999))
        body = mime.attachment(rng) if rng.random() < 0.25 else mime.alternative(rng)
        return self._finish(rng, queue, self._ordinary_age(rng), sender, recipients, subject,
                            mime.mailbox(shown, sender), body, self._client(rng), sasl=sender,
                            domain=customer, extra=mime.received_chain(rng, self._epoch, customer))

    def _cron(self, rng):
        queue = self._queue(rng)
        recipients = [Recipient(b"ops@" + rng.choice(_CUSTOMERS if queue != "active"
                                                     else people.SLOW), original=b"root")]
        if queue in ("deferred", "hold"):
            status, text, recipients[0].relay = reasons.reason(
                rng, recipients[0].address.partition(b"@")[2], b"root")
            recipients[0].reason = (status, text)
        item = self._finish(
            rng, queue, self._ordinary_age(rng), b"root@localhost.example", recipients,
            "Cron <root@%s> /usr/local/bin/backup" % rng.choice(("web1", "db2", "shop")),
            b"root (Cron Daemon)", mime.plain(b"backup: %d files, %d errors" % (
                rng.randrange(10**6), rng.randrange(3))), None, signed=False)
        item.full_name = b"root"
        return item

    def _hostile(self, rng, number):
        sender, subject, address, text = HOSTILE[number % len(HOSTILE)]
        queue = "hold" if number % 5 == 4 else "deferred"
        recipients = self._recipients(rng, queue, b"nobody@x.example", 1)
        recipient = recipients[0]
        if address:
            recipient.address = address
        if text or not recipient.reason:
            recipient.reason = (b"4.0.0", text or b"connect to mx.x.example[203.0.113.7]:25: "
                                b"Connection timed out")
        item = self._finish(rng, queue, self._ordinary_age(rng), sender, recipients, subject,
                            b'"' + sender[:60].replace(b'"', b"") + b'" <nobody@x.example>',
                            mime.plain(b"<script>document.write('x')</script> " + sender),
                            self._client(rng, b"ESMTP"), signed=False)
        return item

