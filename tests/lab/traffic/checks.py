# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables of a host while traffic is made: files of its configuration directory."""

from traffic import places

HEADER_CHECKS = r"""
/^Subject: check-reject/       REJECT Header content (spam) not allowed
/^Subject: check-warn/         WARN seen in a header
/^Subject: check-hold/         HOLD for review
/^Subject: check-discard/      DISCARD quietly
/^Subject: check-redirect/     REDIRECT redirected@ok0.example
/^Subject: check-filter/       FILTER smtp:[127.0.0.1]:10025
/^Subject: check-prepend/      PREPEND X-Checked: yes
/^Subject: check-replace (.*)/ REPLACE Subject: replaced $1
/^Subject: check-info/         INFO noted
/^Subject: check-strip/        STRIP not wanted
/^Subject: check-bcc/          BCC copy@ok1.example
/^Subject: check-ignore/       IGNORE
"""

MIME_HEADER_CHECKS = r"""
/^Content-(Disposition|Type).*name\s*=\s*"?(.*\.exe)"?/ REJECT Attachment "$2" not allowed
"""

NESTED_HEADER_CHECKS = r"""
/^Subject: nested-warn/        WARN in an attached message
"""

BODY_CHECKS = r"""
/^body-reject/                 REJECT Body content not allowed
/^body-warn/                   WARN seen in the body
/^body-hold/                   HOLD body
/^body-discard/                DISCARD body
/^body-redirect/               REDIRECT redirected@ok0.example
/^body-filter/                 FILTER smtp:[127.0.0.1]:10025
/^body-prepend/                PREPEND a line before
/^body-replace/                REPLACE another line
/^body-info/                   INFO noted in the body
/^body-strip/                  STRIP body
/^body-bcc/                    BCC copy@ok1.example
"""

CLIENT_ACCESS = """
{refused} REJECT Go away, {refused}
"""

HELO_ACCESS = """
evil.helo.example REJECT You are not who you say
later.helo.example DEFER Not now
"""

SENDER_ACCESS = """
refused@customer.example 550 5.7.1 No mail from you (\"refused\")
later@customer.example 450 4.7.1 Try again
defer@customer.example DEFER_IF_PERMIT Service temporarily unavailable
eod@customer.example OK
"""

RECIPIENT_ACCESS = """
reject@customer.example REJECT This mailbox is closed
defer@customer.example DEFER 4.3.2 Come back later
hold@ok2.example HOLD every message for review
discard@ok2.example DISCARD unwanted
redirect@ok2.example REDIRECT redirected@ok3.example
filter@ok2.example FILTER smtp:[127.0.0.1]:10025
warn@ok2.example WARN noticed
info@ok2.example INFO informed
prepend@ok2.example PREPEND X-Access: yes
bcc@ok2.example BCC copy@ok1.example
delay@ok2.example 450 4.3.0 busy
"""

END_ACCESS = """
eod@customer.example REJECT Not after all that
"""

POSTSCREEN_ACCESS = """
{allowed} permit
{denied} reject
"""

ALIASES = """
postmaster: root
staff: viewer, operator, away@ok4.example
devnull: /dev/null
archive: /var/mail/archive.mbox
script: "|cat >/dev/null"
failing: "|echo out of luck; exit 75"
broken: "|exit 69"
loop: loop
list: :include:/etc/postfix/list
closed: someone@closed.example
"""

VIRTUAL_ALIASES = """
sales@alias.example viewer@{hostname}
info@alias.example one@ok5.example, two@ok6.example
away@alias.example away@reject.example
"""

VIRTUAL_MAILBOXES = """
anna@box.example anna
full@box.example full
denied@box.example denied/
"""

TLS_POLICY = """
anonymous.example may
verified.example secure match=nexthop:hostname
distrusted.example verify
plaintext.example encrypt
garbledtls.example encrypt
trusted.example may
reused.example may
[127.0.0.1]:10024 none
[127.0.0.1]:10025 none
"""

TRANSPORT = """
store.example lmtp:[{store}]:24
piped.example works:
pipedlater.example fails:
pipedback.example bounces:
closed.example error:5.1.1 Mailbox is closed
retried.example retry:4.3.0 Maintenance until noon
swallowed.example discard:silently
hop.example relay:{hop}
out.example smtp:[127.0.0.1]:10025
reused.example reuse:
nosuch.example nosuch:
"""

# The built-in ones speak of hours, and bounce(8) complains when there are none.
BOUNCE_TEMPLATES = """
delay_template = <<EOF
Charset: us-ascii
From: MAILER-DAEMON (Mail Delivery System)
Subject: Delayed Mail (still being retried)
Postmaster-Subject: Postmaster Warning: Delayed Mail

Your message could not be delivered for more than $delay_warning_time_seconds second(s).
EOF
"""

PASSWORDS = """
login.example postmaster:wrong
"""


def tables(network, hostname, hop):
    """File names and contents. hop: where hop.example is relayed to; empty: by its MX."""
    def fill(text):
        return text.lstrip().format(
            hostname=hostname, hop=f"[{hop}]" if hop else "",
            refused=places.address(network, places.REFUSED_CLIENT),
            allowed=places.address(network, places.ALLOWED),
            denied=places.address(network, places.DENIED),
            store=places.address(network, places.LMTP_ADDRESS))
    return {"header_checks": HEADER_CHECKS, "mime_header_checks": MIME_HEADER_CHECKS,
            "nested_header_checks": NESTED_HEADER_CHECKS, "body_checks": BODY_CHECKS,
            "client_access": fill(CLIENT_ACCESS), "helo_access": HELO_ACCESS,
            "sender_access": SENDER_ACCESS, "recipient_access": RECIPIENT_ACCESS,
            "end_access": END_ACCESS, "postscreen_access": fill(POSTSCREEN_ACCESS),
            "aliases": ALIASES, "virtual_aliases": fill(VIRTUAL_ALIASES),
            "virtual_mailboxes": VIRTUAL_MAILBOXES, "tls_policy": TLS_POLICY,
            "bounce_templates": BOUNCE_TEMPLATES.lstrip(), "passwords": PASSWORDS,
            "list": "viewer\nmember@ok7.example\n",
            "traffic_transport": fill(TRANSPORT)}
