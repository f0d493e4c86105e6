# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""mail.log as the filled messages would have left it: arrival, first and last attempt."""

import os
import shutil
import time
import zlib

_PARTS = "/run/history"
_LOG = "/var/log/mail.log"


def _stamp(seconds):
    whole = int(seconds)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole)) \
        + ".%06d+00:00" % ((seconds - whole) * 1e6)


class Writer:
    """One worker's part; finish() sorts the parts together."""

    def __init__(self, instance, hostname):
        os.makedirs(_PARTS, mode=0o1777, exist_ok=True)
        self._file = open(f"{_PARTS}/{instance or 'postfix'}.{os.getpid()}", "wb", 1 << 20)
        self._instance = (instance or "postfix").encode()
        self._host = hostname.split(b".")[0]

    def _line(self, when, program, text):
        self._file.write(b"%s %s %s/%s[%d]: %s\n" % (
            _stamp(when).encode(), self._host, self._instance, program,
            1000 + zlib.crc32(program) % 7000, text))

    def add(self, item, queue_id, arrival, now):
        queue_id = queue_id.encode()
        if item.client:
            name, address, _, _, _ = item.client
            sasl = b", sasl_method=PLAIN, sasl_username=" + item.sasl_username \
                if item.sasl_username else b""
            self._line(arrival, b"smtpd",
                       b"%s: client=%s[%s]%s" % (queue_id, name, address, sasl))
        else:
            self._line(arrival, b"pickup", b"%s: uid=%d from=<%s>"
                       % (queue_id, item.uid, item.full_name))
        self._line(arrival + 0.004, b"cleanup", b"%s: message-id=%s" % (queue_id, item.message_id))
        self._line(arrival + 0.009, b"qmgr", b"%s: from=<%s>, size=%d, nrcpt=%d (queue active)"
                   % (queue_id, _printable(item.sender), sum(map(len, item.content)),
                      len(item.recipients)))
        for recipient in item.recipients:
            if recipient.done:
                self._attempt(arrival + 1.2, arrival, queue_id, recipient, b"2.0.0", b"sent",
                              b"250 2.0.0 Ok: queued as 4Xk9")
            elif recipient.reason:
                status, reason = recipient.reason
                self._attempt(arrival + 2.5, arrival, queue_id, recipient, status, b"deferred",
                              reason)
                if item.age > 1200:
                    last = now - item.age % 900 - 5
                    self._attempt(last, arrival, queue_id, recipient, status, b"deferred", reason)

    def _attempt(self, when, arrival, queue_id, recipient, status, result, text):
        delay = when - arrival
        self._line(when, b"smtp",
                   b"%s: to=<%s>, relay=%s, delay=%.2g, delays=%.2g/0.02/1.1/0.3, dsn=%s, "
                   b"status=%s (%s)" % (queue_id, _printable(recipient.address), recipient.relay,
                                        delay, max(0.0, delay - 1.4), status, result,
                                        _printable(text)))

    def close(self):
        self._file.close()


def _printable(text):
    """msg_syslog() replaces control characters in the same way."""
    return bytes(63 if byte < 32 or byte == 127 else byte for byte in text) \
        if min(text, default=32) < 32 else text


def finish():
    """Append all parts to the log, in order of time."""
    if not os.path.isdir(_PARTS):
        return
    lines = []
    for name in sorted(os.listdir(_PARTS)):
        with open(f"{_PARTS}/{name}", "rb") as file:
            lines += file.readlines()
    shutil.rmtree(_PARTS)
    lines.sort()
    with open(_LOG, "ab") as file:
        file.writelines(lines)
    shutil.chown(_LOG, "root", "adm")
    os.chmod(_LOG, 0o640)
