// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <optional>

namespace spoolscope {

/// Cuts a command's own bytes out of what a login prints: they stand between a begin line and an
/// end line that carry a nonce. Pure; large chunks pass through without being copied.
class MarkerFilter final
{
public:
    enum class Stage {
        Noise, ///< before the begin line
        Body,
        Tail, ///< behind the end line's marker
    };

    explicit MarkerFilter(const QByteArray &nonce);

    /// What the shell must print around the command, without the line ends.
    static QByteArray beginPrefix() { return "SPOOLSCOPE-BEGIN-"; }
    static QByteArray endPrefix() { return "SPOOLSCOPE-END-"; }

    QByteArray feed(QByteArray chunk); ///< the command's bytes among what is known by now

    Stage stage() const { return m_stage; }
    /// The exit status on the end line, once all of that line is there.
    std::optional<int> exitCode() const;
    qint64 discarded() const { return m_discarded; } ///< bytes that were not the command's
    QByteArray noise() const { return m_noise; } ///< the first few KiB before the begin line

private:
    QByteArray feedNoise(const QByteArray &chunk);
    QByteArray feedBody(QByteArray chunk);
    void feedTail(QByteArrayView bytes);

    QByteArray m_begin; ///< with its line end
    QByteArray m_end; ///< from the line end before it to the blank before the exit status
    Stage m_stage = Stage::Noise;
    QByteArray m_held; ///< may be the start of the marker that is waited for
    QByteArray m_noise;
    QByteArray m_tail;
    qint64 m_discarded = 0;
};

}
