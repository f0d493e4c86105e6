// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/message/readproblem.h"

#include "core/base/textsafety.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("spoolscope::ReadProblem", text);
}

QString firstLine(const Error &error)
{
    return text::visible(error.message);
}

}

ReadProblem readProblem(const Error &error, const QString &server)
{
    using enum ReadProblem::NextStep;
    const QString name = text::isolated(text::visible(server));
    switch (error.kind) {
    case ErrorKind::NotFound:
        return {tr("It left the queue of %1 after it was listed: delivered, returned or removed. "
                   "Refresh to see what is there now.")
                    .arg(name),
            Refresh, false};
    case ErrorKind::Permission:
        return {tr("The account on %1 may not read messages. One line in sudoers lets it do that "
                   "and nothing else.")
                    .arg(name),
            CopyRule, true};
    case ErrorKind::Network:
    case ErrorKind::Incomplete:
        return {tr("The connection to %1 was lost while reading. %2").arg(name, firstLine(error)),
            Retry, true};
    case ErrorKind::Timeout:
        return {tr("%1 did not answer in time.").arg(name), Retry, true};
    case ErrorKind::Cancelled:
        return {tr("Reading was stopped."), Retry, false};
    case ErrorKind::OutputTooLarge:
        return {tr("The message is too large to be read here. Copy the command and run it on %1.")
                    .arg(name),
            Retry, true};
    default:
        return {tr("Reading from %1 failed. %2").arg(name, firstLine(error)), Retry, true};
    }
}

QString readRule(const QByteArray &account, const Instance &instance)
{
    // The directory is plain (isUsableConfigDirectory); in a regular expression two signs are not.
    QString directory = QString::fromUtf8(instance.configDirectory);
    directory.replace(u'.', u"[.]"_s).replace(u'+', u"[+]"_s);
    // The server chose the name; sudoers takes any sign in it for itself after a backslash.
    QString user;
    for (const QChar c : text::visible(account)) {
        if (!c.isLetterOrNumber() && c != u'-' && c != u'_' && c != u'.')
            user += u'\\';
        user += c;
    }
    return u"%1 ALL=(root) NOPASSWD: /usr/sbin/postcat ^-c %2 -q [0-9A-Za-z]+$"_s.arg(
        user, directory);
}

}
