# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What scenes are made with: a host, its neighbours, clients, and the ledger."""

import json
import random
import subprocess
import threading
import time

from hosts import host as hosting
from traffic import client, places


class Maker:
    """One run against a host. `host`, `following`: entries of lab.json; the latter may be None."""

    def __init__(self, network, host, following, ledger, certificates, sinks, seed):
        self.network = network
        self.host = host
        self.following = following
        self.ledger = ledger
        self.certificates = certificates
        self.sinks = sinks
        self._seed = seed
        self._local = threading.local()
        self.began = int(time.time())

    @property
    def random(self):
        """Each thread's own, so that threads do not disturb each other's numbers."""
        if not hasattr(self._local, "random"):
            self._local.random = random.Random(f"{self._seed}/{threading.current_thread().name}")
        return self._local.random

    def source(self, last=None):
        return places.address(self.network, last or self.random.choice(places.NAMED))

    def session(self, port=25, last=None, greeting=True):
        return client.Session(self.host["address"], port, self.source(last), greeting)

    # --- messages ---

    def message(self, scene, fates, sender="", subject="", via=None):
        """fates: recipient -> fate; sender: "" for one that nobody else has, None for <>."""
        place = [self.host["name"], "postfix"]
        one = self.ledger.message(scene, sender if sender else "", fates,
                                  subject, via or [place])
        if sender == "":
            one.sender = f"{scene}.{one.number}@customer.example"
        one.subject = subject or f"Message {one.number} ({scene})"
        return one

    def send(self, one, port=25, last=None, options="", helo="client.customer.example", padding=0):
        """Send it by SMTP, from a client that may relay when last is None."""
        source = self.source(last) if last else places.address(self.network, 1)
        one.client = source
        with client.Session(self.host["address"], port, source) as session:
            session.ask(f"EHLO {helo}")
            self.transact(session, one, options, padding)
            session.ask("QUIT")
        return one

    def transact(self, session, one, options="", padding=0):
        accepted, one.reply = session.mail(one.sender, one.fates, one.content(padding), options)
        one.queue_id = client.queue_id(one.reply)
        for address in set(one.fates) - set(accepted):
            one.fates[address] = "refused"
        return one

    # --- the host from inside ---

    def run(self, *command, text=None, host=None, check=False):
        """Run a command as root in the host; returns what it printed to both streams."""
        done = subprocess.run(
            hosting.command_inside((host or self.host)["pid"], command), check=False,
            input=text or "", capture_output=True, text=True, errors="replace", timeout=60)
        if check and done.returncode:
            raise RuntimeError(f"{command}: {done.stderr}")
        return done.stdout + done.stderr

    def queue(self, host=None, config="/etc/postfix"):
        """{queue ID: entry of postqueue -j} of what this traffic left there."""
        entries = [json.loads(line) for line in self.run(
            "postqueue", "-c", config, "-j", host=host).splitlines() if line.startswith("{")]
        return {entry["queue_id"]: entry for entry in entries}

    def wait_for_queue(self, one, name, seconds=15):
        """Until a message is in a queue, or in none (None)."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            entry = self.queue().get(one.queue_id)
            if (entry["queue_name"] if entry else None) == name:
                return True
            time.sleep(0.1)
        return False

    def wait_for_line(self, *words, seconds=15):
        """Until mail.log has a line with all the words."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with open(f"/proc/{self.host['pid']}/root/var/log/mail.log", errors="replace",
                      encoding="utf-8") as file:
                if any(all(word in line for word in words) for line in file):
                    return True
            time.sleep(0.1)
        return False
