// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/remotecommand.h"

#include "core/base/nonce.h"
#include "core/base/textsafety.h"
#include "core/transport/markerfilter.h"
#include "core/transport/sudodialogue.h"
#include "core/transport/transport.h"

#include <QCoreApplication>

#include <algorithm>

namespace spoolscope {

namespace {

struct Command
{
    Q_DECLARE_TR_FUNCTIONS(Command)
};

constexpr qint64 maximumNoise = 64 << 20;
constexpr std::chrono::milliseconds sudoSilence = std::chrono::minutes(3); ///< PAM may be slow

// Read by /bin/sh, but on its way there by the login shell: so no ', \, ! and no line break. The
// prefixes and the nonce meet only when it runs, so an echo of the command is no marker.
constexpr char script[] = "n=$1; shift; LC_ALL=C; TZ=UTC; "
                          "PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin; "
                          "SPOOLSCOPE_NONCE=$n; export LC_ALL TZ PATH SPOOLSCOPE_NONCE; "
                          "echo \"SPOOLSCOPE-BEGIN-$n\"; echo \"SPOOLSCOPE-BEGIN-$n\" >&2; \"$@\"; "
                          "r=$?; echo; echo \"SPOOLSCOPE-END-$n $r\"; exit $r";

Result<QByteArray> wrap(const CommandLine &command, const QByteArray &nonce)
{
    if (command.arguments.isEmpty() || command.arguments.first().isEmpty())
        return failure(
            ErrorKind::InvalidInput, Command::tr("There is no command to run. Name a program."));
    // Not /bin/sh: a restricted shell (rbash) refuses names with a slash.
    return quoteForShell(QByteArrayList{"sh", "-c", script, "sh", nonce} + command.arguments);
}

}

struct RemoteCommand::Private
{
    QByteArray nonce;
    std::unique_ptr<RemoteProcess> process;
    std::stop_token stop;
    std::chrono::milliseconds silence;
    qint64 outputLimit;
    QString program; ///< for messages
    MarkerFilter filter;
    qint64 outputSize = 0;
    QByteArray errorsBegin; ///< the line on stderr before which a profile speaks
    QByteArray errors = {};
    std::optional<SudoDialogue> sudo = {};
    std::optional<int> exitCode = {};

