// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sudopasswords.h"

#include <QCoreApplication>

#include <utility>

namespace spoolscope {

SudoPasswords::SudoPasswords(Ask ask, Refused refused)
    : m_ask(std::move(ask)), m_refused(std::move(refused))
{
}

Result<Secret> SudoPasswords::take(std::stop_token stop)
{
    {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait(lock, stop, [this] { return m_isProven || !m_isTrying; })) {
            return failure(ErrorKind::Cancelled,
                QCoreApplication::translate("SudoPasswords", "Stopped on request."));
        }
        m_isTrying = !m_isProven;
    }
    auto secret = m_ask(stop);
    if (!secret)
        settle(Verdict::Unknown);
    return secret;
}

void SudoPasswords::settle(Verdict verdict)
{
    {
        const std::lock_guard lock(m_mutex);
        m_isTrying = false;
        if (verdict != Verdict::Unknown)
            m_isProven = verdict == Verdict::Accepted;
    }
    // Before another command asks again.
    if (verdict == Verdict::Refused && m_refused)
        m_refused();
    m_changed.notify_all();
}

}
