// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/hourly.h"

#include <QSettings>

namespace spoolscope {

namespace {

constexpr qint64 pause = 3600; // seconds

}

bool Hourly::isDue(const QDateTime &now) const
{
    const QDateTime last = QSettings().value(m_key).toDateTime();
    // A clock that was set back must not keep it from running for ever.
    return !last.isValid() || last > now || last.secsTo(now) >= pause;
}

void Hourly::began(const QDateTime &now) const
{
    QSettings().setValue(m_key, now);
}

}