    Result<QByteArray> read();
    Result<void> talk();
    Result<void> finish();
    Result<void> checkLimits() const;
    std::unexpected<Error> incomplete(const QString &message);
    std::unexpected<Error> neverStarted();
    const QByteArray &collectErrors();
    void addErrors(const QByteArray &fresh);
};

const QByteArray &RemoteCommand::Private::collectErrors()
{
    addErrors(process->takeErrorOutput());
    return errors;
}

void RemoteCommand::Private::addErrors(const QByteArray &fresh)
{
    errors += fresh;
    if (errorsBegin.isEmpty())
        return;
    if (const qsizetype at = errors.indexOf(errorsBegin); at >= 0) {
        errors.remove(0, at + errorsBegin.size());
        errorsBegin.clear();
    }
}

Result<void> RemoteCommand::Private::checkLimits() const
{
    if (outputSize > outputLimit)
        return failure(ErrorKind::OutputTooLarge,
            Command::tr(
                "%1 printed more than the %2 MiB that it is allowed to. Narrow down what is "
                "asked for.")
                .arg(program, QString::number(outputLimit >> 20)));
    if (filter.discarded() > maximumNoise)
        return failure(ErrorKind::Parse,
            Command::tr("The login prints without end around the output of %1. Look at the "
                        "account's shell start-up files.")
                .arg(program),
            filter.noise());
    return {};
}

Result<QByteArray> RemoteCommand::Private::read()
{
    while (!exitCode) {
        if (const auto talked = talk(); !talked)
            return std::unexpected(talked.error());
        auto chunk = process->read(stop, silence);
        if (!chunk)
            return std::unexpected(chunk.error());
        if (chunk->isEmpty()) {
            if (const auto finished = finish(); !finished)
                return std::unexpected(finished.error());
            break;
        }
        QByteArray body = filter.feed(std::move(*chunk));
        outputSize += body.size();
        if (const auto within = checkLimits(); !within)
            return std::unexpected(within.error());
        if (body.isEmpty())
            continue;
        if (sudo && !sudo->isOver())
            sudo->commandSpoke(*process);
        return body;
    }
    return QByteArray();
}

/// As long as sudo may ask: stderr is answered until there is stdout to read, or its end.
Result<void> RemoteCommand::Private::talk()
{
    while (sudo && !sudo->isOver()) {
        if (const auto waited = process->waitForOutput(stop, std::max(silence, sudoSilence));
            !waited)
            return std::unexpected(waited.error());
        const QByteArray fresh = process->takeErrorOutput();
        if (fresh.isEmpty())
            return {};
        addErrors(fresh);
        sudo->look(*process, errors, stop);
    }
    return {};
}

/// At the end of stdout: the other two proofs.
Result<void> RemoteCommand::Private::finish()
{
    const auto status = process->wait(stop, silence);
    if (!status)
        return std::unexpected(status.error());
    if (filter.stage() == MarkerFilter::Stage::Noise)
        return neverStarted();
    if (!status->signal.isEmpty())
        return incomplete(Command::tr("The shell around %1 was ended by signal %2. Run it again.")
                .arg(program, QString::fromLatin1(status->signal)));
    const std::optional<int> printed = filter.exitCode();
    if (!printed)
        return incomplete(
            Command::tr("The output of %1 ended too early. Run it again.").arg(program));
    if (*printed != status->code)
        return incomplete(
            Command::tr("The server reports another exit status for %1 than the command had. "
                        "Something between the login and the shell changes it.")
                .arg(program));
    if (sudo) {
        collectErrors();
        sudo->look(*process, errors, stop);
        if (const auto verdict = sudo->verdict(errors); !verdict)
            return std::unexpected(verdict.error());
    }
    exitCode = printed;
    return {};
}

/// A forced command or a shell that only says goodbye: its own words tell most.
std::unexpected<Error> RemoteCommand::Private::neverStarted()
{
    constexpr qsizetype longestQuote = 200;
    QByteArray said = filter.noise().trimmed();
    if (said.isEmpty())
        said = collectErrors().trimmed();
    said = said.first(
        std::max<qsizetype>(0, said.indexOf('\n') < 0 ? said.size() : said.indexOf('\n')));
    if (said.isEmpty())
        return incomplete(
            Command::tr("The server ran something else than %1, which said nothing. Check that the "
                        "account has a shell and no forced command.")
                .arg(program));
    return incomplete(
        Command::tr("The server did not run %1 but answered \"%2\". Check that the account has a "
                    "shell and no forced command.")
            .arg(program, text::visible(said.first(std::min(said.size(), longestQuote)))));
}

std::unexpected<Error> RemoteCommand::Private::incomplete(const QString &message)
{
    QByteArray detail = collectErrors();
    if (filter.stage() == MarkerFilter::Stage::Noise && !filter.noise().isEmpty())
        detail += '\n' + filter.noise();
    return failure(ErrorKind::Incomplete, message, detail);
}

Result<RemoteCommand> RemoteCommand::start(
    Transport &transport, const CommandLine &command, std::stop_token stop)
{
    const QByteArray nonce = makeNonce();
    const Result<QByteArray> shellCommand = wrap(command, nonce);
    if (!shellCommand)
        return std::unexpected(shellCommand.error());
    auto process = transport.start(*shellCommand, stop);
    if (!process)
        return std::unexpected(process.error());
    auto d = std::unique_ptr<Private>(new Private{nonce, std::move(*process), std::move(stop),
        command.silence, command.outputLimit, QString::fromUtf8(command.arguments.first()),
        MarkerFilter(nonce), 0, MarkerFilter::beginPrefix() + nonce + '\n'});
    if (command.sudo != SudoTalk::None) {
        d->sudo.emplace(command.sudo, nonce, command.input, transport.sudoPasswords());
    } else {
        if (!command.input.isEmpty())
            d->process->write(command.input);
        d->process->closeInput();
    }
    return RemoteCommand(std::move(d));
}

RemoteCommand::RemoteCommand(std::unique_ptr<Private> d) : d(std::move(d))
{
}

RemoteCommand::RemoteCommand(RemoteCommand &&) noexcept = default;

RemoteCommand::~RemoteCommand() = default;

Result<QByteArray> RemoteCommand::read()
{
    return d->read();
}

Result<bool> RemoteCommand::readAll(const std::function<bool(const QByteArray &bytes)> &take)
{
    for (;;) {
        const auto bytes = read();
        if (!bytes)
            return std::unexpected(bytes.error());
        if (bytes->isEmpty())
            return true;
        if (!take(*bytes))
            return false;
    }
}

QByteArray RemoteCommand::nonce() const
{
    return d->nonce;
}

int RemoteCommand::exitCode() const
{
    return d->exitCode.value_or(-1);
}

QByteArray RemoteCommand::errorOutput()
{
    return d->collectErrors();
}

Result<CommandOutput> run(Transport &transport, const CommandLine &command, std::stop_token stop)
{
    auto running = RemoteCommand::start(transport, command, std::move(stop));
    if (!running)
        return std::unexpected(running.error());
    CommandOutput result;
    const auto read = running->readAll([&](const QByteArray &bytes) {
        result.output += bytes;
        return true;
    });
    if (!read)
        return std::unexpected(read.error());
    result.errors = running->errorOutput();
    result.exitCode = running->exitCode();
    return result;
}

}
