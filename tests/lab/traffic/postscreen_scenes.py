# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Clients before postscreen(8): each one that fails a test has an address of its own."""

import threading

from traffic import places
from traffic.places import POSTSCREEN


def _dialogue(make, last, *words, greeting=True):
    with make.session(POSTSCREEN, last, greeting) as session:
        for word in words:
            session.ask(word)


def _speaks_first(make):
    with make.session(POSTSCREEN, 132, greeting=False) as session:
        session.send("EHLO hasty.example\r\n")
        session.reply()
        session.ask("MAIL FROM:<a@customer.example>")
        session.ask("RCPT TO:<b@relayed.example>")
        session.ask("QUIT")


def _hangs_up(make):
    make.session(POSTSCREEN, 133, greeting=False).close()
    make.session(POSTSCREEN, 134, greeting=False).hang_up()


def _listed(make):
    for last in places.LISTED:
        _dialogue(make, last, "EHLO spam.example", "MAIL FROM:<a@customer.example>",
                  "RCPT TO:<b@relayed.example>", "DATA", "QUIT")


def _lists(make):
    _dialogue(make, places.ALLOWED, "EHLO c.example", "QUIT")
    _dialogue(make, places.DENIED, "EHLO c.example", "MAIL FROM:<a@customer.example>",
              "RCPT TO:<b@relayed.example>", "QUIT")


def _pipelines(make):
    with make.session(POSTSCREEN, 135) as session:
        session.ask("EHLO pipe.example")
        session.send("MAIL FROM:<a@customer.example>\r\nRCPT TO:<b@relayed.example>\r\nDATA\r\n")
        for _ in range(3):
            session.reply()
        session.ask("QUIT")


def _no_smtp(make):
    _dialogue(make, 136, "GET / HTTP/1.1")
    _dialogue(make, 137, "EHLO c.example", "Subject: I am a header")


def _bare_newline(make):
    with make.session(POSTSCREEN, 138) as session:
        session.ask(b"EHLO bare.example\n")
        session.ask("MAIL FROM:<a@customer.example>")
        session.ask("RCPT TO:<b@relayed.example>")
        session.ask("QUIT")


def _too_slow(make):
    with make.session(POSTSCREEN, 139) as session:
        session.ask("EHLO slow.example")
        session.reply()   # the command time limit ends this


def _too_much(make):
    with make.session(POSTSCREEN, 140) as session:
        session.ask("EHLO many.example")
        for _ in range(10):
            session.ask("NOOP")
    with make.session(POSTSCREEN, 126) as session:
        session.ask("EHLO long.example")
        session.ask("NOOP " + "x" * 3000)
    crowd = [make.session(POSTSCREEN, 127, greeting=False) for _ in range(5)]
    for session in crowd:
        session.reply()
        session.close()


def _passes(make):
    """New: every deep test passed, and told to come again; old: let in."""
    for last in (101, 102, 103):
        _dialogue(make, last, "EHLO c.clients.example", "MAIL FROM:<a@customer.example>",
                  "RCPT TO:<b@relayed.example>", "QUIT")
        one = make.message("postscreen", {"b@relayed.example": "sent"})
        make.send(one, POSTSCREEN, last)


def _encrypts(make):
    for last in (104, 128):
        with make.session(POSTSCREEN, last) as session:
            session.ask("EHLO c.clients.example")
            session.start_tls(make.certificates.client_context())
            session.ask("EHLO c.clients.example")
            session.ask("MAIL FROM:<a@customer.example>")
            session.ask("RCPT TO:<b@relayed.example>")
            session.ask("QUIT")
    with make.session(POSTSCREEN, 129) as session:
        session.ask("EHLO c.clients.example")
        if session.ask("STARTTLS").startswith("220"):
            session.send("this is no TLS\r\n" * 10)
            session.reply()


def _hangs_up_later(make):
    for last, words in ((149, ["EHLO c.example"]), (150, ["EHLO c.example", "MAIL FROM:<a@b.c>"])):
        with make.session(POSTSCREEN, last) as session:
            for word in words:
                session.ask(word)
            session.hang_up()


def all_tests(make):
    """All of them side by side, as each takes seconds."""
    scenes = (_speaks_first, _hangs_up, _listed, _lists, _pipelines, _no_smtp, _bare_newline,
              _too_slow, _too_much, _passes, _encrypts, _hangs_up_later)
    threads = [threading.Thread(target=scene, args=(make,), name=scene.__name__)
               for scene in scenes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


SCENES = (all_tests,)
