# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The servers that mail is sent to. Those that smtp-sink(1) can play, it plays."""

import socket
import socketserver
import ssl
import struct
import subprocess
import threading
import time
import zlib

from traffic import places


class _Session(socketserver.StreamRequestHandler):
    """An SMTP server; a subclass says what is odd about it."""

    extensions = ("PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES", "DSN")
    lmtp = False

    def handle(self):
        self._accepted = []
        try:
            if self.greet():
                while (line := self.rfile.readline(4096)) and self._command(line):
                    pass
        except (OSError, ssl.SSLError):
            pass

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")
        self.wfile.flush()

    def _command(self, line):
        words = line.decode("latin-1").strip()
        verb = words.partition(" ")[0].upper()
        handler = getattr(self, "do_" + verb.lower(), None)
        if handler is None:
            self.say("500 5.5.2 Error: bad syntax")
            return True
        return handler(words) is not False

    # --- what a subclass may change ---

    def greet(self):
        self.say("220 sink.example ESMTP")
        return True

    def mail(self, sender):
        return "250 2.1.0 Ok"

    def rcpt(self, recipient):
        return "250 2.1.5 Ok"

    def done(self, content):
        """The answers after the message: one, or in LMTP one for each recipient."""
        return [self.taken(content)]

    def taken(self, content):
        return "250 2.0.0 Ok: queued as %08X" % zlib.crc32(content)

    # --- commands ---

    def do_ehlo(self, _):
        self._accepted = []
        lines = ["sink.example", *self.extensions]
        for number, line in enumerate(lines):
            self.say(f"250{' ' if number == len(lines) - 1 else '-'}{line}")

    do_helo = do_lhlo = do_ehlo

    def do_starttls(self, _):
        if "STARTTLS" not in self.extensions:
            return self.say("502 5.5.1 Error: command not implemented")
        self.say("220 2.0.0 Ready to start TLS")
        return self.start_tls()

    def start_tls(self):
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb")

    def do_mail(self, words):
        self.say(self.mail(words.partition("<")[2].partition(">")[0]))

    def do_rcpt(self, words):
        recipient = words.partition("<")[2].partition(">")[0]
        answer = self.rcpt(recipient)
        if answer.startswith("2"):
            self._accepted.append(recipient)
        self.say(answer)

    def do_data(self, _):
        if not self._accepted:
            return self.say("554 5.5.1 Error: no valid recipients")
        self.say("354 End data with <CR><LF>.<CR><LF>")
        lines = []
        while (line := self.rfile.readline()) and line != b".\r\n":
            lines.append(line)
        answers = self.done(b"".join(lines))
        for answer in answers or []:
            self.say(answer)
        self._accepted = []
        return bool(answers)

    def do_rset(self, _):
        self._accepted = []
        self.say("250 2.0.0 Ok")

    def do_noop(self, _):
        self.say("250 2.0.0 Ok")

    def do_quit(self, _):
        self.say("221 2.0.0 Bye")
        return False


class Accepts(_Session):
    pass


class Rejects(_Session):
    def rcpt(self, recipient):
        return f"550 5.1.1 <{recipient}>: Recipient address rejected: User unknown in local table"


class Greylists(_Session):
    """Each recipient is let in the second time."""

    _seen = set()

    def rcpt(self, recipient):
        if recipient in self._seen:
            return "250 2.1.5 Ok"
        self._seen.add(recipient)
        return "450 4.2.0 <%s>: Recipient address rejected: Greylisted, try again in 1 second" \
            % recipient


class NeverGreets(_Session):
    def greet(self):
        self.rfile.read()
        return False


class Stalls(_Session):
    """Takes its time over a message: long enough to be looked at, and within the client's."""

    def done(self, content):
        self.server.released.wait(20)
        return super().done(content)


class LosesData(_Session):
    def done(self, content):
        return None


class RefusesToTalk(_Session):
    def greet(self):
        self.say("554 5.7.1 [10.77.1.11] is blocked; see https://bl.example/why?(ip)&x=1")
        return False


