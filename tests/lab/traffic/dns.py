# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A name server that knows the traffic's places and nothing else (RFC 1035, RFC 5782)."""

import socketserver
import struct

from traffic import places

A, PTR, MX, TXT, AAAA = 1, 12, 15, 16, 28
NO_ERROR, SERVER_FAILURE, NAME_ERROR = 0, 2, 3


def _encode(name):
    return b"".join(bytes([len(part)]) + part.encode() for part in name.split(".") if part) + b"\0"


def _quad(text):
    return bytes(int(part) for part in text.split("."))


class Zone:
    """All answers of the lab's network; a name is lower case, without the final dot."""

    def __init__(self, network, hosts):
        self._network = network
        self._addresses = dict(hosts)              # name -> address
        self._servers = {}                         # domain -> [(preference, name)]
        for domain, lasts in places.DESTINATIONS.items():
            for number, last in enumerate(lasts):
                name = f"mail{number or ''}.{domain}"
                self._addresses[name] = places.address(network, last)
                self._servers.setdefault(domain, []).append((10 * (number + 1), name))
        self._servers["nullmx.example"] = [(0, "")]
        self._servers["loop.example"] = [(10, next(iter(hosts)))]
        for last in places.NAMED:
            self._addresses[places.client_name(last)] = places.address(network, last)
        for last in places.LIARS:
            self._addresses[places.client_name(last)] = places.address(network, last + 50)
        self._names = {address: name for name, address in hosts.items()}
        for last in places.CLIENTS:
            if places.client_name(last):
                self._names[places.address(network, last)] = places.client_name(last)

    def answer(self, name, kind):
        """(code, [record data]) for a question."""
        if name.endswith(".in-addr.arpa"):
            address = ".".join(reversed(name.removesuffix(".in-addr.arpa").split(".")))
            found = self._names.get(address)
            if not found:
                return NAME_ERROR, []
            return NO_ERROR, [_encode(found)] if kind == PTR else []
        for list_name in (places.BLOCK_LIST, places.ALLOW_LIST):
            if name.endswith("." + list_name):
                return self._list_answer(name.removesuffix("." + list_name), list_name, kind)
        if kind == MX and name in self._servers:
            return NO_ERROR, [struct.pack(">H", preference) + _encode(server)
                              for preference, server in self._servers[name]]
        if kind == A and name in self._addresses:
            return NO_ERROR, [_quad(self._addresses[name])]
        if name in self._servers or name in self._addresses:
            return NO_ERROR, []
        return (NAME_ERROR if name.endswith(places.UNKNOWN_DOMAIN) else SERVER_FAILURE), []

    def _list_answer(self, reverse, list_name, kind):
        last = int(reverse.split(".")[0])
        listed = last in places.LISTED if list_name == places.BLOCK_LIST else last == places.ALLOWED
        if not listed:
            return NAME_ERROR, []
        if kind == A:
            return NO_ERROR, [_quad("127.0.0.2")]
        if kind == TXT:
            text = f"listed, see https://{list_name}/q?{last}".encode()
            return NO_ERROR, [bytes([len(text)]) + text]
        return NO_ERROR, []


def _reply(zone, query):
    number, flags = struct.unpack(">HH", query[:4])
    parts, at = [], 12
    while query[at]:
        parts.append(query[at + 1:at + 1 + query[at]].decode("latin-1").lower())
        at += 1 + query[at]
    question = query[12:at + 5]
    kind, = struct.unpack(">H", query[at + 1:at + 3])
    code, records = zone.answer(".".join(parts), kind)
    head = struct.pack(">HHHHHH", number, 0x8480 | flags & 0x0100 | code, 1, len(records), 0, 0)
    return head + question + b"".join(
        b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(data)) + data for data in records)


class _Handler(socketserver.BaseRequestHandler):
    def handle(self):
        query, sock = self.request
        sock.sendto(_reply(self.server.zone, query), self.client_address)


class Server(socketserver.ThreadingUDPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, zone):
        self.zone = zone
        super().__init__(("127.0.0.1", 53), _Handler)
