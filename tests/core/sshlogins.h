// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "sshdfixture.h"

#include "core/transport/secretholder.h"

namespace spoolscope {

/// Words that the tests of connecting and logging in have in common.

using Connected = std::expected<std::unique_ptr<SshTransport>, SshConnectFailure>;

inline Connected connectTo(const SshEndpoint &endpoint, const SshConnectOptions &options = {})
{
    return SshTransport::connect(endpoint, options, {});
}

/// The same server and account, with no key file named.
inline SshEndpoint withoutKeys(SshEndpoint endpoint)
{
    endpoint.identityFile.clear();
    return endpoint;
}

inline Secret secret(QByteArray bytes)
{
    bytes.detach();
    return Secret::take(bytes);
}

inline std::shared_ptr<SecretHolder> holding(const SecretKey &key, const QByteArray &bytes)
{
    auto holder = std::make_shared<SecretHolder>();
    holder->put(key, secret(bytes));
    return holder;
}

/// That of root.
inline SecretKey passwordKey(const SshdFixture &sshd)
{
    return {SecretKind::Password, QStringLiteral("root@127.0.0.1:") + QString::number(sshd.port())};
}

}
