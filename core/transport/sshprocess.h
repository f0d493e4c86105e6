// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/processport.h"

namespace spoolscope {

/// The user's end of a ProcessPort. Destroying it closes the channel.
class SshProcess final : public RemoteProcess
{
public:
    explicit SshProcess(std::shared_ptr<ProcessPort> port) : m_port(std::move(port)) { }
    ~SshProcess() override { m_port->abandon(); }

    Result<QByteArray> read(std::stop_token stop, std::chrono::milliseconds silence) override
    {
        return m_port->read(std::move(stop), silence);
    }
    void write(const QByteArray &bytes) override { m_port->write(bytes); }
    void writeSecret(const Secret &secret) override { m_port->writeSecret(secret); }
    Result<void> waitForOutput(std::stop_token stop, std::chrono::milliseconds silence) override
    {
        return m_port->waitForOutput(std::move(stop), silence);
    }
    void closeInput() override { m_port->closeInput(); }
    Result<ExitStatus> wait(std::stop_token stop, std::chrono::milliseconds silence) override
    {
        return m_port->wait(std::move(stop), silence);
    }
    QByteArray takeErrorOutput() override { return m_port->takeErrorOutput(); }

private:
    std::shared_ptr<ProcessPort> m_port;
};

}
