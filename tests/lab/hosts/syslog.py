# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host's system log: rsyslog, systemd's journal, or the journal that rsyslog reads."""

import enum
import os
import shutil
import subprocess
import time
import uuid

from hosts import postfix


class Syslog(enum.Enum):
    RSYSLOG = "rsyslog"   # files only
    BOTH = "both"         # the journal, which rsyslog reads, as on RHEL
    JOURNAL = "journal"   # no files

    @property
    def has_files(self):
        return self is not Syslog.JOURNAL

    @property
    def has_journal(self):
        return self is not Syslog.RSYSLOG


_RSYSLOG = """\
{source}
$FileOwner root
$FileGroup adm
$FileCreateMode 0640
$Umask 0022
auth,authpriv.* /var/log/auth.log
*.*;auth,authpriv,mail.none /var/log/syslog
mail.* /var/log/mail.log
"""
_FROM_PROGRAMS = 'module(load="imuxsock")'
# What the journal passes on (ForwardToSyslog) it drops when rsyslog is slow; what is read from it
# is all there. No rate limit: a test counts lines.
_FROM_JOURNAL = """\
global(workDirectory="/var/spool/rsyslog")
module(load="imjournal" StateFile="imjournal.state" IgnorePreviousMessages="off"
       Ratelimit.Interval="0")"""

# No rate limit: a test counts lines. There is neither a kernel log nor an audit log here.
_JOURNALD = """\
[Journal]
Storage=persistent
RateLimitBurst=0
ForwardToSyslog=no
ForwardToWall=no
ReadKMsg=no
Audit=no
"""


def write_config(kind):
    os.makedirs("/var/spool/rsyslog", mode=0o755, exist_ok=True)
    source = _FROM_JOURNAL if kind is Syslog.BOTH else _FROM_PROGRAMS
    with open("/etc/rsyslog.conf", "w", encoding="utf-8") as file:
        file.write(_RSYSLOG.format(source=source))
    if not kind.has_journal:
        return
    _lengthen_queues()
    machine = uuid.uuid4().hex
    files = f"/var/log/journal/{machine}"
    for directory in ("/run/systemd/journal", files, "/etc/systemd"):
        os.makedirs(directory, mode=0o755, exist_ok=True)
    # As tmpfiles.d/systemd.conf has it: members of the group can read all of the journal.
    shutil.chown(files, "root", "systemd-journal")
    os.chmod(files, 0o2755)
    # What systemd-journal-flush.service says: /var is there, so write the journal to it.
    open("/run/systemd/journal/flushed", "w").close()
    with open("/etc/machine-id", "w", encoding="utf-8") as file:
        file.write(machine + "\n")
    with open("/etc/systemd/journald.conf", "w", encoding="utf-8") as file:
        file.write(_JOURNALD)
    os.symlink("/run/systemd/journal/dev-log", "/dev/log")


def _lengthen_queues():
    """As systemd does: at the kernel's 10, programs wait for the journal with each line."""
    try:
        with open("/proc/sys/net/unix/max_dgram_qlen", "w", encoding="ascii") as file:
            file.write("4096")
    except OSError:
        pass   # not offered to the root of a user namespace by older kernels


def remove_files():
    for name in ("auth.log", "mail.log", "syslog"):
        if os.path.exists(f"/var/log/{name}"):
            os.remove(f"/var/log/{name}")


def start(kind):
    """Returns when programs can log."""
    socket = "/run/systemd/journal/dev-log" if kind.has_journal else "/dev/log"
    if kind.has_journal:
        _start("/usr/lib/systemd/systemd-journald")
    if kind.has_files:
        _start("/usr/sbin/rsyslogd", "-n", "-iNONE")
    # Postfix would drop what it logs before the socket is there.
    deadline = time.monotonic() + 5
    while not os.path.exists(socket) and time.monotonic() < deadline:
        time.sleep(0.01)


def _start(*command):
    subprocess.Popen(command, env=postfix.clean_environment(), stdin=subprocess.DEVNULL,
                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
