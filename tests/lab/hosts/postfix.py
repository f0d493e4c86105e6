# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Postfix on a lab host: a real mail system whose queue nevertheless stays as it was filled."""

import os
import shutil
import subprocess

# Domains whose servers never greet: mail to them stays in the active queue.
SLOW_DOMAINS = ("gmx.de", "orange.fr", "libero.it", "seznam.cz", "wp.pl", "slow.example")

# queue_run_delay: no deferred message is tried again by itself while a test looks at it.
# daemon_timeout: the delivery agents that wait for a silent server must not be killed for it.
_MAIN = """\
compatibility_level = 3.6
myhostname = {hostname}
mydomain = {domain}
mydestination = $myhostname, localhost
mynetworks = 127.0.0.0/8 10.77.0.0/16
inet_protocols = ipv4
recipient_delimiter = +
alias_maps =
alias_database =
biff = no
queue_directory = {queue}
data_directory = {data}
enable_long_queue_ids = {long_ids}
queue_run_delay = 10d
daemon_timeout = 10d
smtp_helo_timeout = 10d
smtp_tls_security_level = none
transport_maps = texthash:{config}/transport
default_process_limit = 20
{instance}"""

_FIRST_OF_TWO = """\
multi_instance_enable = yes
multi_instance_wrapper = ${command_directory}/postmulti -p --
multi_instance_directories = /etc/postfix-out
"""
_SECOND = """\
multi_instance_enable = yes
multi_instance_name = postfix-out
"""

# slow: few processes; the qmgr keeps what they cannot take, in the active queue all the same.
_MASTER = """\
{smtp}      inet  n       -       n       -       -       smtpd
pickup    unix  n       -       n       60      1       pickup
cleanup   unix  n       -       n       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
rewrite   unix  -       -       n       -       -       trivial-rewrite
bounce    unix  -       -       n       -       0       bounce
defer     unix  -       -       n       -       0       bounce
trace     unix  -       -       n       -       0       bounce
verify    unix  -       -       n       -       1       verify
flush     unix  n       -       n       1000?   0       flush
proxymap  unix  -       -       n       -       -       proxymap
proxywrite unix -       -       n       -       1       proxymap
smtp      unix  -       -       n       -       -       smtp
slow      unix  -       -       n       -       2       smtp
relay     unix  -       -       n       -       -       smtp
showq     unix  n       -       n       -       -       showq
error     unix  -       -       n       -       -       error
retry     unix  -       -       n       -       -       error
discard   unix  -       -       n       -       -       discard
local     unix  -       n       n       -       -       local
anvil     unix  -       -       n       -       1       anvil
scache    unix  -       -       n       -       1       scache
postlog   unix-dgram n  -       n       -       1       postlogd
"""

# As in postfix-files(5): owner, group and mode of what `postfix start` would otherwise create.
_PRIVATE_QUEUES = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming",
                   "private", "saved", "trace")


class Instance:
    def __init__(self, name, long_ids):
        self.name = name                      # "" is the default instance, as in postmulti(1)
        base = name or "postfix"
        self.config_directory = f"/etc/{base}"
        self.queue_directory = f"/var/spool/{base}"
        self.data_directory = f"/var/lib/{base}"
        self.long_ids = long_ids

    def described(self):
        return {"name": self.name, "config_directory": self.config_directory,
                "queue_directory": self.queue_directory, "long_queue_ids": self.long_ids}


def instances_of(index):
    """mx1: short queue IDs, and a second instance with long ones; mx2: long; mx3: both forms.

    Both forms need long IDs switched on: with them off, postsuper renames every long name when
    Postfix starts, while short names that match their inode stay (postsuper.c, ACTION_STRUCT).
    """
    instances = [Instance("", long_ids=index % 3 != 0)]
    if index == 0:
        instances.append(Instance("postfix-out", long_ids=True))
    return instances


def write_config(instances, hostname, domain, gateway):
    for instance in instances:
        second = bool(instance.name)
        config = instance.config_directory
        os.makedirs(config, exist_ok=True)
        extra = _SECOND if second else _FIRST_OF_TWO if len(instances) > 1 else ""
        files = {
            "main.cf": _MAIN.format(
                hostname=hostname, domain=domain, queue=instance.queue_directory,
                data=instance.data_directory, config=config, instance=extra,
                long_ids="yes" if instance.long_ids else "no"),
            "master.cf": _MASTER.format(smtp="10025" if second else "smtp "),
            "transport": "".join(f"{name} slow:[{gateway}]:2525\n" for name in SLOW_DOMAINS),
        }
        for name, text in files.items():
            with open(f"{config}/{name}", "w", encoding="utf-8") as file:
                file.write(text)
            # Postfix waits until a file has stopped changing (dict_load_file_xt), seconds long.
            os.utime(f"{config}/{name}", (1700000000, 1700000000))
        _make_directories(instance)


def _make_directories(instance):
    def make(path, owner, group, mode):
        os.makedirs(path, exist_ok=True)
        shutil.chown(path, owner, group)
        os.chmod(path, mode)
    queue = instance.queue_directory
    make(queue, "root", "root", 0o755)
    make(f"{queue}/pid", "root", "root", 0o755)
    for name in _PRIVATE_QUEUES:
        make(f"{queue}/{name}", "postfix", "root", 0o700)
    make(f"{queue}/maildrop", "postfix", "postdrop", 0o730)
    make(f"{queue}/public", "postfix", "postdrop", 0o710)
    make(instance.data_directory, "postfix", "postfix", 0o755)


def start(instances, checked=False):
    """Start Postfix; unchecked (as after `postfix quick-stop`) for the first start, as the
    queues were just made and the checks take a second."""
    if not checked:
        for instance in instances:
            open(f"{instance.queue_directory}/quick-start", "w").close()
    # Not through a pipe: daemons keep it open for a while and we would wait for them.
    with open("/run/postfix-start", "w+b") as output:
        done = subprocess.run(["postfix", "start"], env=clean_environment(), check=False,
                              stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        if done.returncode != 0:
            output.seek(0)
            raise RuntimeError(output.read().decode(errors="replace"))


def stop():
    subprocess.run(["postfix", "stop"], env=clean_environment(), check=False,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def answers(instance):
    return subprocess.run(["postqueue", "-c", instance.config_directory, "-j"],
                          env=clean_environment(), stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          check=False).returncode == 0


def clean_environment():
    """Daemons of a mail host must not inherit a developer's environment."""
    return {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root", "USER": "root", "LOGNAME": "root", "SHELL": "/bin/bash"}
