// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "labfixture.h"

#include <QJsonObject>
#include <QProcess>

namespace spoolscope {

/// What a call of spoolscopectl came to.
struct Outcome
{
    int exitCode = -1;
    QByteArray output;
    QByteArray errors;

    QList<QJsonObject> objects() const; ///< one a line of output
    QByteArrayList verdicts() const; ///< of those objects
};

/// Calls spoolscopectl with the keys of a lab's hosts.
class CtlCaller final
{
public:
    /// `home`: where it keeps its settings, state and data; empty: where the test program would.
    explicit CtlCaller(const LabFixture &lab, QString home = {});

    /// Runs to the end; a call that hangs ends the test program.
    Outcome call(const QStringList &words, const QByteArray &input = {}) const;
    void start(QProcess &process, const QStringList &words) const;

    void useKnownHosts(const QString &file) { m_knownHosts = file; }

private:
    QString m_identity;
    QString m_knownHosts;
    QString m_home;
};

}
