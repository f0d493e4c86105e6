# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who writes and who receives: domains as a mail server sees them, most of them rarely."""

import bisect
import itertools

from hosts.postfix import SLOW_DOMAINS

_LARGE = ("gmail.com", "yahoo.com", "outlook.com", "hotmail.com", "icloud.com", "aol.com",
          "live.com", "t-online.de", "web.de", "comcast.net", "yahoo.co.jp", "mail.ru", "qq.com",
          "free.fr", "proton.me", "yandex.ru", "naver.com", "163.com", "bluewin.ch", "telia.com")
_FIRST = ("nord", "sued", "alpen", "hafen", "stern", "blue", "river", "oak", "metro", "terra",
          "vega", "luna", "astra", "delta", "kappa", "silver", "green", "fjord", "ponte", "mar")
_SECOND = ("werk", "logistik", "bank", "schule", "klinik", "press", "works", "garden", "studio",
           "travel", "foods", "energy", "legal", "media", "optik")

# SMALL: the long tail. None of them exists, and none of the large ones is reachable from a lab.
SMALL = tuple(f"{first}{second}.example" for first, second
              in itertools.islice(itertools.product(_FIRST, _SECOND), 300 - len(_LARGE)))
DOMAINS = tuple(name.encode() for name in _LARGE + SMALL)
SLOW = tuple(name.encode() for name in SLOW_DOMAINS)

# Zipf: the n-th domain gets 1/n of what the first one gets.
_CUMULATIVE = list(itertools.accumulate(1 / rank for rank in range(1, len(DOMAINS) + 1)))


def domain(rng):
    return DOMAINS[bisect.bisect(_CUMULATIVE, rng.random() * _CUMULATIVE[-1])]


_GIVEN = ("anna", "jonas", "marie", "lukas", "sofia", "emma", "noah", "mia", "paul", "laura",
          "david", "elena", "carlos", "lucia", "pierre", "chloe", "giulia", "marco", "olga", "ivan",
          "yuki", "hiro", "wei", "ling", "omar", "layla", "noa", "david", "kofi", "ama", "john",
          "mary", "james", "linda", "peter", "susan", "tom", "kate", "ben", "zoe")
_FAMILY = ("schmidt", "weber", "klein", "martin", "bernard", "rossi", "garcia", "lopez", "novak",
           "kowalski", "ivanova", "petrov", "tanaka", "sato", "chen", "wang", "haddad", "cohen",
           "mensah", "smith", "jones", "brown", "taylor", "wilson", "lee", "walker", "young")


def person(rng):
    """(local part, display name)"""
    given, family = rng.choice(_GIVEN), rng.choice(_FAMILY)
    style = rng.random()
    if style < 0.5:
        local = f"{given}.{family}"
    elif style < 0.8:
        local = f"{given[0]}{family}{rng.randrange(1, 99)}"
    else:
        local = f"{given}{rng.randrange(1960, 2012)}"
    return local.encode(), f"{given.title()} {family.title()}"


def recipient(rng, slow=False):
    local, _ = person(rng)
    return local + b"@" + (rng.choice(SLOW) if slow else domain(rng))


def public_address(rng):
    return b"%d.%d.%d.%d" % (rng.choice((5, 31, 45, 77, 91, 103, 151, 177, 185, 190, 203)),
                             rng.randrange(1, 255), rng.randrange(1, 255), rng.randrange(1, 255))
