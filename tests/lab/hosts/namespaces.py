# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The few Linux calls Python does not offer, and the mounts that give a host its own files."""

import ctypes
import os
import shutil
import signal
import subprocess

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
MS_BIND = 0x1000
MS_REC = 0x4000
MS_PRIVATE = 1 << 18
MNT_DETACH = 2

NAMESPACES = (os.CLONE_NEWNS | os.CLONE_NEWNET | os.CLONE_NEWPID | os.CLONE_NEWUTS
              | os.CLONE_NEWIPC)

# Writable in a host; all else is the read-only system that the hosts share.
OWN_DIRECTORIES = {"etc": 0o755, "var": 0o755, "home": 0o755, "root": 0o700, "run": 0o755,
                   "tmp": 0o1777}

DEVICES = ("null", "zero", "full", "random", "urandom", "tty")

# Set-id programs and what sudo insists must belong to root. They are copied, because the system
# may be mounted nosuid, or may belong to a user who is not mapped in this user namespace.
SET_ID_PROGRAMS = {"/usr/bin/sudo": ("root", 0o4755), "/usr/sbin/postqueue": ("postdrop", 0o2755),
                   "/usr/sbin/postdrop": ("postdrop", 0o2755)}
ROOT_OWNED = ("/usr/libexec/sudo",)


def _check(result, what):
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")


def mount(source, target, kind=None, flags=0, data=None):
    def encode(text):
        return None if text is None else str(text).encode()
    _check(_libc.mount(encode(source), encode(target), encode(kind), ctypes.c_ulong(flags),
                       encode(data)), f"mount {source} on {target}")


def bind(source, target):
    mount(source, target, flags=MS_BIND | MS_REC)


def detach(target):
    _check(_libc.umount2(str(target).encode(), MNT_DETACH), f"umount {target}")


def die_with_parent():
    _check(_libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl")


def run(*command, **options):
    """Run a command that must succeed; its output is part of the error when it does not."""
    if "input" not in options:
        options["stdin"] = subprocess.DEVNULL
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False,
                          **options)
    if done.returncode != 0:
        output = (done.stderr + done.stdout).decode(errors="replace").strip()
        raise RuntimeError(f"{' '.join(map(str, command))}: status {done.returncode}: {output}")
    return done.stdout


def own_files(spool=None):
    """Replace the writable directories of this mount namespace by empty ones, /etc by a copy.

    The mail queues get a file system of their own: queue IDs contain inode numbers, and postsuper
    compares the two. spool is a directory to use for them instead of memory.
    """
    mount(None, "/", flags=MS_REC | MS_PRIVATE)
    own = "/mnt"
    mount("host", own, "tmpfs", data="mode=755")
    for name, mode in OWN_DIRECTORIES.items():
        os.mkdir(f"{own}/{name}")
        os.chmod(f"{own}/{name}", mode)
    for name in ("spool", "log", "lib", "mail", "tmp", "cache"):
        os.mkdir(f"{own}/var/{name}")
    os.chmod(f"{own}/var/tmp", 0o1777)
    if spool:
        bind(spool, f"{own}/var/spool")
    else:
        mount("spool", f"{own}/var/spool", "tmpfs", data="mode=755,size=90%,nr_inodes=0")
    # Not all of /etc may be readable here; what a host needs and cannot read is written anew.
    subprocess.run(["cp", "-R", "-P", "--preserve=mode,timestamps", "/etc/.", f"{own}/etc"],
                   stderr=subprocess.DEVNULL, check=False)
    _own_devices(f"{own}/dev")
    _own_set_id_programs(f"{own}/set-id")
    bind(f"{own}/dev", "/dev")
    for name in OWN_DIRECTORIES:
        bind(f"{own}/{name}", f"/{name}")
    mount("proc", "/proc", "proc")
    detach(own)


def _own_devices(directory):
    os.mkdir(directory)
    for name in DEVICES:
        open(f"{directory}/{name}", "w").close()
        bind(f"/dev/{name}", f"{directory}/{name}")
    os.mkdir(f"{directory}/shm", 0o1777)
    os.mkdir(f"{directory}/pts")
    # gid 5 is tty on Debian: sshd gives a terminal to its user and this group.
    mount("devpts", f"{directory}/pts", "devpts", data="newinstance,ptmxmode=0666,mode=0620,gid=5")
    os.symlink("pts/ptmx", f"{directory}/ptmx")
    for name, target in (("fd", "fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")):
        os.symlink(f"/proc/self/{target}", f"{directory}/{name}")


def _own_set_id_programs(directory):
    os.mkdir(directory)
    for path, (group, mode) in SET_ID_PROGRAMS.items():
        copy = f"{directory}/{os.path.basename(path)}"
        shutil.copyfile(path, copy)
        shutil.chown(copy, "root", group)
        os.chmod(copy, mode)
        bind(copy, path)
    for path in ROOT_OWNED:
        copy = f"{directory}/{path.replace('/', '-')}"
        shutil.copytree(path, copy, symlinks=True)
        bind(copy, path)
