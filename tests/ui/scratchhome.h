// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/operations/journalfeed.h"

#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace spoolscope {

/// Settings, journal and vault of one test function, gone with it.
class ScratchHome final
{
public:
    ScratchHome()
    {
        QStandardPaths::setTestModeEnabled(true);
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_directory.path());
        QSettings().clear();
    }

    QString path(const QString &name) const { return m_directory.filePath(name); }
    Journal journal() const { return Journal(path(QStringLiteral("journal"))); }
    QString vault() const { return path(QStringLiteral("vault")); }

private:
    QTemporaryDir m_directory;
};

/// Waits for another reading of the journal.
inline bool load(JournalFeed &feed)
{
    feed.load();
    return QTest::qWaitFor([&] { return feed.isLoaded() && !feed.isLoading(); });
}

}
