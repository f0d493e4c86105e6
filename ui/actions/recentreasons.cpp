// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/recentreasons.h"

#include <QSettings>

namespace spoolscope::recentreasons {

namespace {

constexpr qsizetype mostKept = 10;
constexpr QLatin1StringView key("reasons/recent");

}

QStringList all()
{
    return QSettings().value(key).toStringList();
}

void remember(const QString &reason)
{
    if (reason.isEmpty())
        return;
    QStringList reasons = all();
    reasons.removeAll(reason);
    reasons.prepend(reason.first(std::min<qsizetype>(reason.size(), longest)));
    QSettings().setValue(key, reasons.first(std::min(reasons.size(), mostKept)));
}

}
