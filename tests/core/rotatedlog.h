// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayList>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

namespace spoolscope {

/// A log in a directory of its own: numbered lines are written to it, and it is rotated as
/// logrotate(8) does it. All of it happens when it is asked for.
class RotatedLog final
{
public:
    enum class Way { Create, Compress, CopyTruncate, CopyTruncateCompress };

    RotatedLog() { reopen(); }

    QByteArray path() const
    {
        return QFile::encodeName(m_files.filePath(QStringLiteral("mail.log")));
    }
    /// All lines that were written to their end.
    const QByteArrayList &written() const { return m_written; }

    void write(int count)
    {
        QByteArray bytes;
        for (int i = 0; i < count; ++i) {
            m_written.append("2026-11-28T11:20:28.000000+00:00 mx1 postfix/qmgr[7]: line "
                + QByteArray::number(m_written.size()));
            bytes += m_written.last() + '\n';
        }
        append(bytes);
    }
    void append(const QByteArray &bytes)
    {
        if (m_file.write(bytes) != bytes.size())
            qFatal("cannot write the log");
    }
    /// A line of which only the beginning is there until the next call.
    void writeHalf()
    {
        m_written.append("2026-11-28T11:20:28.000000+00:00 mx1 postfix/qmgr[7]: half line "
            + QByteArray::number(m_written.size()));
        append(m_written.last().first(halfSize));
    }
    void writeOtherHalf() { append(m_written.last().sliced(halfSize) + '\n'); }

    /// Renames or copies; for a rename, the writer goes on in the old file until reopen().
    void rotate(Way way)
    {
        const bool copies = way == Way::CopyTruncate || way == Way::CopyTruncateCompress;
        shell(QStringLiteral("n=60; while [ $n -gt 0 ]; do for end in '' .gz; do "
                             "[ ! -e mail.log.$n$end ] || "
                             "mv mail.log.$n$end mail.log.$((n + 1))$end; done; "
                             "n=$((n - 1)); done; ")
            + (copies ? QStringLiteral("cp mail.log mail.log.1; : >mail.log")
                      : QStringLiteral("mv mail.log mail.log.1; : >mail.log")));
        if (!copies)
            reopen();
        if (way == Way::Compress || way == Way::CopyTruncateCompress)
            shell(QStringLiteral("gzip mail.log.1"));
    }
    void shell(const QString &script) const
    {
        QProcess process;
        process.setWorkingDirectory(m_files.path());
        process.start(QStringLiteral("sh"), {QStringLiteral("-c"), script});
        if (!process.waitForFinished() || process.exitCode() != 0)
            qFatal() << script << process.readAllStandardError();
    }
    void reopen()
    {
        m_file.close();
        m_file.setFileName(m_files.filePath(QStringLiteral("mail.log")));
        if (!m_file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered))
            qFatal("cannot open the log");
    }

private:
    static constexpr qsizetype halfSize = 50;

    QTemporaryDir m_files;
    QFile m_file;
    QByteArrayList m_written;
};

}
