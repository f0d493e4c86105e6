# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lines of a message: encoded headers, multipart bodies, reports, attachments."""

import base64
import time

from mail import people, texts


def _words(text, charset, encode):
    """RFC 2047: encoded words of at most 75 characters, each of whole characters."""
    words, start = [], 0
    room = 75 - len(f"=?{charset}?x??=")
    while start < len(text):
        end = len(text)
        while len(encode(text[start:end])) > room:
            end -= max(1, (end - start) // 4)
        words.append(encode(text[start:end]))
        start = end
    return words


def _quoted_word(charset):
    def encode(text):
        return "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else
                       "_" if byte == 32 else f"={byte:02X}" for byte in text.encode(charset))
    return encode


def _base64_word(charset):
    return lambda text: base64.b64encode(text.encode(charset)).decode()


def header(rng, name, value):
    """Header lines; text comes out raw or as encoded words, bytes are taken as they are."""
    if isinstance(value, bytes):
        return [name + b": " + value]
    if value.isascii():
        return [name + b": " + value.encode()]
    way = rng.random()
    if way < 0.25:
        return [name + b": " + value.encode()]
    charset, letter, encode = "utf-8", "b", _base64_word("utf-8")
    if way > 0.6:
        letter, encode = "q", _quoted_word("utf-8")
    if way > 0.8:
        try:
            value.encode("iso-8859-1")
            charset, letter, encode = "iso-8859-1", "q", _quoted_word("iso-8859-1")
        except UnicodeEncodeError:
            pass
    words = [f"=?{charset}?{letter}?{word}?=".encode() for word in _words(value, charset, encode)]
    return [name + b": " + words[0]] + [b" " + word for word in words[1:]]


def mailbox(shown, address):
    return b'"%s" <%s>' % (shown.encode(), address)


def signature(rng, domain):
    value = base64.b64encode(rng.randbytes(192))
    return [b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=%s;" % domain,
            b"\ts=mail%d; t=%d; h=from:to:subject:date;" % (rng.randrange(1, 9), 1700000000),
            b"\tbh=" + base64.b64encode(rng.randbytes(32)) + b";",
            b"\tb=" + value[:70], b"\t " + value[70:140], b"\t " + value[140:]]


def received_chain(rng, now, domain):
    if rng.random() < 0.5:
        return []
    address = people.public_address(rng)
    stamp = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(now - 9)).encode()
    return [b"Received: from laptop (unknown [%s])" % address,
            b"\tby submit.%s (Postfix) with ESMTPSA id 4%010XzX" % (domain, rng.getrandbits(40)),
            b"\tfor <someone@%s>; %s" % (domain, stamp)]


def _sentences(rng):
    return [sentence.encode() for sentence in rng.sample(texts.SENTENCES, rng.randrange(2, 6))]


def plain(line):
    return [b"MIME-Version: 1.0", b"Content-Type: text/plain; charset=utf-8",
            b"Content-Transfer-Encoding: 8bit", b"", line]


def alternative(rng):
    boundary = b"=_%016x" % rng.getrandbits(64)
    sentences = _sentences(rng)
    link = b"https://%s/%x" % (rng.choice(people.SMALL).encode(), rng.getrandbits(64))
    return [b"MIME-Version: 1.0", b'Content-Type: multipart/alternative; boundary="%s"' % boundary,
            b"", b"--" + boundary, b"Content-Type: text/plain; charset=utf-8",
            b"Content-Transfer-Encoding: 8bit", b"", *sentences, b"", link, b"",
            b"--" + boundary, b"Content-Type: text/html; charset=utf-8",
            b"Content-Transfer-Encoding: 8bit", b"", b"<html><body>",
            *(b"<p>%s</p>" % sentence for sentence in sentences),
            b'<p><a href="%s">%s</a></p>' % (link, sentences[-1]),
            b'<img src="%s.png" width=1 height=1>' % link, b"</body></html>", b"",
            b"--" + boundary + b"--"]


def attachment(rng):
    boundary = b"=_%016x" % rng.getrandbits(64)
    kind = rng.choice(((b"application/pdf", b"report-%d.pdf", b"%PDF-1.7\n"),
                       (b"image/jpeg", b"IMG_%d.jpg", b"\xff\xd8\xff\xe0"),
                       (b"application/zip", b"photos%d.zip", b"PK\x03\x04")))
    data = kind[2] + rng.randbytes(rng.choice((900, 3000, 9000, 24000)))
    name = kind[1] % rng.randrange(1, 9999)
    return [b"MIME-Version: 1.0", b'Content-Type: multipart/mixed; boundary="%s"' % boundary, b"",
            b"This is a multi-part message in MIME format.", b"--" + boundary,
            b"Content-Type: text/plain; charset=utf-8", b"Content-Transfer-Encoding: 8bit", b"",
            *_sentences(rng), b"", b"--" + boundary,
            b'Content-Type: %s; name="%s"' % (kind[0], name), b"Content-Transfer-Encoding: base64",
            b'Content-Disposition: attachment; filename="%s"' % name, b"",
            *base64.encodebytes(data).splitlines(), b"", b"--" + boundary + b"--"]


def report(rng, failed):
    """A bounce as bounce(8) writes it (RFC 3464)."""
    boundary = b"%010X.%d/mx" % (rng.getrandbits(40), rng.randrange(10**9, 2 * 10**9))
    return [b"MIME-Version: 1.0",
            b"Content-Type: multipart/report; report-type=delivery-status;",
            b'\tboundary="%s"' % boundary, b"", b"This is a MIME-encapsulated message.", b"",
            b"--" + boundary, b"Content-Description: Notification",
            b"Content-Type: text/plain; charset=us-ascii", b"",
            b"This is the mail system.", b"",
            b"I'm sorry to have to inform you that your message could not",
            b"be delivered to one or more recipients. It's attached below.", b"",
            b"<%s>: host mx.x.example[203.0.113.5] said: 550 5.1.1" % failed,
            b"    <%s>: Recipient address rejected: User unknown (in reply to" % failed,
            b"    RCPT TO command)", b"", b"--" + boundary,
            b"Content-Description: Delivery report", b"Content-Type: message/delivery-status", b"",
            b"Reporting-MTA: dns; mx.x.example", b"", b"Final-Recipient: rfc822; " + failed,
            b"Action: failed", b"Status: 5.1.1", b"", b"--" + boundary,
            b"Content-Description: Undelivered Message Headers",
            b"Content-Type: text/rfc822-headers", b"", b"From: info@kontor-brandt.example",
            b"Subject: Your parcel is waiting for you", b"", b"--" + boundary + b"--"]
