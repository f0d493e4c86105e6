# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an administrator does, and what goes wrong with Postfix itself."""

from traffic import places


def _deferred(make, scene, fate):
    one = make.send(make.message(scene, {f"a{make.random.randrange(10**9)}@refused.example": fate}))
    make.wait_for_queue(one, "deferred")
    return one


def queue_commands(make):
    """postsuper(1), each action once with one message and once with several."""
    held = [_deferred(make, "hold", "held") for _ in range(2)]
    released = [_deferred(make, "release", "deferred") for _ in range(2)]
    requeued = [_deferred(make, "requeue", "deferred") for _ in range(2)]
    deleted = [_deferred(make, "delete", "deleted") for _ in range(3)]
    expired = [_deferred(make, "expire", "expired") for _ in range(2)]
    forced = [_deferred(make, "force", "expired") for _ in range(1)]

    def ids(messages):
        return "".join(f"{one.queue_id}\n" for one in messages)
    make.run("postsuper", "-h", "-", text=ids(held + released))
    make.run("postsuper", "-H", "-", text=ids(released))
    make.run("postsuper", "-r", "-", text=ids(requeued))
    make.run("postsuper", "-d", deleted[0].queue_id)
    make.run("postsuper", "-d", "-", text=ids(deleted[1:]))
    make.run("postsuper", "-e", "-", text=ids(expired))
    make.run("postsuper", "-f", "-", text=ids(forced))
    make.run("postsuper", "-d", "-", text="../etc\nFFFFFFFFFF\n")
    for one in expired + forced:
        make.run("postqueue", "-i", one.queue_id)
    make.run("postkick", "public", "pickup", "W")
    for one in expired:
        make.wait_for_queue(one, None)


def verification(make):
    """Recipients that smtpd asks about before it takes mail (ADDRESS_VERIFICATION_README)."""
    for address, fate in (("v@relayed.example", "sent"),):
        make.send(make.message("verify", {address: fate}), places.PHASES, 105,
                  helo="c105.clients.example")
    # The relayed domain's server knows everybody; ask about others by sendmail -bv.
    for address in ("bad7@mixed.example", "ok7@mixed.example", "later7@mixed.example"):
        make.run("sendmail", "-bv", address)


def troubles(make):
    """Processes that die, a service that cannot start, a table that may not be read."""
    config = make.host["instances"][0]["config_directory"]
    stalled = make.send(make.message("stall", {"a@stall.example": "sent"}))
    make.wait_for_queue(stalled, "active")
    # The new queue manager finds what the old one's delivery agent still works on.
    make.run("sh", "-c", "pkill -9 -x qmgr -P $(cat /var/spool/postfix/pid/master.pid)")
    make.run("postkick", "public", "qmgr", "I")
    make.wait_for_line("skipped, still being delivered", seconds=8)
    make.sinks.released.set()
    make.session(places.BROKEN, 101, greeting=False).close()
    make.wait_for_line("bad command startup", seconds=8)
    with make.session(last=102) as session:
        make.run("pkill", "-9", "-n", "-x", "smtpd")
        session.reply()
    make.run("postmap", "-q", "x", f"proxy:texthash:{config}/helo_access")
    make.run("postmap", "-q", "x", f"texthash:{config}/nosuchfile")
    make.run("sendmail", "-f", "a@customer.example")          # nobody to send it to
    make.run("sendmail", "-C", "/nonexistent", "a@ok1.example", text="x")
    # There is no honest way to make these, so Postfix's own logger says them.
    for severity in ("error", "panic", "fatal", "warn", "info"):
        make.run("postlog", "-p", severity, "-t", "postfix/postlog", f"said by postlog: {severity}")


def table_changed(make):
    """A map that changes under a running process."""
    config = make.host["instances"][0]["config_directory"]
    for number in range(6):   # the process that had it open may be gone by then
        make.send(make.message("table", {f"before{number}@ok1.example": "sent"}))
        make.run("sh", "-c", f"sleep 1; postmap hash:{config}/traffic_transport")
        make.send(make.message("table", {f"after{number}@ok3.example": "sent"}))
        if make.wait_for_line(" has changed -- restarting", seconds=1):
            break


def old_words(make):
    """postscreen as it spoke before 3.6 (respectful_logging)."""
    config = make.host["instances"][0]["config_directory"]
    make.run("postconf", "-c", config, "-e", "respectful_logging=no")
    make.run("postfix", "-c", config, "reload")
    for last, word in ((places.ALLOWED, "WHITELISTED"), (places.DENIED, "BLACKLISTED")):
        for _ in range(10):   # the process that was there may still take some
            with make.session(places.POSTSCREEN, last) as session:
                session.ask("EHLO c.example")
                session.ask("QUIT")
            if make.wait_for_line(f" {word} [", seconds=0.5):
                break
    make.run("postconf", "-c", config, "-X", "respectful_logging")
    make.run("postfix", "-c", config, "reload")


def commands(make):
    config = make.host["instances"][0]["config_directory"]
    make.run("postfix", "-c", config, "check")
    make.run("postfix", "-c", config, "reload")
    make.run("postfix", "-c", config, "status")
    make.run("postfix", "-c", config, "start")   # it is running
    make.run("postfix", "-c", config, "abort")
    make.run("postfix", "-c", config, "stop")    # it is not
    make.run("postfix", "-c", config, "flush")
    make.run("postfix", "-c", config, "nonsense")
    make.run("postqueue", "-c", config, "-f")
    make.run("postfix", "-c", config, "start")


SCENES = (queue_commands, verification, table_changed, old_words, troubles, commands)
