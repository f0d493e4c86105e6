# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What cleanup(8), milters and content filters do to mail."""

from traffic.places import FILTERED, MILTER, PROXIED


def _place(make, *instances):
    return [[make.host["name"], instance] for instance in instances]


def checks(make):
    fates = {"reject": "refused", "warn": "sent", "hold": "held", "discard": "discarded",
             "redirect": "sent", "filter": "sent", "prepend": "sent", "replace": "sent",
             "info": "sent", "strip": "sent", "bcc": "sent"}
    for name, fate in {**fates, "ignore": "sent"}.items():
        via = _place(make, "postfix", "postfix-out") if name == "filter" else None
        make.send(make.message("header", {"h@ok4.example": fate}, via=via,
                               subject=f"check-{name} {make.random.randrange(1000)}"))
    for name, fate in fates.items():
        via = _place(make, "postfix", "postfix-out") if name == "filter" else None
        one = make.message("body", {"b@ok5.example": fate}, via=via)
        one.body.append(f"body-{name} here")
        make.send(one)
    one = make.message("mime", {"m@ok5.example": "refused"})
    one.headers = ["MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="b"']
    one.body = ["--b", "", "text", "--b", 'Content-Type: application/x; name="virus.exe"', "",
                "MZ", "--b--"]
    make.send(one)
    one = make.message("nested", {"n@ok5.example": "sent"})
    one.headers = ["MIME-Version: 1.0", "Content-Type: message/rfc822"]
    one.body = ["Subject: nested-warn", "", "inner"]
    make.send(one)
    for scene, size in (("size", 300000), ("hops", 0)):
        one = make.message(scene, {"s@ok5.example": "refused"})
        if not size:
            one.headers = [f"Received: by hop{number}.example; Sat, 1 Jan 2000 00:00:00 +0000"
                           for number in range(55)]
        make.send(one, padding=size)
    one = make.message("noid", {"i@ok5.example": "sent"})
    one.headers = ["Resent-Message-ID: <resent@traffic.lab.example>", "Resent-From: <a@b.example>",
                   "Resent-To: <i@ok5.example>"]
    make.send(one)


def milters(make):
    def send(name, fate, last=None, helo="client.customer.example"):
        one = make.message("milter", {f"{name}@ok6.example" if name.endswith("rcpt")
                                      else "m@ok6.example": fate},
                           sender=f"{name}@customer.example" if name.endswith("-mail") else "",
                           subject=f"milter {name} {make.random.randrange(1000)}")
        if name.endswith("-data"):
            one.sender = f"{name}@customer.example"   # remembered until DATA
        make.send(one, MILTER, last or make.random.choice(range(101, 126)), helo=helo)
    send("none", "sent")
    send("reject-connect", "refused", last=131)
    for wish in ("reject", "tempfail"):
        send("x", "refused", helo=f"{wish}-helo.example")
        for stage in ("mail", "rcpt", "data", "header", "eoh", "body", "eom"):
            if stage in ("header", "eoh", "body"):
                continue   # the same to the log as the end of the message
            send(f"{wish}-{stage}", "refused")
    send("replycode-eom", "refused")
    send("replycode-rcpt", "refused")
    send("discard-eom", "discarded")
    send("discard-mail", "discarded")
    send("discard-rcpt", "discarded")
    send("quarantine-eom", "held")
    send("shutdown-eom", "refused")
    with make.session(MILTER, 107) as session:
        session.ask("EHLO c101.clients.example")
        session.ask("reject-unknown")


def filters(make):
    for number in range(3):
        make.send(make.message("filtered", {f"f{number}@filtered.example": "sent"},
                               via=_place(make, "postfix", "postfix-out")),
                  FILTERED, make.random.choice(range(101, 126)))
    one = make.message("filtered", {"virus@filtered.example": "bounced"}, subject="filter-refuse")
    make.send(one, FILTERED, 108)
    one = make.message("filtered", {"gone@filtered.example": "sent"}, subject="filter-swallow")
    make.send(one, FILTERED, 109)
    make.send(make.message("proxied", {"p@ok7.example": "sent"}), PROXIED, 110)
    make.send(make.message("proxied", {"p@ok7.example": "refused"}, subject="filter-refuse"),
              PROXIED, 111)
    with make.session(PROXIED, 112) as session:
        session.ask("EHLO c101.clients.example")
        session.ask("MAIL FROM:<a@customer.example>")
        session.ask("RCPT TO:<p@ok7.example>")
        session.ask("RSET")


SCENES = (checks, milters, filters)
