# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One run of the traffic: places are taken, hosts prepared, scenes played, the ledger written."""

import os
import subprocess
import sys
import threading
import time
import traceback

from hosts import host as hosting
from traffic import (admin_scenes, content_scenes, delivery_scenes, places, postscreen_scenes,
                     secure_scenes, setup, smtpd_scenes)
from traffic.certificates import Certificates
from traffic.ledger import Ledger
from traffic.maker import Maker
from traffic.sinks import Sinks

_INSIDE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "inside.py")


class _Places:
    """Our addresses on the bridge, while this is open."""

    def __init__(self, network):
        self._network = network
        lasts = {*places.CLIENTS, places.LMTP_ADDRESS, *range(151, 176)} - {places.REFUSING}
        self._lasts = sorted(lasts)

    def _change(self, verb):
        lines = "".join(f"addr {verb} {places.address(self._network, last)}/32 "
                        f"dev lab{self._network}\n" for last in self._lasts)
        # Left over ones of a run that was killed are as good as new ones.
        subprocess.run(["ip", "-force", "-batch", "-"], input=lines.encode(), check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        self._change("replace")
        return self

    def __exit__(self, *_):
        self._change("del")


def _start_inside(network, entry, lab):
    """The servers beside Postfix in a host; they end when their standard input does."""
    known = [f"{one['hostname']}={one['address']}" for one in lab["hosts"]]
    known.sort(key=lambda word: not word.startswith(entry["hostname"] + "="))
    child = subprocess.Popen(
        hosting.command_inside(entry["pid"], ["python3", _INSIDE, str(network), *known]),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    if child.stdout.readline() != b"ready\n":
        raise RuntimeError(f"{entry['name']}: the servers beside Postfix did not start")
    return child


def _play(make, rounds, messages):
    """Scenes side by side where they do not disturb each other. Returns how many failed."""
    failures = []

    def guarded(function, *arguments):
        try:
            function(*arguments)
        except Exception:
            failures.append(function)
            traceback.print_exc()
            sys.stderr.flush()

    for number in range(rounds):
        groups = [smtpd_scenes, content_scenes, secure_scenes, delivery_scenes]
        if number == 0:
            groups.append(postscreen_scenes)
        threads = [threading.Thread(target=guarded, args=(group.run, make),
                                    name=f"{group.__name__}/{number}") for group in groups]
        threads.append(threading.Thread(target=guarded, name=f"ordinary/{number}",
                                        args=(delivery_scenes.ordinary, make, messages)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    guarded(admin_scenes.run, make)
    return len(failures)


def _settle(make, entries, seconds):
    """Until nothing that came during the run is on its way any more; True when that is so."""
    began = time.time()
    while time.time() < began + seconds:
        moving = 0
        for entry in entries:
            for instance in entry["instances"]:
                for one in make.queue(entry, instance["config_directory"]).values():
                    moving += (one["queue_name"] in ("active", "incoming", "maildrop")
                               and one["arrival_time"] >= make.began
                               and one["arrival_time"] <= time.time())
        if not moving:
            return True
        time.sleep(0.3)
    return False


def traffic(lab, entry, following, state, seed, rounds, messages, fate_file, settle_seconds=90):
    """Make traffic on a host. Returns (messages written to fate_file, scenes that failed)."""
    network = lab["network"]
    certificates = Certificates(os.path.join(state, "traffic-tls"))
    entries = [one for one in (entry, following) if one]
    ledger = Ledger(first=seed * 100000)
    children = []
    with _Places(network):
        sinks = Sinks(network, certificates)
        try:
            for one in entries:
                children.append(_start_inside(network, one, lab))
                hop = following["address"] if following and one is entry else ""
                hosting.run_inside(one["pid"], setup.prepare, network, one["hostname"], hop,
                                   certificates.files_for(one["hostname"]), one["instances"])
            make = Maker(network, entry, following, ledger, certificates, sinks, seed)
            failed = _play(make, rounds, messages)
            if not _settle(make, entries, settle_seconds):
                print("lab: some of the traffic is still on its way", file=sys.stderr)
                failed += 1
        finally:
            for child in children:
                child.stdin.close()
                child.wait()
            sinks.close()
    return ledger.write(fate_file), failed
