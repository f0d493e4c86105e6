# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lab's network: one bridge, 10.77.K.1 on our side and 10.77.K.11 and up for the hosts."""

import fcntl
import os
import socket
import subprocess

from hosts.namespaces import run

_HOSTS_FILE = "/etc/hosts"


class Network:
    """Bridge number K; claiming its name is what keeps two labs in one namespace apart."""

    def __init__(self, number=None):
        self.number = self._claim(number)
        self.bridge = f"lab{self.number}"
        # The first lab has the well-known names; a second one beside it must not shadow them.
        self.domain = "lab.example" if self.number == 1 else f"lab{self.number}.example"
        self._ports = []
        self.gateway = f"10.77.{self.number}.1"
        run("ip", "-batch", "-", input=(f"addr add {self.gateway}/24 dev {self.bridge}\n"
                                        f"link set {self.bridge} up\n").encode())
        # Nobody ever accepts here: the kernel completes the handshake and mail that is routed to
        # it stays in the active queue, waiting for a greeting.
        self.silent_server = socket.socket()
        self.silent_server.bind((self.gateway, 2525))
        self.silent_server.listen(4096)

    @staticmethod
    def _claim(number):
        for candidate in ([number] if number else range(1, 255)):
            try:
                run("ip", "link", "add", f"lab{candidate}", "type", "bridge")
                return candidate
            except RuntimeError as error:
                if "File exists" not in str(error):
                    raise
        raise RuntimeError(f"network {number} is in use" if number else "no free network number")

    def address(self, index):
        return f"10.77.{self.number}.{11 + index}"

    def attach(self, index, pid):
        """Give the network namespace of process pid an eth0 on the bridge."""
        port, address = f"{self.bridge}h{index}", self.address(index)
        mac = "02:4d:%02x:00:00:%02x" % (self.number, 11 + index)
        # The permanent neighbour entry makes a host with its link down swallow packets, as a
        # firewall does; without it our side would soon report "no route to host".
        commands = f"""link add {port} type veth peer name eth0 address {mac} netns {pid}
link set {port} master {self.bridge} up
neigh replace {address} lladdr {mac} nud permanent dev {self.bridge}
"""
        run("ip", "-batch", "-", input=commands.encode())
        self._ports.append(port)

    def configure_inside(self, index):
        run("ip", "-batch", "-", input=(
            f"link set lo up\naddr add {self.address(index)}/24 dev eth0\n"
            f"link set eth0 up\n").encode())

    def hosts_lines(self, names):
        lines = [f"{self.gateway} desk.{self.domain}"]
        lines += [f"{self.address(index)} {name}.{self.domain} {name}"
                  for index, name in enumerate(names)]
        return "".join(f"{line}\n" for line in lines)

    def publish(self, names):
        """Let programs in our namespace find the hosts by name; short names for the first lab."""
        lines = self.hosts_lines(names)
        if self.number != 1:
            lines = "".join(" ".join(line.split()[:2]) + "\n" for line in lines.splitlines())
        self._edit_hosts(lines)

    def remove(self):
        # A namespace goes away some time after its last process; its link must be gone now.
        commands = "".join(f"link del {port}\n" for port in (*self._ports, self.bridge))
        subprocess.run(["ip", "-force", "-batch", "-"], input=commands.encode(), check=False,
                       stderr=subprocess.DEVNULL)
        self._edit_hosts("")

    def _edit_hosts(self, lines):
        # Written in place: the file is a bind mount and cannot be renamed over.
        try:
            with open(_HOSTS_FILE, "r+", encoding="utf-8") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                kept = [line for line in file if not line.startswith(f"10.77.{self.number}.")]
                file.seek(0)
                file.write("".join(kept) + lines)
                file.truncate()
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            print(f"lab: {_HOSTS_FILE} stays as it is: {error}", flush=True)
