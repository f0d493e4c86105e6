// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDateTime>
#include <QLatin1StringView>

namespace spoolscope {

/// Something that is done unasked, at most once an hour over all starts of the program. GUI thread.
class Hourly
{
public:
    /// `key`: of QSettings, where the last time is kept.
    constexpr explicit Hourly(QLatin1StringView key) : m_key(key) { }

    bool isDue(const QDateTime &now) const;
    void began(const QDateTime &now) const; ///< not due for an hour from now

private:
    QLatin1StringView m_key;
};

}
