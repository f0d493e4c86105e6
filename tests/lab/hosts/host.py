# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One mail host: its process 1, the daemons under it, and how to reach it from outside."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import traceback

from hosts import accounts, namespaces, postfix, syslog

_START_SECONDS = 30
_JOIN = os.CLONE_NEWNS | os.CLONE_NEWNET | os.CLONE_NEWPID | os.CLONE_NEWUTS | os.CLONE_NEWIPC


class Host:
    """A host being served by this process.

    Two processes stand for it: a keeper in our pid namespace, and process 1 of the host's own.
    Each is killed when its parent dies, and the end of a process 1 ends everything under it, so
    even kill -9 of the lab leaves no daemon behind.
    """

    def __init__(self, index, network, public_key, hosts_lines, fill, spool=None,
                 log=syslog.Syslog.RSYSLOG):
        self.index = index
        self.name = f"mx{index + 1}"
        self.hostname = f"{self.name}.{network.domain}"
        self.address = network.address(index)
        self.instances = postfix.instances_of(index)
        self._network = network
        self._public_key = public_key
        self._hosts_lines = hosts_lines
        self._fill = fill
        self._spool = spool
        self.log = log
        self.pid = None
        self.host_keys = []

    def begin(self):
        """Fork the host; returns at once. wait() says when it is up."""
        from_host, to_us = os.pipe()
        from_us, to_host = os.pipe()
        keeper = os.fork()
        if keeper == 0:
            os.close(from_host)
            os.close(to_host)
            self._keep(from_us, to_us)
        os.close(from_us)
        os.close(to_us)
        self._reports = os.fdopen(from_host, "r", encoding="utf-8")
        self.pid = int(self._report()["pid"])
        self._network.attach(self.index, self.pid)
        os.write(to_host, b"g")
        os.close(to_host)

    def wait(self):
        self.host_keys = self._report()["host_keys"]

    def _report(self):
        line = self._reports.readline()
        report = json.loads(line) if line else {"error": "ended without a word"}
        if "error" in report:
            raise RuntimeError(f"{self.name}: {report['error']}")
        return report

    def end(self):
        if self.pid:
            try:
                os.kill(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def _keep(self, from_us, to_us):
        """The keeper: makes the namespaces and waits for process 1. Never returns."""
        def report(what):
            os.write(to_us, json.dumps(what).encode() + b"\n")
        for number in (signal.SIGTERM, signal.SIGINT):   # our parent's handlers end the whole lab
            signal.signal(number, signal.SIG_DFL)
        try:
            namespaces.die_with_parent()
            os.unshare(namespaces.NAMESPACES)
            first = os.fork()
            if first == 0:
                namespaces.die_with_parent()
                # A pid namespace that lost its keeper before the line above must end too.
                if not os.read(from_us, 1):
                    os._exit(1)
                try:
                    keys = self._start()
                    report({"host_keys": keys})
                except BaseException:
                    report({"error": traceback.format_exc()})
                    os._exit(1)
                os.close(to_us)
                _reap_for_ever()
            report({"pid": first})
            os.waitpid(first, 0)
        except BaseException:
            report({"error": traceback.format_exc()})
        os._exit(0)

    def _start(self):
        os.setsid()
        null = os.open("/dev/null", os.O_RDONLY)
        os.dup2(null, 0)
        socket.sethostname(self.hostname)
        namespaces.own_files(self._spool)
        self._network.configure_inside(self.index)
        accounts.write_accounts(self._public_key, [i.config_directory for i in self.instances])
        accounts.write_services(self._hosts_lines)
        syslog.write_config(self.log)
        keys = accounts.make_host_keys()
        postfix.write_config(self.instances, self.hostname, self._network.domain,
                             self._network.gateway)
        syslog.start(self.log)
        subprocess.run(["/usr/sbin/sshd"], env=postfix.clean_environment(), check=True)
        self._fill(self)
        if not self.log.has_files:
            syslog.remove_files()
        postfix.start(self.instances)
        deadline = time.monotonic() + _START_SECONDS
        while not all(postfix.answers(instance) for instance in self.instances):
            if time.monotonic() > deadline:
                raise RuntimeError("postqueue -j does not work")
            time.sleep(0.05)
        return keys


def _reap_for_ever():
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    while True:
        try:
            os.wait()
        except ChildProcessError:
            time.sleep(0.2)
        except InterruptedError:
            pass


# --- from outside: pid is the host's process 1 as lab.json and ps in our namespace number it -----

def command_inside(pid, command):
    """argv that runs command as root in the host."""
    environment = [f"{name}={value}" for name, value in postfix.clean_environment().items()]
    return ["nsenter", "--target", str(pid), "--mount", "--net", "--pid", "--uts", "--ipc",
            "--wd=/", "--", "env", "-i", *environment, *command]


def run_inside(pid, function, *arguments):
    """Run a Python function in the host and return what it returns (a plain value)."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        try:
            descriptor = os.pidfd_open(pid)
            os.setns(descriptor, _JOIN)
            # A joined pid namespace holds the children of the caller, not the caller.
            inner = os.fork()
            if inner:
                os._exit(os.waitstatus_to_exitcode(os.waitpid(inner, 0)[1]) & 0xff)
            os.chdir("/")
            result = function(*arguments)
            with os.fdopen(theirs, "w", encoding="utf-8") as file:
                json.dump(result, file)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)
    os.close(theirs)
    with os.fdopen(ours, encoding="utf-8") as file:
        text = file.read()
    if os.waitpid(child, 0)[1] != 0 or not text:
        raise RuntimeError("it failed inside the host")
    return json.loads(text)


def stop_services():
    """Nothing listens any more: connections are refused, sessions are cut."""
    subprocess.run(["pkill", "-9", "-x", "sshd|sshd-session|sshd-auth"], check=False)
    postfix.stop()


def start_services(instances, log):
    if subprocess.run(["pgrep", "-x", "sshd"], check=False, stdout=subprocess.DEVNULL).returncode:
        subprocess.run(["/usr/sbin/sshd"], env=postfix.clean_environment(), check=True)
    if not os.path.exists("/dev/log"):
        syslog.start(log)
    running = subprocess.run(["postfix", "status"], env=postfix.clean_environment(), check=False,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
    if not running:
        postfix.start(instances, checked=True)
