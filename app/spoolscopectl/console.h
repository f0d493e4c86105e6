// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QJsonObject>

#include <stop_token>
#include <thread>

namespace spoolscope::ctl {

/// The documented exit statuses; of several servers the gravest counts, which is the highest.
enum class ExitCode : int {
    Done = 0,
    Usage = 2,
    CannotConnect = 3,
    HostKeyRefused = 4,
    NotPermitted = 5,
    Incomplete = 6,
    OutcomeUnknown = 7,
};

ExitCode worse(ExitCode a, ExitCode b);
ExitCode exitCodeFor(const Error &error);

// What reaches the terminal goes through text::visible here, whatever it is made of.
/// "spoolscopectl: SUBJECT: message", then the detail indented.
void complain(const QString &subject, const Error &error);
void note(const QString &text); ///< a line on stderr
void printText(const QString &line); ///< a line on stdout, buffered

/// Bytes to stdout as they are, buffered: JSON, CSV and lines that went through text::visible.
void print(const QByteArray &bytes);
void printJson(const QJsonObject &object); ///< one line
bool flush(); ///< false when stdout is gone (a closed pipe, a full disk)

/// Turns the first SIGINT or SIGTERM into a stop request; a second one ends the program. Make it
/// before any other thread, which inherits its signal mask.
class StopOnSignal final
{
public:
    StopOnSignal();
    ~StopOnSignal();
    std::stop_token token() const { return m_source.get_token(); }

private:
    Q_DISABLE_COPY_MOVE(StopOnSignal)
    std::stop_source m_source;
    std::jthread m_waiter;
};

}
