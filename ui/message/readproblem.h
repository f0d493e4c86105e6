// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/instance.h"

#include <QString>

namespace spoolscope {

/// What an error of reading a message means to the reader, and what can be done about it.
struct ReadProblem
{
    enum class NextStep { Refresh, CopyRule, Retry };
    QString text;
    NextStep step = NextStep::Retry;
    bool isSerious = true; ///< false where the world has simply moved on
};

ReadProblem readProblem(const Error &error, const QString &server);

/// The sudoers line that lets `account` read the messages of one instance and nothing else. The
/// regular expression needs sudo 1.9.10 (sudoers(5)); a wildcard would match other arguments too.
QString readRule(const QByteArray &account, const Instance &instance);

}
