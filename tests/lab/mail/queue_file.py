# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Postfix queue files and defer logs, byte for byte as cleanup(8) and bounce(8) write them.

Sources, Postfix 3.10: src/global/rec_type.h and record.c (records), cleanup_envelope.c,
cleanup_message.c, cleanup_extracted.c and cleanup_final.c (their order), smtpd.c mail_open_stream
(client attributes), mail_queue.h (queue IDs), bounce_append_service.c (defer logs).
"""

import time

_LINE_LIMIT = 2048   # line_length_limit: longer lines are stored in pieces

# 10 digits and the consonants: no vowels, so no words (mail_queue.h, safe_ultostr.c).
_SAFE = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"
_SPECIALS = frozenset(b"()<>@,;:\\\"[] \x7f" + bytes(range(32)))


def record(kind, data=b""):
    """One record: type, length in 7-bit groups with the low one first, data (rec_put)."""
    length = len(data)
    if length < 128:
        return kind + bytes((length,)) + data
    header = bytearray(kind)
    while length >= 128:
        header.append(length & 127 | 128)
        length >>= 7
    header.append(length)
    return bytes(header) + data


def _safe_number(value, base, width=0):
    digits = ""
    while value:
        value, digit = divmod(value, base)
        digits = _SAFE[digit] + digits
    return digits.rjust(width, "0")


def short_id(microseconds, inode):
    """Microseconds as five hexadecimal digits, then the inode: repeats in the course of time."""
    return f"{microseconds:05X}{inode:X}"


def long_id(seconds, microseconds, inode):
    """The time in base 52, 'z', and the inode in base 51, which has no 'z'."""
    return (_safe_number(seconds, 52, 6) + _safe_number(microseconds, 52, 4) + "z"
            + _safe_number(inode, 51))


def hash_directory(microseconds):
    """The subdirectory for hash_queue_depth=1, the same for both forms: dir_forest() takes the
    first character of a short ID, and of the microseconds in hexadecimal for a long one."""
    return f"{microseconds:05X}"[0]


def quoted(address):
    """The address as quote_822_local() shows it: the local part quoted where RFC 822 wants it."""
    local, at, domain = address.rpartition(b"@")
    if not at:
        local, domain = address, b""
    plain = local and not (set(local) & _SPECIALS) and not local.startswith(b".") \
        and not local.endswith(b".") and b".." not in local
    if plain:
        return address
    escaped = b"".join(b"\\" + bytes((c,)) if c in b"\\\"\r\n" else bytes((c,)) for c in local)
    return b'"' + escaped + b'"' + at + domain


def _client_attributes(client, server_address):
    name, address, port, helo, protocol = client
    origin = b"%s[%s]" % (name, address)
    values = (
        (b"log_client_name", name), (b"log_client_address", address), (b"log_client_port", port),
        (b"log_message_origin", origin), (b"log_helo_name", helo), (b"log_protocol_name", protocol),
        (b"client_name", name), (b"reverse_client_name", name), (b"client_address", address),
        (b"client_port", port), (b"server_address", server_address), (b"server_port", b"587"),
        (b"helo_name", helo), (b"protocol_name", protocol), (b"client_address_type", b"2"))
    return b"".join(record(b"A", name + b"=" + value) for name, value in values)


def received_header(message, queue_id, hostname, arrival):
    stamp = time.strftime("%a, %d %b %Y %H:%M:%S +0000 (UTC)", time.gmtime(arrival)).encode()
    if not message.client:
        return [b"Received: by %s (Postfix, from userid %d)" % (hostname, message.uid),
                b"\tid %s; %s" % (queue_id, stamp)]
    name, address, _, helo, protocol = message.client
    lines = [b"Received: from %s (%s [%s])" % (helo, name, address)]
    if message.sasl_username:
        lines.append(b"\t(Authenticated sender: %s)" % message.sasl_username)
    if len(message.recipients) == 1:
        lines += [b"\tby %s (Postfix) with %s id %s" % (hostname, protocol, queue_id),
                  b"\tfor <%s>; %s" % (quoted(message.recipients[0].address), stamp)]
    else:
        lines += [b"\tby %s (Postfix) with %s id %s;" % (hostname, protocol, queue_id),
                  b"\t" + stamp]
    return lines


def queue_file(message, queue_id, hostname, server_address, arrival):
    """The whole file, and each recipient's offset in it (which the defer log refers to)."""
    queue_id = queue_id.encode()
    seconds = int(arrival)
    text = [record(b"T", b"%d %d" % (seconds, (arrival - seconds) * 1e6)),
            record(b"A", b"create_time=%d" % seconds)]
    if message.client:
        text += [record(b"A", b"log_ident=" + queue_id), record(b"A", b"rewrite_context=remote")]
        if message.sasl_username:
            text += [record(b"A", b"sasl_method=PLAIN"),
                     record(b"A", b"sasl_username=" + message.sasl_username)]
        text.append(record(b"S", message.sender))
        if message.eight_bit:
            text.append(record(b"A", b"encoding=8bit"))
        text.append(_client_attributes(message.client, server_address))
    else:
        text += [record(b"A", b"rewrite_context=local"), record(b"F", message.full_name),
                 record(b"S", message.sender)]
    size_length = len(record(b"C", b"%15d" % 0 + b" %15d" % 0 * 5))
    position = size_length + sum(map(len, text))
    offsets = []
    for recipient in message.recipients:
        external = quoted(recipient.address)
        before = record(b"A", b"dsn_orig_rcpt=rfc822;" + external) \
            + record(b"O", recipient.original or recipient.address)
        offsets.append(position + len(before))
        text.append(before + record(b"D" if recipient.done else b"R", recipient.address))
        position += len(text[-1])
    envelope = b"".join(text) + record(b"M")
    data_offset = size_length + len(envelope)
    content = []
    for line in received_header(message, queue_id, hostname, arrival) + message.content:
        while len(line) > _LINE_LIMIT:
            content.append(record(b"L", line[:_LINE_LIMIT]))
            line = line[_LINE_LIMIT:]
        content.append(record(b"N", line))
    body = b"".join(content)
    extracted = record(b"X")
    if message.eight_bit:
        extracted += record(b"A", b"encoding=8bit")
    if message.message_id:
        extracted += record(b"A", b"message_id=" + message.message_id)
    # REC_TYPE_SIZE_FORMAT: content size, its offset, recipients, qmgr flags, body length, sendopts
    size = record(b"C", b"%15d %15d %15d %15d %15d %15d" % (
        len(body), data_offset, len(message.recipients), 0, len(body), 0))
    return size + envelope + body + extracted + record(b"E"), offsets


def defer_log(message, offsets):
    """One entry for each recipient that was tried: the old form, then the new one, both in the
    same entry, as bounce_append_service() writes it for compatibility."""
    entries = []
    for recipient, offset in zip(message.recipients, offsets):
        if recipient.done or not recipient.reason:
            continue
        external, (status, reason) = quoted(recipient.address), recipient.reason
        entries.append(
            b"\n<%s>: %s\nrecipient=%s\noffset=%d\ndsn_orig_rcpt=rfc822;%s\n"
            b"status=%s\naction=delayed\nreason=%s\n\n"
            % (external, reason, external, offset, external, status, reason))
    return b"".join(entries)
