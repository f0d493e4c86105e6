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

_SENDERS = 3   # of ordinary mail, side by side
_INSIDE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "inside.py")


class _Places:
    """Our addresses on the bridge, while this is open."""

    def __init__(self, network):
        self._network = network
        self._lasts = [*places.CLIENTS, *places.SERVERS]

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


def _play(make, rounds, messages, verbose):
    """Scenes side by side where they do not disturb each other. Returns how many failed."""
    failures = []

    def play(scenes, *arguments):
        for scene in scenes:
            began = time.monotonic()
            try:
                scene(make, *arguments)
            except Exception:
                failures.append(scene)
                traceback.print_exc()
                sys.stderr.flush()
            if verbose:
                print(f"lab: {time.monotonic() - began:5.1f} s  {scene.__name__}", flush=True)

    for number in range(rounds):
        groups = {"refusals": smtpd_scenes.REFUSALS, "clients": smtpd_scenes.CLIENTS,
                  "content": content_scenes.SCENES, "secure": secure_scenes.SCENES,
                  "delivery": delivery_scenes.SCENES}
        if number == 0:
            groups["postscreen"] = postscreen_scenes.SCENES
        threads = [threading.Thread(target=play, args=(scenes,), name=f"{name}/{number}")
                   for name, scenes in groups.items()]
        threads += [threading.Thread(
            target=play, name=f"ordinary{part}/{number}",
            args=((delivery_scenes.ordinary,), messages * (part + 1) // _SENDERS
                  - messages * part // _SENDERS)) for part in range(_SENDERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    play(admin_scenes.SCENES)
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


def traffic(lab, entry, following, state, seed, rounds, messages, fate_file, verbose=False):
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
            failed = _play(make, rounds, messages, verbose)
            if not _settle(make, entries, 90):
                print("lab: some of the traffic is still on its way", file=sys.stderr)
                failed += 1
        finally:
            for child in children:
                child.stdin.close()
                child.wait()
            sinks.close()
    return ledger.write(fate_file), failed
