// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/transport/uniquefd.h"

#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace spoolscope {

/// A private file for what does not stay in memory: it never has a name (O_TMPFILE, open(2)), is
/// this user's alone (0600), and is gone with the process, however that ends. Made of slots of one
/// size, of which the disk holds what was written. Any thread.
class LogSpill final : public std::enable_shared_from_this<LogSpill>
{
public:
    /// A slot, given back when nothing holds it any more.
    class Slot final
    {
    public:
        Slot(std::shared_ptr<LogSpill> spill, qint64 number)
            : m_spill(std::move(spill)), m_number(number)
        {
        }
        ~Slot();
        /// Bytes of it; false where they cannot be had.
        bool read(qint64 at, std::span<std::byte> bytes) const;
        Result<void> write(qint64 at, std::span<const std::byte> bytes);

    private:
        Q_DISABLE_COPY_MOVE(Slot)
        std::shared_ptr<LogSpill> m_spill;
        qint64 m_number;
    };

    /// `directory` is made if need be; empty: the user's cache, or /var/tmp where that is no
    /// place for it.
    static Result<std::shared_ptr<LogSpill>> open(const QString &directory, qint64 slotSize);

    std::unique_ptr<Slot> takeSlot();

private:
    LogSpill(UniqueFd file, qint64 slotSize) : m_file(std::move(file)), m_slotSize(slotSize) { }
    void giveBack(qint64 slot);

    UniqueFd m_file;
    const qint64 m_slotSize;
    std::mutex m_mutex;
    std::vector<qint64> m_free; ///< guarded by m_mutex, as is:
    qint64 m_slots = 0;
};

}
