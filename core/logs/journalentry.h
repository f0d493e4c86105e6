// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logline.h"

#include <QByteArray>

#include <memory>

namespace spoolscope {

/// Reads lines of "journalctl -o json" (systemd 219 to 257; systemd.journal-fields(7)), one after
/// another. Any bytes are taken: what is no entry is told as such. Used by one thread.
class JournalEntryReader final
{
public:
    JournalEntryReader();
    ~JournalEntryReader();

    /// False: it is no entry with a time and a text; frame() is of no use then.
    bool read(QByteArrayView line);

    /// Valid until the next call. `raw` is the line as syslog would have written it, with the time
    /// in UTC, and the other views point into it; line breaks of the text are blanks there.
    const LogLine &frame() const { return m_frame; }
    QByteArrayView cursor() const { return m_cursor; } ///< __CURSOR; empty where it has none
    /// How many entries journald says it left out here; 0: it does not say so.
    qint64 dropped() const { return m_dropped; }

private:
    void compose(qint64 time);

    struct Members;
    std::unique_ptr<Members> m_members;
    QByteArray m_raw;
    QByteArray m_cursor;
    LogLine m_frame;
    qint64 m_dropped = 0;
};

}
