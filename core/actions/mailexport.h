// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/messagereader.h"

#include <QString>

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace spoolscope {

/// A file name that holds nothing a stranger wrote: "mx1_postfix-out_4F2A81C09D.eml"; without the
/// instance's name for the unnamed primary one.
QString exportFileName(const QString &server, const Instance &instance, const QueueId &id);

struct ExportReport
{
    struct Outcome
    {
        QString file = {}; ///< empty: not written
        std::optional<Error> error = {};
    };
    std::vector<Outcome> outcomes; ///< in the order of the messages
    qint64 written = 0;
    std::optional<Error> error = {}; ///< what ended it early
};

/// Reads the messages and writes each as an .eml file (MessageContent::toEml()) into an existing
/// directory, readable by this user only. A file that is there already is never overwritten: that
/// message is not written, with the reason. Blocks; never on the GUI thread.
ExportReport exportMessages(Transport &transport, const QString &serverName,
    const Instance &instance, Privilege privilege, std::span<const PlannedMessage> messages,
    const QString &directory, std::stop_token stop,
    const std::function<void(qint64 done)> &progress = {}, const ReadOptions &options = {});

/// Writes bytes to a new file of 0600, all or nothing. Errors: Io, also for one that exists.
Result<void> writeNewFile(const QString &file, const QByteArray &bytes);

/// One message for an mbox file (mboxrd: lines that begin with any number of '>' and "From " get
/// one more '>'). `time` in seconds since 1970.
QByteArray toMbox(const MessageContent &message, qint64 time);

}
