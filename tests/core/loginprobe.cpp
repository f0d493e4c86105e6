// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A process of its own for looking into its memory. It reads lines from its standard input:
//     host port user known_hosts identity     where to log in; "-" for none
//     kind subject                            of the secret; "sudo": for a command after the login
//     secret                                  for all that is asked
// prints "holding"; at the next line it connects and prints "connected" or the error, forgets the
// secret, prints "forgotten"; at the next line it ends the connection and prints "closed"; at the
// end of input it exits. --hardened forbids dumps first.

#include "core/base/hardening.h"
#include "core/postfix/sudopassword.h"
#include "core/transport/patience.h"
#include "core/transport/remotecommand.h"
#include "core/transport/secretholder.h"
#include "core/transport/sshtransport.h"
#include "core/transport/sudopasswords.h"

#include <QCoreApplication>

#include <array>
#include <cstdio>

#include <string.h>
#include <unistd.h>

using namespace spoolscope;

namespace {

/// Unbuffered, so that the line is in `line` only.
size_t readLine(std::array<char, 1024> &line)
{
    size_t size = 0;
    while (size < line.size() && ::read(STDIN_FILENO, &line[size], 1) == 1 && line[size] != '\n')
        ++size;
    return size;
}

QByteArrayList readWords()
{
    std::array<char, 1024> line = {};
    const size_t size = readLine(line);
    return QByteArray(line.data(), qsizetype(size)).split(' ');
}

Secret readSecret()
{
    std::array<char, 1024> line = {};
    QByteArray bytes(line.data(), qsizetype(readLine(line)));
    Secret secret = Secret::take(bytes);
    ::explicit_bzero(line.data(), line.size());
    return secret;
}

void say(const QByteArray &text)
{
    std::fputs((text + '\n').constData(), stdout);
    std::fflush(stdout);
}

class SameAnswer final : public SecretAsker
{
public:
    explicit SameAnswer(Secret answer) : m_answer(std::move(answer)) { }
    std::optional<std::vector<Secret>> ask(
        const ServerQuestion &question, const Patience &) override
    {
        std::vector<Secret> answers;
        for (qsizetype i = 0; i < question.prompts.size(); ++i)
            answers.push_back(m_answer.clone());
        return answers;
    }

private:
    Secret m_answer;
};

/// Whether sudo let us; or why not.
Result<void> runBySudo(
    SshTransport &transport, const std::shared_ptr<SecretHolder> &secrets, const SecretKey &key)
{
    transport.setSudoPasswords(std::make_shared<SudoPasswords>(
        [secrets, key](std::stop_token) -> Result<Secret> {
            if (auto secret = secrets->find(key))
                return std::move(*secret);
            return failure(ErrorKind::Permission, QStringLiteral("forgotten"));
        },
        [secrets, key] { secrets->forget(key); }));
    const auto ran = run(transport, askingSudo({"id", "-u"}), {});
    if (!ran)
        return std::unexpected(ran.error());
    if (ran->output != "0\n")
        return failure(ErrorKind::Permission, QString::fromUtf8(ran->output), ran->errors);
    return {};
}

SecretKind kindOf(const QByteArray &name)
{
    if (name == "sudo")
        return SecretKind::SudoPassword;
    return name == "passphrase" ? SecretKind::Passphrase : SecretKind::Password;
}

}

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc > 1 && QByteArrayView(argv[1]) == "--hardened")
        forbidMemoryDumps();
    say("ready");
    const QByteArrayList where = readWords();
    if (where.size() < 5)
        return 0;
    const QByteArrayList what = readWords();
    SshEndpoint endpoint{
        QString::fromUtf8(where[0]), where[1].toUShort(), QString::fromUtf8(where[2])};
    endpoint.knownHostsFile = QString::fromUtf8(where[3]);
    endpoint.identityFile = where[4] == "-" ? QString() : QString::fromUtf8(where[4]);
    endpoint.configFile = QStringLiteral("none");
    const SecretKey key{kindOf(what[0]), QString::fromUtf8(what[1])};
    SshConnectOptions options;
    options.secrets = std::make_shared<SecretHolder>();
    {
        Secret secret = readSecret();
        if (what[0] == "question")
            options.asker = std::make_shared<SameAnswer>(std::move(secret));
        else
            options.secrets->put(key, std::move(secret));
    }
    say("holding");
    readWords();
    auto transport = SshTransport::connect(endpoint, options, {});
    std::optional<Error> error;
    if (!transport)
        error = transport.error().error;
    else if (what[0] == "sudo")
        if (const auto ran = runBySudo(**transport, options.secrets, key); !ran)
            error = ran.error();
    say(error ? "refused " + (error->message.toUtf8() + ' ' + error->detail).replace('\n', ' ')
              : QByteArray("connected"));
    error.reset();
    options.secrets->forget(key); // sudo would still find it there
    options = {};
    say("forgotten");
    readWords();
    transport = std::unexpected(SshConnectFailure{});
    say("closed");
    readWords();
    return 0;
}
