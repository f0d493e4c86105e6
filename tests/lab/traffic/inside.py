#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a host has beside Postfix for the traffic: name server, milter, policy server, filters.

    inside.py NETWORK NAME=ADDRESS...     runs until its standard input ends
"""

import os
import socketserver
import sys
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from traffic import dns, filters, milter, places


class Policy(socketserver.StreamRequestHandler):
    """smtpd's policy protocol (SMTPD_POLICY_README): the sender's name is the action."""

    _ACTIONS = {"greylist": "DEFER_IF_PERMIT Greylisted, see http://postgrey.example/help.html",
                "policyreject": "REJECT Your network is not welcome; code=7",
                "policywarn": "WARN looked odd", "policyhold": "HOLD for review"}

    def handle(self):
        asked = {}
        for line in self.rfile:
            name, _, value = line.decode("latin-1").rstrip("\n").partition("=")
            if name:
                asked[name] = value
                continue
            sender = asked.get("sender", "").partition("@")[0].partition("-")[0]
            self.wfile.write(f"action={self._ACTIONS.get(sender, 'DUNNO')}\n\n".encode())
            self.wfile.flush()
            asked = {}


class Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


def main():
    network = int(sys.argv[1])
    hosts = dict(word.split("=") for word in sys.argv[2:])
    servers = [dns.Server(dns.Zone(network, hosts)), milter.Server(places.MILTER_SERVER),
               Tcp(("127.0.0.1", places.POLICY_SERVER), Policy),
               Tcp(("127.0.0.1", places.CONTENT_FILTER), filters.ContentFilter),
               Tcp(("127.0.0.1", places.PROXY_FILTER), filters.ProxyFilter)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print("ready", flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
