// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "console.h"

#include "core/base/textsafety.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

ExitCode worse(ExitCode a, ExitCode b)
{
    return std::max(a, b);
}

ExitCode exitCodeFor(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::InvalidInput:
        return ExitCode::Usage;
    case ErrorKind::Auth:
    case ErrorKind::Network:
    case ErrorKind::Timeout:
        return ExitCode::CannotConnect;
    case ErrorKind::HostKey:
        return ExitCode::HostKeyRefused;
    case ErrorKind::Permission:
        return ExitCode::NotPermitted;
    case ErrorKind::OutcomeUnknown:
        return ExitCode::OutcomeUnknown;
    case ErrorKind::NotFound:
    case ErrorKind::Parse:
    case ErrorKind::Incomplete:
    case ErrorKind::Cancelled:
    case ErrorKind::OutputTooLarge:
    case ErrorKind::Io:
        return ExitCode::Incomplete;
    }
    Q_UNREACHABLE_RETURN(ExitCode::Incomplete);
}

void note(const QString &text)
{
    std::fputs((text::visible(text).toUtf8() + '\n').constData(), stderr);
}

void complain(const QString &subject, const Error &error)
{
    QString text = u"spoolscopectl: "_s;
    if (!subject.isEmpty())
        text += subject + u": "_s;
    note(text + error.message);
    constexpr qsizetype shownDetail = 2000;
    const QByteArray detail = error.detail.trimmed();
    const QString shown
        = text::visibleLines(QByteArrayView(detail).first(std::min(shownDetail, detail.size())));
    if (shown.isEmpty())
        return;
    for (const QString &line : shown.split(u'\n'))
        note(u"    "_s + line);
}

void printText(const QString &line)
{
    print(text::visible(line).toUtf8() + '\n');
}

void print(const QByteArray &bytes)
{
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stdout);
}

void printJson(const QJsonObject &object)
{
    print(text::jsonLine(object) + '\n');
}

bool flush()
{
    return std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

StopOnSignal::StopOnSignal()
{
    std::signal(SIGPIPE, SIG_IGN);
    sigset_t watched;
    sigemptyset(&watched);
    sigaddset(&watched, SIGINT);
    sigaddset(&watched, SIGTERM);
    sigaddset(&watched, SIGUSR2); // ends the waiter
    pthread_sigmask(SIG_BLOCK, &watched, nullptr);
    m_waiter = std::jthread([this, watched] {
        int signal = 0;
        while (sigwait(&watched, &signal) == 0 && signal != SIGUSR2) {
            if (m_source.stop_requested())
                _exit(128 + signal);
            note(u"spoolscopectl: stopping after the current step; once more to stop at once"_s);
            m_source.request_stop();
        }
    });
}

StopOnSignal::~StopOnSignal()
{
    pthread_kill(m_waiter.native_handle(), SIGUSR2);
}

}
