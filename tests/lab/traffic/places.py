# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who is who in the traffic: the addresses of clients and destinations, the ports of the host.

All addresses are 10.77.K.x of the lab's own network. Those of clients and destinations are ours,
beside the gateway's, for as long as traffic is made.
"""

CLIENTS = range(101, 151)          # of them:
NAMED = range(101, 126)            # have a name that leads back to them
LIARS = range(126, 131)            # have a name that leads elsewhere; the rest have none
ALLOWED, DENIED = 141, 142         # lists of postscreen
LISTED = (143, 144, 145)           # in the DNS block list
REFUSED_CLIENT = 146               # by an access table
SERVERS = range(151, 176)
DEAD = 250                         # nobody has this address
REFUSING = 160                     # nobody listens here

BLOCK_LIST, ALLOW_LIST = "bl.example", "wl.example"
UNKNOWN_DOMAIN = "nowhere.example"   # NXDOMAIN; what is not listed here is SERVFAIL

# Destinations by domain: the last part of the address of each of their servers, best first.
DESTINATIONS = {
    "reject.example": (152,), "grey.example": (153,), "drop.example": (154,),
    "busy.example": (155,), "mute.example": (156,), "dataloss.example": (157,),
    "softdata.example": (158,), "harddata.example": (159,), "refused.example": (REFUSING,),
    "dead.example": (DEAD,), "second.example": (REFUSING, 151), "mixed.example": (169,),
    "twice.example": (173, 151), "suspended.example": (DEAD,),
    "anonymous.example": (162,), "untrusted.example": (163,), "trusted.example": (164,),
    "verified.example": (165,), "distrusted.example": (163,), "plaintext.example": (151,),
    "garbledtls.example": (166,), "login.example": (167,), "nobounce.example": (170,),
    "cached.example": (151,), "reused.example": (164,), "banner.example": (171,),
    "softmail.example": (172,), "softrcpt.example": (173,), "odd.example": (174,),
    "hop.example": (151,), "out.example": (151,), "relayed.example": (151,),
    "filtered.example": (151,), "stall.example": (175,),
    # Nobody of these is ever looked for; the senders' domains have to exist.
    "customer.example": (151,), "partner.example": (151,), "clients.example": (151,),
    **{f"ok{number}.example": (151,) for number in range(12)},
}
OK_DOMAINS = [f"ok{number}.example" for number in range(12)]
LMTP_ADDRESS = 168

# smtp-sink(1) plays these: address, options.
SMTP_SINKS = {154: ["-q", "rcpt"], 155: ["-Q", "connect"], 158: ["-r", "."], 159: ["-f", "."],
              172: ["-r", "mail"], 173: ["-r", "rcpt"]}

# Ports of the host
PHASES, MILTER, FILTERED, PROXIED, LIMITS, BROKEN, ACTIONS, POSTSCREEN = \
    2510, 2511, 2512, 2513, 2514, 2515, 2516, 2519
SUBMISSION, SUBMISSIONS = 587, 465
# and of its loopback interface
POLICY_SERVER, CONTENT_FILTER, SECOND_INSTANCE, PROXY_FILTER, BEHIND_PROXY, MILTER_SERVER, \
    NOBODY = 10023, 10024, 10025, 10026, 10027, 10028, 10029

USERS = {"anna": "correct horse", "bert": "battery staple", "carla": "tr0ubador&3"}
REALM = "customer.example"


def address(network, last):
    return f"10.77.{network}.{last}"


def client_name(last):
    """What its address leads to; None for a client without a name."""
    if last in NAMED or last in LIARS:
        return f"c{last}.clients.example"
    return None
