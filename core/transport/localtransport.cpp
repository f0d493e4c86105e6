// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/localtransport.h"

#include "core/base/secret.h"

#include <QCoreApplication>
#include <QProcess>

#include <algorithm>
#include <cstring>

#include <signal.h>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Local
{
    Q_DECLARE_TR_FUNCTIONS(Local)
};

using Clock = std::chrono::steady_clock;

constexpr int stepMilliseconds = 50; // how late a stop request may be noticed
constexpr qint64 errorCapacity = 64 << 20;

/// QProcess takes text, and a command may hold any byte: one that is not UTF-8 is spelled out.
QString shellArgument(const QByteArray &shellCommand)
{
    if (shellCommand.isValidUtf8())
        return QString::fromUtf8(shellCommand);
    QString octal;
    for (const char c : shellCommand)
        octal += "\\0"_L1 + QString::number(static_cast<uchar>(c), 8).rightJustified(3, u'0');
    return "eval \"$(printf %b '"_L1 + octal + "')\""_L1;
}

/// QProcess without an event loop: all the moving is done inside its waitFor functions. What is not
/// read stays in the pipe, and the pipe is the back-pressure.
class LocalProcess final : public RemoteProcess
{
public:
    LocalProcess();
    ~LocalProcess() override;

    Result<void> start(const QByteArray &shellCommand);
    Result<QByteArray> read(std::stop_token stop, std::chrono::milliseconds silence) override;
    void write(const QByteArray &bytes) override { m_process.write(bytes); }
    void writeSecret(const Secret &secret) override
    {
        m_process.write(secret.bytes(), qint64(secret.size())); // QProcess keeps a copy for a while
    }
    Result<void> waitForOutput(std::stop_token stop, std::chrono::milliseconds silence) override;
    void closeInput() override { m_process.closeWriteChannel(); }
    Result<ExitStatus> wait(std::stop_token stop, std::chrono::milliseconds silence) override;
    QByteArray takeErrorOutput() override;

private:
    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    Result<void> step(const std::stop_token &stop, std::chrono::milliseconds silence);
    bool drainErrors();

    QProcess m_process;
    QByteArray m_errorOutput;
    qint64 m_errorBytes = 0;
    qint64 m_unwritten = 0;
    Clock::time_point m_lastHeard = Clock::now();
};

LocalProcess::LocalProcess()
{
    // A group of its own, so that ending the shell ends what it has started.
    m_process.setUnixProcessParameters(QProcess::UnixProcessFlag::CreateNewSession);
}

LocalProcess::~LocalProcess()
{
    if (!isRunning())
        return;
    ::kill(-static_cast<pid_t>(m_process.processId()), SIGKILL);
    m_process.waitForFinished(-1);
}

Result<void> LocalProcess::start(const QByteArray &shellCommand)
{
    m_process.start(u"/bin/sh"_s, {u"-c"_s, shellArgument(shellCommand)});
    if (!m_process.waitForStarted(-1))
        return failure(ErrorKind::Io,
            Local::tr("/bin/sh could not be started on this machine. Close some programs and try "
                      "again."),
            m_process.errorString().toUtf8());
    return {};
}

/// Lets the process move on for a moment.
Result<void> LocalProcess::step(const std::stop_token &stop, std::chrono::milliseconds silence)
{
    if (stop.stop_requested())
        return failure(ErrorKind::Cancelled, Local::tr("Stopped on request."));
    const bool hasOutput = m_process.waitForReadyRead(stepMilliseconds);
    const bool hasErrors = drainErrors();
    const bool hasWritten = std::exchange(m_unwritten, m_process.bytesToWrite()) != m_unwritten;
    const auto now = Clock::now();
    if (hasOutput || hasErrors || hasWritten)
        m_lastHeard = now;
    if (now - m_lastHeard >= silence && isRunning())
        return failure(ErrorKind::Timeout,
            Local::tr("The command printed nothing for %1 s. Check the load of this machine.")
                .arg(QString::number(static_cast<double>(silence.count()) / 1000)));
    return {};
}

Result<QByteArray> LocalProcess::read(std::stop_token stop, std::chrono::milliseconds silence)
{
    m_lastHeard = Clock::now();
    while (true) {
        if (stop.stop_requested())
            return failure(ErrorKind::Cancelled, Local::tr("Stopped on request."));
        QByteArray chunk = m_process.readAllStandardOutput();
        if (!chunk.isEmpty() || !isRunning())
            return chunk;
        if (const auto moved = step(stop, silence); !moved)
            return std::unexpected(moved.error());
    }
}

Result<void> LocalProcess::waitForOutput(std::stop_token stop, std::chrono::milliseconds silence)
{
    m_lastHeard = Clock::now();
    while (isRunning() && m_errorOutput.isEmpty() && m_process.bytesAvailable() == 0) {
        if (const auto moved = step(stop, silence); !moved)
            return std::unexpected(moved.error());
    }
    return {};
}

Result<ExitStatus> LocalProcess::wait(std::stop_token stop, std::chrono::milliseconds silence)
{
    m_lastHeard = Clock::now();
    while (isRunning()) {
        if (const auto moved = step(stop, silence); !moved)
            return std::unexpected(moved.error());
    }
    if (m_process.exitStatus() == QProcess::CrashExit)
        return ExitStatus{-1, ::sigabbrev_np(m_process.exitCode())};
    return ExitStatus{m_process.exitCode()};
}

bool LocalProcess::drainErrors()
{
    const QByteArray fresh = m_process.readAllStandardError();
    const qint64 space = std::max<qint64>(0, errorCapacity - m_errorBytes);
    m_errorOutput += fresh.first(std::min<qint64>(space, fresh.size()));
    m_errorBytes += fresh.size();
    return !fresh.isEmpty();
}

QByteArray LocalProcess::takeErrorOutput()
{
    drainErrors();
    return std::exchange(m_errorOutput, {});
}

}

Result<std::unique_ptr<RemoteProcess>> LocalTransport::start(
    const QByteArray &shellCommand, std::stop_token stop)
{
    if (stop.stop_requested())
        return failure(ErrorKind::Cancelled, Local::tr("Stopped on request."));
    auto process = std::make_unique<LocalProcess>();
    if (const auto started = process->start(shellCommand); !started)
        return std::unexpected(started.error());
    return process;
}

}
