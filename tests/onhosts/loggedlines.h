// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>

#include <map>
#include <tuple>
#include <vector>

namespace spoolscope {

/// What stands in the mail.log of hosts about each queue ID, taken apart by a regular expression
/// of its own: what traces are held against.
class LoggedLines final
{
public:
    struct Line
    {
        QByteArray daemon;
        QByteArray text; ///< behind the queue ID
    };

    void read(const QString &host, const QString &file);

    /// In the order of the log; empty: none.
    const std::vector<Line> &of(
        const QString &host, const QByteArray &instance, const QByteArray &queueId) const;

private:
    using Place = std::tuple<QString, QByteArray, QByteArray>;
    std::map<Place, std::vector<Line>> m_lines;
};

}
