// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logsink.h"

#include <QStringList>

#include <condition_variable>
#include <mutex>
#include <set>

namespace spoolscope {

/// Judges lines "WORD N" as they are handed over: N must grow by one, and may leave numbers out
/// only where a gap was told. Thread-safe.
class NumberedLog final : public LogSink
{
public:
    /// Lines with another word are not its own.
    explicit NumberedLog(const QByteArray &word) : m_word(word + ' ') { }

    void take(const LogEvent &event) override;
    void gap(const LogGap &gap) override;

    /// False when nothing at all came for a minute before N did.
    bool waitFor(qint64 number);

    struct Account
    {
        qint64 last = 0; ///< the greatest number
        qint64 lines = 0;
        qint64 gaps = 0;
        qint64 doubled = 0; ///< came after themselves or a greater one
        qint64 lost = 0; ///< were left out without a word
        std::set<qint64> lostAtGaps = {};
        QStringList faults = {}; ///< the first of what was doubled or lost
        QStringList reasons = {}; ///< of the first gaps, with the number before each
    };
    Account account() const;

private:
    const QByteArray m_word;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    Account m_account;
    bool m_isAfterGap = false;
};

}
