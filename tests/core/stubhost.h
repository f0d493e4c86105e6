// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/commandline.h"

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

namespace spoolscope {

/// Runs built commands on this machine by the real /bin/sh and awk, with small scripts standing for
/// the programs of Postfix and sudo.
class StubHost final
{
public:
    StubHost() { QDir().mkpath(bin()); }

    QString path(const QString &name) const { return m_directory.filePath(name); }
    QString bin() const { return path(QStringLiteral("bin")); }

    void addProgram(const QByteArray &name, const QByteArray &script)
    {
        QFile file(bin() + QLatin1Char('/') + QString::fromLatin1(name));
        if (!file.open(QFile::WriteOnly) || file.write("#!/bin/sh\n" + script + "\n") < 0)
            qFatal("cannot write %s", qPrintable(file.fileName()));
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    void addLink(const QString &program, const QString &name)
    {
        QFile::link(program, bin() + QLatin1Char('/') + name);
    }

    struct Output
    {
        QByteArray out, err;
        int exitCode = -1;
    };
    Output run(const CommandLine &command, const QString &shell = QStringLiteral("/bin/sh")) const
    {
        return run(command, command.input, shell);
    }
    Output run(const CommandLine &command, const QByteArray &input,
        const QString &shell = QStringLiteral("/bin/sh")) const
    {
        const auto text = quoteForShell(command.arguments);
        if (!text)
            qFatal("not quotable: %s", qPrintable(text.error().message));
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(
            QStringLiteral("PATH"), bin() + QStringLiteral(":/usr/sbin:/usr/bin:/sbin:/bin"));
        environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
        environment.insert(QStringLiteral("STUB"), m_directory.path());
        process.setProcessEnvironment(environment);
        process.start(shell, {QStringLiteral("-c"), QString::fromUtf8(*text)});
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished())
            qFatal("%s did not end", qPrintable(shell));
        return {
            process.readAllStandardOutput(), process.readAllStandardError(), process.exitCode()};
    }

private:
    QTemporaryDir m_directory;
};

/// What makes a word unsafe in some login shell, or what quoteForShell() refuses.
inline bool isSafeWord(const QByteArray &word)
{
    return !word.contains('\'') && !word.contains('\\') && !word.contains('!')
        && !word.contains('\n');
}

}
