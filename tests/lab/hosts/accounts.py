# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a host keeps in /etc besides Postfix: people, sudo rules, sshd."""

import os
import shutil

from hosts.namespaces import run

USERS = {"root": 0, "viewer": 2001, "operator": 2002}
PASSWORD = "spoolscope"   # for tests of password login; the hosts are reachable from nowhere else
_PASSWORD_HASH = ("$6$spoolscope$I1wRZ3wO3.m1RULUoNzcEkquTa0BF3p0rDD3xRtjN6BsCl7w7GL7vbBMZQx"
                  "DurQQegOEpzVt0VRXNaKUzrSL.1")

_SSHD = """\
Include /etc/ssh/sshd_config.d/*.conf
HostKey /etc/ssh/ssh_host_ed25519_key
HostKey /etc/ssh/ssh_host_ecdsa_key
PermitRootLogin prohibit-password
UsePAM no
PrintMotd no
UseDNS no
AcceptEnv LANG LC_*
Subsystem sftp /usr/lib/openssh/sftp-server
"""

# Exact command lines: what is not listed, the server refuses, whatever the client asks for.
_SUDOERS = """\
Defaults env_reset, !lecture
Defaults secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
root ALL=(ALL:ALL) ALL
@includedir /etc/sudoers.d
"""


def _operator_rules(config_directories):
    lines = ["# The rights of somebody who cleans queues, instance by instance."]
    for directory in config_directories:
        lines += [f"operator ALL=(root) NOPASSWD: /usr/sbin/postsuper -c {directory} {action}"
                  for action in ("-h -", "-H -", "-r -", "-r - hold", "-d - hold")]
        # One queue ID and nothing else: no path, no second argument.
        lines += [f"operator ALL=(root) NOPASSWD: "
                  f"/usr/sbin/postcat ^-c {directory} -{what} [0-9A-Za-z]+$"
                  for what in ("q", "eq", "hq", "bhq", "ehq")]
    return "\n".join(lines) + "\n"


def _write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def _write_users(public_key):
    """Write passwd, shadow and group: the system's own users, and ours in place of people."""
    def system_entries(path):
        with open(path, encoding="utf-8") as file:
            fields = [line.rstrip("\n").split(":") for line in file]
        return [entry for entry in fields
                if entry[0] not in USERS and (int(entry[2]) < 1000 or int(entry[2]) == 65534)]
    passwd, group = system_entries("/etc/passwd"), system_entries("/etc/group")
    for entry in group:
        if entry[0] in ("adm", "systemd-journal"):
            entry[3] = "operator"   # may read the logs; viewer may not
    for name, uid in USERS.items():
        home = "/root" if name == "root" else f"/home/{name}"
        passwd.insert(0, [name, "x", str(uid), str(uid), name, home, "/bin/bash"])
        group.insert(0, [name, "x", str(uid), ""])
        os.makedirs(f"{home}/.ssh", mode=0o700, exist_ok=True)
        _write(f"{home}/.ssh/authorized_keys", public_key, 0o600)
        for path in (home, f"{home}/.ssh", f"{home}/.ssh/authorized_keys"):
            os.chown(path, uid, uid)
    passwords = {name: _PASSWORD_HASH for name in USERS}
    _write("/etc/passwd", "".join(":".join(entry) + "\n" for entry in passwd))
    _write("/etc/group", "".join(":".join(entry) + "\n" for entry in group))
    _write("/etc/shadow", "".join(f"{entry[0]}:{passwords.get(entry[0], '*')}:20000:0:99999:7:::\n"
                                  for entry in passwd), 0o600)


def write_accounts(public_key, config_directories):
    _write_users(public_key)
    _write("/etc/sudoers", _SUDOERS, 0o440)
    shutil.rmtree("/etc/sudoers.d", ignore_errors=True)
    _write("/etc/sudoers.d/spoolscope", _operator_rules(config_directories), 0o440)


def write_services(hosts_lines):
    _write("/etc/hosts", "127.0.0.1 localhost\n" + hosts_lines)
    # Nothing answers there, so every look-up of a domain fails at once and mail is deferred.
    _write("/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    _write("/etc/ssh/sshd_config", _SSHD)
    shutil.rmtree("/etc/ssh/sshd_config.d", ignore_errors=True)
    os.makedirs("/etc/ssh/sshd_config.d")
    os.makedirs("/run/sshd", mode=0o755, exist_ok=True)


def make_host_keys():
    """Make the host's own keys; returns their public lines."""
    lines = []
    for kind in ("ed25519", "ecdsa"):
        path = f"/etc/ssh/ssh_host_{kind}_key"
        for old in (path, f"{path}.pub"):
            if os.path.exists(old):
                os.remove(old)
        run("ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "", "-f", path)
        with open(f"{path}.pub", encoding="utf-8") as file:
            lines.append(" ".join(file.read().split()[:2]))
    return lines
