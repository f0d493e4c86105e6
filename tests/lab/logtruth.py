# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the logs say of each message what the ledger of the traffic says."""

import collections
import json
import re

_LINE = re.compile(r"^\S+ \S+ (postfix[^/\s]*)/(?:\w+/)?[\w-]+\[\d+\]: (\w+): (.*)$")
_MESSAGE_ID = re.compile(r"message-id=<(.*)>$")
_STATUS = re.compile(r"to=<(.*?)>, (?:orig_to=<(.*?)>, )?relay=.*?, status=([\w-]+) ")


class Logs:
    """What the hosts logged. files: name of the host -> path of its mail.log."""

    def __init__(self, files):
        self._texts = collections.defaultdict(list)   # (host, instance, queue ID) -> texts
        self._places = collections.defaultdict(list)  # Message-ID -> [(host, instance, queue ID)]
        for host, path in files.items():
            with open(path, encoding="latin-1") as file:
                for line in file:
                    self._add(host, line.rstrip("\n"))

    def _add(self, host, line):
        found = _LINE.match(line)
        if not found:
            return
        place = (host, found[1], found[2])
        self._texts[place].append(found[3])
        message_id = _MESSAGE_ID.match(found[3])
        if message_id and place not in self._places[message_id[1]]:
            self._places[message_id[1]].append(place)

    def places(self, message_id):
        return self._places[message_id]

    def texts(self, message_id):
        return [text for place in self.places(message_id) for text in self._texts[place]]

    def statuses(self, message_id):
        """{recipient: [status, ...]}, by the address that was asked for and the one it led to."""
        found = collections.defaultdict(list)
        for text in self.texts(message_id):
            status = _STATUS.match(text)
            if status:
                for address in {status[1], status[2]} - {None}:
                    found[address].append(status[3])
        return found


def _agrees(fate, statuses, everything, texts):
    """everything: statuses of all recipients, as an alias leads to others."""
    text = "\n".join(texts)
    if fate == "sent":
        return "sent" in (statuses or everything)
    if fate == "bounced":
        return "bounced" in (statuses or everything)
    if fate == "deferred":
        return statuses[-1:] == ["deferred"]
    if fate == "expired":
        return "returned to sender" in text
    if fate == "deleted":
        return "removed" in texts
    return "sent" not in statuses and "bounced" not in statuses   # refused, held, discarded


def complaints(logs, ledger):
    """Messages of the ledger (a file of JSON lines) of which the logs say something else."""
    wrong = []
    with open(ledger, encoding="utf-8") as file:
        for line in file:
            one = json.loads(line)
            name = one["message_id"]
            by_recipient = logs.statuses(name)
            everything = [status for found in by_recipient.values() for status in found]
            for recipient in one["recipients"]:
                statuses = by_recipient.get(recipient["address"], [])
                if not _agrees(recipient["fate"], statuses, everything, logs.texts(name)):
                    wrong.append(f"{name}: {recipient} but {statuses}")
            went = {place[:2] for place in logs.places(name)}
            if any(recipient["fate"] == "sent" for recipient in one["recipients"]) \
                    and went != {tuple(place) for place in one["via"]}:
                wrong.append(f"{name}: went by {sorted(went)}, not {one['via']}")
    return wrong