class Mixed(_Session):
    """The recipient's local part asks for the answer."""

    def rcpt(self, recipient):
        if recipient.startswith("bad"):
            return f"550 5.1.1 <{recipient}>... User unknown"
        if recipient.startswith("later"):
            return "451 4.7.1 Try again later, please"
        if recipient.startswith("full"):
            return "452 4.2.2 The email account that you tried to reach is over quota"
        return "250 2.1.5 Ok"


class Odd(_Session):
    """Answers that are hard to read: many lines, brackets, no enhanced code, other bytes."""

    def rcpt(self, recipient):
        if recipient.startswith("lines"):
            self.say("550-5.7.1 Our system has detected that this message is")
            self.say("550-5.7.1 likely unsolicited mail (see (below)), status=sent (250 ok)")
            return "550 5.7.1 to=<x@y>, relay=none; dsn=2.0.0"
        if recipient.startswith("nocode"):
            return "551 not here"
        if recipient.startswith("bytes"):
            return "550 5.1.1 Empf\xe4nger unbekannt \u2014 \u201etot\u201c\x1b[31m"
        return "250 2.1.5 Ok"

    def taken(self, content):
        return "250 2.0.0 <abc@x.example> [InternalId=4711, Hostname=mbx.x.example] 5 bytes in " \
            "0.1, 12.3 KB/sec Queued mail for delivery -> 250 2.1.5"


class NoBounces(_Session):
    def mail(self, sender):
        return "250 2.1.0 Ok" if sender else "550 5.7.1 Null senders are not welcome here"

    def rcpt(self, recipient):
        return "250 2.1.5 Ok" if recipient.startswith("ok") else "550 5.1.1 no such user"


class Tls(_Session):
    extensions = (*_Session.extensions, "STARTTLS")


class GarbledTls(Tls):
    def start_tls(self):
        self.wfile.write(b"this is no TLS\r\n" * 20)
        self.wfile.flush()
        return False


class WantsLogin(_Session):
    extensions = (*_Session.extensions, "AUTH PLAIN LOGIN")

    def do_auth(self, _):
        self.say("535 5.7.8 Error: authentication failed: bad password")


class Lmtp(_Session):
    lmtp = True

    def greet(self):
        self.say("220 store.example LMTP")
        return True

    def rcpt(self, recipient):
        if recipient.startswith("nobody"):
            return f"550 5.1.1 <{recipient}> User doesn't exist: {recipient}"
        return "250 2.1.5 OK"

    def done(self, content):
        return [f"452 4.2.2 <{recipient}> Quota exceeded (mailbox for user is full)"
                if recipient.startswith("full") else
                f"250 2.0.0 <{recipient}> {zlib.crc32(content + recipient.encode()):08x} Saved"
                for recipient in self._accepted]


_PLAYERS = {151: Accepts, 152: Rejects, 153: Greylists, 156: NeverGreets, 157: LosesData,
            162: Tls, 163: Tls, 164: Tls, 165: Tls, 166: GarbledTls, 167: WantsLogin, 169: Mixed,
            170: NoBounces, 171: RefusesToTalk, 174: Odd, 175: Stalls}


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        """A client that went away is no error here."""


class Sinks:
    def __init__(self, network, certificates):
        self._servers = []
        self._children = []
        self.released = threading.Event()
        for last, player in _PLAYERS.items():
            self._serve(network, last, 25, player, certificates.server_context(last))
        self._serve(network, places.LMTP_ADDRESS, 24, Lmtp, None)
        for last, options in places.SMTP_SINKS.items():
            self._children.append(subprocess.Popen(
                ["smtp-sink", "-u", "nobody", *options,
                 f"{places.address(network, last)}:25", "128"],
                stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    def _serve(self, network, last, port, player, tls):
        server = _Server((places.address(network, last), port), player)
        server.tls = tls
        server.released = self.released
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self._servers.append(server)

    def close(self):
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for child in self._children:
            child.kill()
            child.wait()


def reset(sock):
    """End a connection the rude way, with a RST."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def wait_for_port(address, port, seconds=5):
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection((address, port), 1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
