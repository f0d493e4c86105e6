// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/logs/linesplitter.h"
#include "core/transport/uniquefd.h"

#include <QString>
#include <QStringList>

#include <stop_token>

namespace spoolscope {

/// Reads a log of this machine: a file, packed by gzip or not (its bytes tell), a pipe, or standard
/// input. Never on the GUI thread.
class LogFileReader final
{
public:
    /// "-" is standard input. Errors: NotFound, Permission, Io.
    static Result<LogFileReader> open(const QString &path);

    /// Seconds since 1970 at which it was written last; of a pipe, now. What LogClock wants.
    qint64 modified() const { return m_modified; }

    /// Hands over every line in its order, the last one too if its end is missing. Errors: Io,
    /// Parse (a .gz that is damaged or cut off; what came before was handed over), Cancelled.
    Result<void> read(const LineSink &take, const std::stop_token &stop = {});

private:
    LogFileReader(UniqueFd fd, QString name) : m_fd(std::move(fd)), m_name(std::move(name)) { }
    Result<qsizetype> readPiece(char *piece, const std::stop_token &stop);

    UniqueFd m_fd;
    QString m_name;
    qint64 m_modified = 0;
    bool m_isFile = false;
};

/// The files in the order in which they were written, as "mail.log*" does not name them. Those that
/// cannot be looked at stay where they are, at the end.
QStringList inOrderOfTime(QStringList paths);

}
