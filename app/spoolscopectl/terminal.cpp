// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "terminal.h"

#include "core/base/textsafety.h"
#include "core/transport/patience.h"

#include <QByteArray>
#include <QString>

#include <array>
#include <chrono>

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

constexpr size_t longestLine = 4096; // of a terminal, termios(3)

/// The terminal without echo, and without the keys that would stop or kill the program meanwhile;
/// Ctrl+C stays, and is turned into a stop request elsewhere.
class Quiet final
{
public:
    Quiet(int fd, bool isQuiet) : m_fd(fd)
    {
        if (::tcgetattr(fd, &m_before) != 0)
            return;
        m_isChanged = true;
        termios now = m_before;
        if (isQuiet)
            now.c_lflag &= ~tcflag_t(ECHO | ECHOE | ECHOK | ECHONL);
        now.c_cc[VSUSP] = _POSIX_VDISABLE;
        now.c_cc[VQUIT] = _POSIX_VDISABLE;
        ::tcsetattr(fd, TCSAFLUSH, &now); // what was typed before is no answer
    }
    ~Quiet()
    {
        if (m_isChanged)
            ::tcsetattr(m_fd, TCSAFLUSH, &m_before);
    }

private:
    Q_DISABLE_COPY_MOVE(Quiet)
    int m_fd;
    bool m_isChanged = false;
    termios m_before = {};
};

QString promptFor(const SecretRequest &request)
{
    const QString account = text::visible(request.account);
    const QString hop = request.isJumpHost ? u" (jump host)"_s : QString();
    switch (request.key.kind) {
    case SecretKind::Password:
        return u"Password of %1%2: "_s.arg(account, hop);
    case SecretKind::Passphrase:
        return u"Passphrase of the key %1: "_s.arg(text::visible(request.key.subject));
    case SecretKind::SudoPassword:
        return u"Password of %1 for sudo: "_s.arg(account);
    }
    Q_UNREACHABLE_RETURN({});
}

}

std::shared_ptr<Terminal> Terminal::open()
{
    UniqueFd fd(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC));
    // In the background nobody sees a question, and changing the terminal would stop us.
    if (!fd.isValid() || ::tcgetpgrp(fd.get()) != ::getpgrp())
        return nullptr;
    return std::shared_ptr<Terminal>(new Terminal(std::move(fd)));
}

void Terminal::write(const QString &text) const
{
    const QByteArray bytes = text.toUtf8();
    [[maybe_unused]] const auto written
        = ::write(m_fd.get(), bytes.constData(), size_t(bytes.size()));
}

std::optional<Secret> Terminal::read(
    const QString &prompt, Echo echo, const Patience &patience) const
{
    const Quiet quiet(m_fd.get(), echo == Echo::Off);
    write(prompt);
    std::array<char, longestLine> line = {};
    std::optional<Secret> answer;
    if (patience.waitFor(m_fd.get(), POLLIN) == Patience::Ended::Ready) {
        // The terminal gives whole lines.
        const ssize_t got = ::read(m_fd.get(), line.data(), line.size());
        if (got > 0 && line[size_t(got) - 1] == '\n') {
            QByteArray typed(line.data(), got - 1);
            answer = Secret::take(typed);
        }
    }
    ::explicit_bzero(line.data(), line.size());
    if (echo == Echo::Off || !answer)
        write(u"\n"_s);
    return answer;
}

std::optional<Secret> Terminal::askSecret(const SecretRequest &request, std::stop_token stop) const
{
    // No connection is kept waiting meanwhile.
    const Patience patience(std::move(stop), std::chrono::hours(1));
    return read(promptFor(request), Echo::Off, patience);
}

std::optional<std::vector<Secret>> Terminal::ask(
    const ServerQuestion &question, const Patience &patience)
{
    QString said;
    for (const QString &text : {question.banner, question.name, question.instruction})
        if (!text.isEmpty())
            said += text + u'\n';
    write(u"Message from %1%2:\n"_s.arg(
              text::visible(question.account), question.isJumpHost ? u" (jump host)"_s : QString())
        + said);
    std::vector<Secret> answers;
    for (const ServerQuestion::Prompt &prompt : question.prompts) {
        // As ssh does: a prompt that starts with the account is no prompt of this program.
        auto answer = read(u"(%1) %2 "_s.arg(text::visible(question.account), prompt.text),
            prompt.isEchoed ? Echo::On : Echo::Off, patience);
        if (!answer)
            return {};
        answers.push_back(std::move(*answer));
    }
    return answers;
}

}
