# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A milter that does at each stage what the client's words ask for.

A HELO name, sender, recipient or subject with "reject@STAGE" and the like in it has the answer at
that stage: 10.77.K.131 is refused when it connects. Protocol: version 6 of sendmail's
libmilter/mfdef.h.
"""

import socketserver
import struct

_STAGES = {b"C": "connect", b"H": "helo", b"M": "mail", b"R": "rcpt", b"T": "data", b"E": "eom",
           b"U": "unknown", b"L": "header", b"B": "body", b"N": "eoh"}
_ACTIONS = 0x1 | 0x4 | 0x8 | 0x10 | 0x20 | 0x40
REFUSED_CLIENT = ".131"


class Handler(socketserver.StreamRequestHandler):
    def _send(self, command, data=b""):
        self.wfile.write(struct.pack(">I", len(data) + 1) + command + data)
        self.wfile.flush()

    def handle(self):
        self._wishes = set()
        try:
            while header := self.rfile.read(4):
                packet = self.rfile.read(struct.unpack(">I", header)[0])
                command, data = packet[:1], packet[1:]
                if command == b"O":
                    self._send(b"O", struct.pack(">III", 6, _ACTIONS, 0))
                elif command == b"Q":
                    return
                elif command == b"A":
                    self._wishes.clear()
                elif command != b"D" and command != b"K":
                    self._answer(command, data)
        except ConnectionError:
            pass

    def _answer(self, command, data):
        stage = _STAGES.get(command, "")
        text = data.decode("latin-1").lower()
        if stage == "connect":
            if REFUSED_CLIENT in text:
                return self._send(b"y", b"554 5.7.1 Not from there\0")
        for wish in ("reject", "tempfail", "discard", "quarantine", "shutdown", "replycode"):
            for at in _STAGES.values():
                if f"{wish}-{at}" in text:
                    self._wishes.add((wish, at))
        wanted = {wish for wish, at in self._wishes if at == stage}
        if "quarantine" in wanted:
            self._send(b"q", b"looks odd\0")
        if stage == "rcpt":   # one recipient's answer is not the next one's
            self._wishes = {wish for wish in self._wishes if wish[1] != "rcpt"}
        for wish, code in (("reject", b"r"), ("tempfail", b"t"), ("discard", b"d"),
                           ("shutdown", b"4")):
            if wish in wanted:
                return self._send(code)
        if "replycode" in wanted:
            return self._send(b"y", b"550 5.7.1 Blocked by policy: 100%% spam\0")
        return self._send(b"c")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), Handler)
