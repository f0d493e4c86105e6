# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keys and certificates: a CA that the hosts trust, and one they never heard of."""

import os
import ssl
import subprocess


def _openssl(*words):
    subprocess.run(["openssl", *words], check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


class Certificates:
    """All in one directory: ca.pem, and for each name NAME.key and NAME.pem."""

    def __init__(self, directory):
        self.directory = directory
        os.makedirs(directory, exist_ok=True)
        for authority in ("ca", "otherca"):
            if not os.path.exists(self.path(authority)):
                self._key(authority)
                _openssl("req", "-x509", "-new", "-key", self.path(authority, "key"), "-days",
                         "3650", "-subj", f"/CN=Traffic {authority}", "-out", self.path(authority))

    def path(self, name, kind="pem"):
        return os.path.join(self.directory, f"{name}.{kind}")

    def _key(self, name):
        _openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out",
                 self.path(name, "key"))

    def issue(self, name, authority="ca", days=365):
        if os.path.exists(self.path(name)):
            return
        self._key(name)
        with open(self.path(name, "ext"), "w", encoding="utf-8") as file:
            file.write(f"subjectAltName=DNS:{name}\n")
        _openssl("req", "-new", "-key", self.path(name, "key"), "-subj", f"/CN={name}", "-out",
                 self.path(name, "csr"))
        _openssl("x509", "-req", "-in", self.path(name, "csr"), "-CA", self.path(authority),
                 "-CAkey", self.path(authority, "key"), "-CAcreateserial", "-days", str(days),
                 "-extfile", self.path(name, "ext"), "-out", self.path(name))

    def files_for(self, name):
        """What a host of that name needs: file names and contents."""
        self.issue(name)
        found = {}
        for path in (self.path("ca"), self.path(name), self.path(name, "key")):
            with open(path, "rb") as file:
                found[os.path.basename(path)] = file.read()
        return found

    def _context(self, name, authority="ca"):
        self.issue(name, authority)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path(name), self.path(name, "key"))
        return context

    def server_context(self, last):
        """For the destination with this address; None for one without TLS."""
        if last == 162:   # no certificate at all: anonymous key exchange ended with TLS 1.2
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers("AECDH-AES256-SHA:@SECLEVEL=0")
            return context
        if last == 163:
            return self._context("mail.untrusted.example", "otherca")
        if last in (164, 166):
            return self._context("mail.trusted.example")
        if last == 165:
            return self._context("mail.verified.example")
        return None

    def client_context(self, name=None, authority="ca", **limits):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        for limit, value in limits.items():
            setattr(context, limit, value)
        if name:
            self.issue(name, authority)
            context.load_cert_chain(self.path(name), self.path(name, "key"))
        return context
