// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/transport.h"

namespace spoolscope {

/// This machine itself ("local:"), by QProcess and /bin/sh. A process is used by the thread that
/// started it.
class LocalTransport final : public Transport
{
public:
    Result<std::unique_ptr<RemoteProcess>> start(
        const QByteArray &shellCommand, std::stop_token stop) override;
    bool isAlive() const override { return true; }
    void whenLost(std::function<void(const Error &)>) override { }
};

}
