// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshconfig.h"
#include "core/transport/sshhosts.h"
#include "tests/fuzz/fuzztarget.h"

using namespace spoolscope;

/// The answer of `ssh -G`, and an ssh_config file read for its Host lines.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArrayView input = asBytes(data, size);
    static const SshConfigTokens tokens{"mx", "jo", "1000", QStringLiteral("/home/jo"),
        "desk.example.com", QStringLiteral("/run/agent")};
    if (const auto config = parseSshConfig(input, tokens)) {
        REQUIRE(!config->host.isEmpty() && config->port != 0 && !config->user.isEmpty());
        REQUIRE(!config->knownHostsName().isEmpty());
        REQUIRE(input.contains(config->host) && input.contains(config->user));
    }
    const SshHostNames names = parseSshHostNames(input);
    for (const QString &host : names.hosts)
        REQUIRE(!host.isEmpty() && !host.startsWith(u'-') && !host.contains(u'*'));
    return 0;
}
