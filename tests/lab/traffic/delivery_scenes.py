# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mail to every kind of destination, by every delivery agent."""

import time

from traffic import places


def _via(make, *names):
    """Instances a message goes through: "postfix-out" here, "next" the host that follows."""
    hosts = {"next": [make.following["name"], "postfix"] if make.following else None}
    return [one for one in (hosts.get(name, [make.host["name"], name]) for name in names) if one]


def remote(make):
    fates = {"a@reject.example": "bounced", "a@drop.example": "deferred",
             "a@busy.example": "deferred", "a@mute.example": "deferred",
             "a@dataloss.example": "deferred", "a@softdata.example": "deferred",
             "a@harddata.example": "bounced", "a@refused.example": "deferred",
             "a@dead.example": "deferred", "a@second.example": "sent", "a@twice.example": "sent",
             "a@nullmx.example": "bounced", "a@loop.example": "bounced",
             "a@nowhere.example": "bounced", "a@servfail.example": "deferred",
             "a@anonymous.example": "sent", "a@untrusted.example": "sent",
             "a@trusted.example": "sent", "a@verified.example": "sent",
             "a@distrusted.example": "deferred", "a@plaintext.example": "deferred",
             "a@garbledtls.example": "deferred", "a@login.example": "deferred",
             "a@banner.example": "deferred", "a@softmail.example": "deferred",
             "a@softrcpt.example": "deferred", "a@odd.example": "sent",
             "lines@odd.example": "bounced", "nocode@odd.example": "bounced",
             "bytes@odd.example": "bounced", "a@nosuch.example": "deferred"}
    for address, fate in fates.items():
        make.send(make.message("remote", {address: fate}))
    make.send(make.message("mixed", {"ok1@mixed.example": "sent", "ok2@mixed.example": "sent",
                                     "bad1@mixed.example": "bounced",
                                     "later1@mixed.example": "deferred",
                                     "full1@mixed.example": "deferred"}))
    for number in range(6):   # one after another over the same connection
        make.send(make.message("cached", {f"c{number}@cached.example": "sent"}))
        make.send(make.message("reused", {f"r{number}@reused.example": "sent"}))
    # A sender whose server takes no bounces, and mail from nobody to nobody.
    make.send(make.message("double", {"a@reject.example": "bounced"}, sender="x@nobounce.example"))
    make.send(make.message("null", {"a@reject.example": "bounced"}, sender=None))
    make.send(make.message("null", {"a@refused.example": "expired"}, sender=None))


def stores(make):
    """Agents that deliver here: local, virtual, pipe, lmtp; and those that do not deliver."""
    host = make.host["hostname"]
    fates = {f"viewer@{host}": "sent", f"operator+tag@{host}": "sent", f"staff@{host}": "sent",
             f"devnull@{host}": "sent", f"archive@{host}": "sent", f"script@{host}": "sent",
             f"failing@{host}": "deferred", f"broken@{host}": "bounced", f"list@{host}": "sent",
             f"nosuchuser@{host}": "refused", f"closed@{host}": "bounced",
             f"loop@{host}": "bounced",
             "sales@alias.example": "sent", "info@alias.example": "sent",
             "away@alias.example": "bounced", "anna@box.example": "sent",
             "denied@box.example": "deferred", "p@piped.example": "sent",
             "p@pipedlater.example": "deferred", "p@pipedback.example": "bounced",
             "ok@store.example": "sent", "nobody@store.example": "bounced",
             "full@store.example": "deferred", "a@closed.example": "bounced",
             "a@retried.example": "deferred", "a@swallowed.example": "sent",
             "r@relayed.example": "sent"}
    for address, fate in fates.items():
        make.send(make.message("stores", {address: fate}))
    make.send(make.message("quota", {"full@box.example": "bounced"}), padding=20000)


def suspended(make):
    """So much to a server that is down that the queue manager gives up on it for a while."""
    with make.session(25, 1) as session:
        session.ask("EHLO client.customer.example")
        for number in range(12):
            one = make.message("suspended", {f"s{number}@suspended.example": "deferred"})
            one.client = make.source(1)
            make.transact(session, one)


