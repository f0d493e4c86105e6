# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS from clients, and logins."""

import ssl

from traffic import places
from traffic.places import LIMITS, SUBMISSION, SUBMISSIONS, USERS


def encrypted(make):
    """Trust levels, protocols and ciphers of clients."""
    contexts = make.certificates.client_context
    for context in (contexts(), contexts("c101.clients.example"),
                    contexts("c102.clients.example", "otherca"),
                    contexts(maximum_version=ssl.TLSVersion.TLSv1_2)):
        one = make.message("tls", {"t@ok8.example": "sent"})
        one.client = make.source(1)
        with make.session(25, 1) as session:
            session.ask("EHLO client.customer.example")
            session.start_tls(context)
            session.ask("EHLO client.customer.example")
            make.transact(session, one)
            session.ask("QUIT")


def broken(make):
    """Handshakes that come to nothing."""
    with make.session(last=104) as session:
        session.ask("EHLO c101.clients.example")
        session.ask("STARTTLS")
        session.send("this is no TLS\r\n" * 20)
        session.reply()
    with make.session(last=105) as session:
        session.ask("EHLO c101.clients.example")
        session.ask("STARTTLS")
        session.hang_up()
    with make.session(LIMITS, 106) as session:   # where the time is short
        session.ask("EHLO c101.clients.example")
        session.ask("STARTTLS")
        session.reply()
    strict = make.certificates.client_context()
    strict.verify_mode = ssl.CERT_REQUIRED       # and no CA: it will not have the certificate
    old = make.certificates.client_context(maximum_version=ssl.TLSVersion.TLSv1_2)
    old.set_ciphers("NULL-SHA256:@SECLEVEL=0")
    for last, context in ((107, strict), (108, old)):
        with make.session(last=last) as session:
            session.ask("EHLO c101.clients.example")
            try:
                session.start_tls(context)
            except (ssl.SSLError, OSError):
                pass
    with make.session(SUBMISSIONS, 109, greeting=False) as session:
        session.send("EHLO plain.example\r\n")
        session.reply()


def logins(make):
    for user, method, port in (("anna", "PLAIN", SUBMISSION), ("bert", "LOGIN", SUBMISSION),
                               ("carla", "PLAIN", SUBMISSIONS)):
        login = f"{user}@{places.REALM}"
        one = make.message("login", {f"{user}@ok9.example": "sent"}, sender=login)
        last = make.random.choice(places.NAMED)
        one.client, one.sasl_user = make.source(last), login
        with make.session(port, last, greeting=port == SUBMISSION) as session:
            if port == SUBMISSION:
                session.ask("EHLO laptop")
                session.start_tls(make.certificates.client_context())
            else:
                session.wrap(make.certificates.client_context())
                session.reply()
            session.ask("EHLO laptop")
            session.login(login, USERS[user], method)
            make.transact(session, one)
            session.ask("QUIT")


def failed_logins(make):
    for last, user, method in ((126, f"anna@{places.REALM}", "PLAIN"), (127, "root", "LOGIN"),
                               (128, f"nobody@{places.REALM}", "PLAIN"),
                               (129, f"bert@{places.REALM}", "LOGIN")):
        with make.session(SUBMISSION, last) as session:
            session.ask("EHLO laptop")
            session.start_tls(make.certificates.client_context())
            session.ask("EHLO laptop")
            session.login(user, "guess", method)
            session.ask("QUIT")
    with make.session(SUBMISSION, 130) as session:
        session.ask("EHLO laptop")
        session.ask("MAIL FROM:<a@customer.example>")   # TLS is required
        session.start_tls(make.certificates.client_context())
        session.ask("EHLO laptop")
        session.ask("AUTH PLAIN !!!")
        session.ask("AUTH NONSENSE abc")
        session.ask("AUTH LOGIN")
        session.ask("*")
        session.ask("AUTH CRAM-MD5")
        session.ask("Ym9ndXM=")
        session.ask("MAIL FROM:<a@customer.example>")
        session.ask("RCPT TO:<b@ok1.example>")


SCENES = (encrypted, broken, logins, failed_logins)
