// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QMap>
#include <QStringList>

#include <array>
#include <vector>

/// What pflogsumm(1) 1.1.5 says of a log.
class Pflogsumm final
{
public:
    /// Of the log of the instance that calls itself `syslogName`. Ends the test on failure.
    static Pflogsumm of(const QString &file, const QString &syslogName);

    /// "received", "deferrals", "bytes received"...: as it is printed.
    QString total(const QString &name) const { return m_totals.value(name); }
    /// received, delivered, deferred, bounced, rejected
    using Row = std::array<qint64, 5>;
    std::vector<Row> hours; ///< averages over the days
    std::vector<Row> days; ///< in their order
    struct Domain
    {
        QString sent, bytes, defers;
        double averageDelay = 0, longestDelay = 0; ///< seconds
    };
    QMap<QString, Domain> domains; ///< recipients'
    QMap<QString, QString> sendingHosts, senders, recipients; ///< counts
    QMap<QString, QString> sendersBySize, recipientsBySize;
    QMap<QString, qint64> warnings; ///< by daemon

    static QString shown(quint64 number); ///< as pflogsumm prints it: "813k"

private:
    void readTotal(const QString &line);
    void readLine(const QString &title, const QString &line);

    QMap<QString, QString> m_totals;
};
