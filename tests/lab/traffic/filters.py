# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Content filters that pass mail on by SMTP: one behind the queue, one before it."""

import re
import socket
import socketserver

from traffic import places

_FORWARDED = (b"XFORWARD", b"MAIL", b"RCPT", b"RSET")


class _Filter(socketserver.StreamRequestHandler):
    """Passes each command to the server behind it, with the client's identity (XFORWARD_README)."""

    behind = 0
    answer = staticmethod(lambda reply: reply)

    def _say(self, reply):
        self.wfile.write(reply)
        self.wfile.flush()

    def _ask(self, data):
        self._far.write(data)
        self._far.flush()
        return self._reply()

    def _reply(self):
        lines = []
        while line := self._far.readline():
            lines.append(line)
            if line[3:4] != b"-":
                break
        return b"".join(lines) or b"421 4.3.0 server behind the filter is gone\r\n"

    def handle(self):
        try:
            with socket.create_connection(("127.0.0.1", self.behind)) as far:
                self._far = far.makefile("rwb")
                self._reply()
                self._serve()
        except ConnectionError:
            pass

    def _serve(self):
        self._say(b"220 filter.localhost ESMTP\r\n")
        self._ask(b"EHLO localhost\r\n")
        while line := self.rfile.readline():
            verb = line.split(None, 1)[0].upper() if line.split() else b""
            if verb in (b"EHLO", b"HELO"):
                self._say(b"250-filter.localhost\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n"
                          b"250 XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE\r\n")
            elif verb == b"DATA":
                self._data()
            elif verb == b"QUIT":
                self._say(b"221 2.0.0 Bye\r\n")
                self._ask(b"QUIT\r\n")
                return
            else:
                self._say(self._ask(line) if verb in _FORWARDED else b"250 2.0.0 Ok\r\n")

    def _data(self):
        self._say(b"354 go on\r\n")
        lines = []
        while (line := self.rfile.readline()) and line != b".\r\n":
            lines.append(line)
        head = b"".join(lines)[:4000].lower()
        if b"subject: filter-refuse" in head:
            self._ask(b"RSET\r\n")
            self._say(b"554 5.7.0 Reject, id=04711-03 - INFECTED: Eicar-Test-Signature\r\n")
        elif b"subject: filter-swallow" in head:
            self._ask(b"RSET\r\n")
            self._say(b"250 2.7.0 Ok, discarded, id=04711-04 - INFECTED: Eicar-Test-Signature\r\n")
        else:
            self._ask(b"DATA\r\n")
            self._say(self.answer(self._ask(b"".join(lines) + b".\r\n")))


class ContentFilter(_Filter):
    """Answers as amavisd-new does, with the next server's answer inside."""

    behind = places.SECOND_INSTANCE

    @staticmethod
    def answer(reply):
        return re.sub(rb"^250 (.*)\r\n$",
                      rb"250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 \1\r\n", reply)


class ProxyFilter(_Filter):
    behind = places.BEHIND_PROXY
