# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was sent and what has to become of it: one JSON object a line for each message."""

import json
import threading


class Message:
    """One message. fates: recipient -> what becomes of it (README.md has the words)."""

    def __init__(self, number, scene, sender, fates, subject, via):
        self.number = number
        self.scene = scene
        self.sender = sender
        self.fates = fates
        self.subject = subject
        self.via = via
        self.message_id = f"{number:06d}.{scene}@traffic.lab.example"
        self.client = self.sasl_user = self.queue_id = self.reply = None
        self.body = [f"This is message {number}."]
        self.headers = []

    def content(self, padding=0):
        lines = [f"From: <{self.sender or 'MAILER-DAEMON@customer.example'}>",
                 f"To: {', '.join(f'<{address}>' for address in self.fates)}",
                 f"Subject: {self.subject}", f"Message-ID: <{self.message_id}>",
                 *self.headers, "", *self.body]
        lines += ["x" * 70] * (padding // 72)
        return "".join(f"{line}\r\n" for line in lines)

    def described(self):
        return {"message_id": self.message_id, "scene": self.scene, "sender": self.sender,
                "client": self.client, "sasl_user": self.sasl_user, "queue_id": self.queue_id,
                "reply": self.reply, "via": self.via,
                "recipients": [{"address": address, "fate": fate}
                               for address, fate in self.fates.items()]}


class Ledger:
    """Used by several threads."""

    def __init__(self, first):
        self._next = first
        self._lock = threading.Lock()
        self._messages = []

    def message(self, scene, sender, fates, subject, via):
        with self._lock:
            one = Message(self._next, scene, sender, dict(fates), subject, via)
            self._next += 1
            self._messages.append(one)
            return one

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            for one in self._messages:
                file.write(json.dumps(one.described()) + "\n")
        return len(self._messages)
