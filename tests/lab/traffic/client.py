# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An SMTP client that does what it is told, well or badly."""

import base64
import re
import socket

from traffic.sinks import reset

_SECONDS = 20   # no server here takes longer, so nothing waits for ever
_QUEUED = re.compile(r"queued as ([0-9A-Za-z]+)")


class Session:
    """A connection from one of our addresses. Replies are text; "" when the server hung up."""

    def __init__(self, address, port, source, greeting=True):
        self._socket = socket.create_connection((address, port), _SECONDS, (source, 0))
        self._file = self._socket.makefile("rb")
        if greeting:
            self.greeting = self.reply()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, data):
        try:
            self._socket.sendall(data if isinstance(data, bytes) else data.encode())
        except OSError:
            pass

    def reply(self):
        lines = []
        try:
            while line := self._file.readline():
                lines.append(line.decode("latin-1"))
                if line[3:4] != b"-":
                    break
        except OSError:
            pass
        return "".join(lines).strip()

    def ask(self, command):
        self.send(command + "\r\n" if isinstance(command, str) else command)
        return self.reply()

    def start_tls(self, context):
        if self.ask("STARTTLS").startswith("220"):
            self.wrap(context)

    def wrap(self, context):
        self._socket = context.wrap_socket(self._socket)
        self._file = self._socket.makefile("rb")

    def login(self, user, password, method="PLAIN"):
        secret = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        if method == "PLAIN":
            return self.ask(f"AUTH PLAIN {secret}")
        self.ask("AUTH LOGIN")
        self.ask(base64.b64encode(user.encode()).decode())
        return self.ask(base64.b64encode(password.encode()).decode())

    def mail(self, sender, recipients, content, options=""):
        """A whole transaction. Returns (accepted recipients, the last reply)."""
        answer = self.ask(f"MAIL FROM:<{sender}>{options}")
        if not answer.startswith("2"):
            return [], answer
        accepted = []
        for recipient in recipients:
            address, _, more = recipient.partition(" ")
            answer = self.ask(f"RCPT TO:<{address}>{' ' + more if more else ''}")
            if answer.startswith("2"):
                accepted.append(recipient)
        if not accepted:
            return [], answer
        answer = self.ask("DATA")
        if not answer.startswith("3"):
            return accepted, answer
        self.send(content)
        return accepted, self.ask(".")

    def hang_up(self):
        """With a RST, where close() would send a FIN."""
        self._file.close()
        reset(self._socket)

    def close(self):
        try:
            self._file.close()
            self._socket.close()
        except OSError:
            pass


def queue_id(reply):
    found = _QUEUED.search(reply)
    return found.group(1) if found else None