def hops(make, count=4):
    """Through the second instance and the next host, with a queue ID at each."""
    for number in range(count):
        make.send(make.message("hop", {f"h{number}@hop.example": "sent"},
                               via=_via(make, "postfix", "next")))
        make.send(make.message("out", {f"o{number}@out.example": "sent"},
                               via=_via(make, "postfix", "postfix-out", "next")))


def notices(make):
    """What senders ask to be told (RFC 3461)."""
    for address, fate, notify in (
            ("n@ok10.example", "sent", "SUCCESS,FAILURE"), ("n@reject.example", "bounced", "NEVER"),
            (f"viewer@{make.host['hostname']}", "sent", "SUCCESS"),
            ("n@refused.example", "deferred", "DELAY")):
        one = make.message("notice", {address: fate})
        one.client = make.source(1)
        with make.session(25, 1) as session:
            session.ask("EHLO client.customer.example")
            session.ask(f"MAIL FROM:<{one.sender}> RET=HDRS ENVID=e{one.number}")
            session.ask(f"RCPT TO:<{address}> NOTIFY={notify} ORCPT=rfc822;{address}")
            session.ask("DATA")
            session.send(one.content())
            one.reply = session.ask(".")
            one.queue_id = one.reply.rpartition(" ")[2]


def local_submissions(make):
    """sendmail(1) of several users; pickup(8) takes it in."""
    for user in ("root", "viewer", "operator"):
        one = make.message("pickup", {f"{user}@ok11.example": "sent"},
                           sender=f"{user}@{make.host['hostname']}")
        make.run("setpriv", f"--reuid={user}", "--clear-groups", "sendmail", "-t",
                 text=one.content())
    make.run("sendmail", "-bv", "a@reject.example", "a@ok1.example", "a@refused.example",
             f"viewer@{make.host['hostname']}")


def retries(make):
    """Deferred, and delivered when tried again; a delay long enough for a notice of it."""
    grey = [make.send(make.message("grey", {f"g{make.random.randrange(10**9)}@grey.example":
                                               "sent"})) for _ in range(3)]
    slow = make.send(make.message("delay", {"d@refused.example": "deferred"}))
    for one in grey:
        make.wait_for_queue(one, "deferred")
        make.run("postqueue", "-i", one.queue_id)
    make.wait_for_queue(slow, "deferred")
    time.sleep(max(0, 4.5 - (time.time() - make.queue()[slow.queue_id]["arrival_time"])))
    make.run("postqueue", "-i", slow.queue_id)


def ordinary(make, count):
    """Mail as there is most of: accepted, delivered, of many senders, sizes and destinations."""
    for _ in range(count):
        draw = make.random.random()
        padding = int(make.random.paretovariate(1.1) * 800) % 60000
        if draw < 0.7:
            count = make.random.choice((1, 1, 1, 1, 2, 3, 5))
            one = make.message("ordinary", {
                f"user{make.random.randrange(400)}@{make.random.choice(places.OK_DOMAINS)}": "sent"
                for _ in range(count)})
        elif draw < 0.8:
            one = make.message("ordinary", {f"h{make.random.randrange(400)}@hop.example": "sent"},
                               via=_via(make, "postfix", "next"))
        elif draw < 0.86:
            one = make.message("ordinary", {f"o{make.random.randrange(400)}@out.example": "sent"},
                               via=_via(make, "postfix", "postfix-out", "next"))
        elif draw < 0.92:
            one = make.message("ordinary", {
                f"bad{make.random.randrange(400)}@mixed.example": "bounced"})
        elif draw < 0.96:
            one = make.message("ordinary", {
                f"later{make.random.randrange(400)}@mixed.example": "deferred"})
        else:
            one = make.message("ordinary", {
                f"ok{make.random.randrange(400)}@mixed.example": "sent",
                f"bad{make.random.randrange(400)}@mixed.example": "bounced",
                f"ok{make.random.randrange(400)}@store.example": "sent"})
        make.send(one, padding=padding)


SCENES = (remote, stores, suspended, hops, notices, local_submissions, retries)
