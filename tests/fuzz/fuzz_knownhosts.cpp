// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/knownhosts.h"
#include "tests/fuzz/fuzztarget.h"

using namespace spoolscope;

/// A known_hosts file, asked about one host and key.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArray input = asBytes(data, size).toByteArray();
    const QByteArray key = QByteArray::fromBase64("AAAAC3NzaC1lZDI1NTE5Z29vZA==");
    const auto finding = knownhosts::checkText(input, "mx", key);
    const QByteArray encoded = key.toBase64(QByteArray::OmitTrailingEquals);
    if (finding.verdict == HostKeyVerdict::Known) {
        REQUIRE(input.contains(encoded));
        REQUIRE(finding.key == key);
    }
    REQUIRE(finding.line >= 0 && finding.line <= input.count('\n') + 1);
    // A revocation of the key outweighs whatever else the file says.
    const QByteArray revoked = "@revoked mx ssh-ed25519 " + key.toBase64() + '\n';
    REQUIRE(knownhosts::checkText(revoked + input, "mx", key).verdict == HostKeyVerdict::Revoked);
    knownhosts::keyType(input);
    return 0;
}
