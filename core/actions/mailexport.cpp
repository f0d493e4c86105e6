// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/mailexport.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

constexpr qsizetype longestPart = 64;

/// Letters, digits, dots and dashes, with nothing in front that hides a file or makes an option.
QString safePart(const QString &text)
{
    QString part;
    for (const QChar c : text) {
        const bool plain
            = (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9');
        const bool inside = !part.isEmpty() && (c == u'-' || c == u'.');
        if ((plain || inside) && part.size() < longestPart)
            part += c;
    }
    return part;
}

std::unexpected<Error> notWritten(const QString &file, const QString &reason)
{
    return failure(ErrorKind::Io,
        QCoreApplication::translate("spoolscope", "%1 could not be written: %2.")
            .arg(file, reason));
}

}

QString exportFileName(const QString &server, const Instance &instance, const QueueId &id)
{
    QString name;
    for (const QString &part :
        {safePart(server), safePart(QString::fromUtf8(instance.name)), id.toString()}) {
        if (!part.isEmpty())
            name += (name.isEmpty() ? QString() : u"_"_s) + part;
    }
    return name + u".eml"_s;
}

Result<void> writeNewFile(const QString &name, const QByteArray &bytes)
{
    const QByteArray path = QFile::encodeName(name);
    const int fd = ::open(path.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return notWritten(name, QString::fromStdString(std::generic_category().message(errno)));
    QFile file;
    const bool written = file.open(fd, QFile::WriteOnly, QFile::AutoCloseHandle)
        && file.write(bytes) == bytes.size() && file.flush() && ::fsync(fd) == 0;
    const QString reason = file.errorString();
    file.close();
    if (written)
        return {};
    QFile::remove(name); // ours: it was not there before
    return notWritten(name, reason);
}

QByteArray toMbox(const MessageContent &message, qint64 time)
{
    const QByteArrayList senders = message.envelopeValues("sender");
    QByteArray sender = senders.value(0).isEmpty() ? "MAILER-DAEMON"_ba : senders.first();
    sender.replace(' ', '-'); // a blank ends the address
    QByteArray file = "From " + sender + ' '
        + QLocale::c()
              .toString(
                  QDateTime::fromSecsSinceEpoch(time, QTimeZone::UTC), u"ddd MMM d HH:mm:ss yyyy"_s)
              .toLatin1()
        + '\n';
    const QByteArray content = message.toEml();
    for (qsizetype start = 0; start < content.size();) {
        qsizetype end = content.indexOf('\n', start);
        end = end < 0 ? content.size() : end + 1;
        const QByteArrayView line = QByteArrayView(content).sliced(start, end - start);
        const auto mark
            = std::ranges::find_if(line, [](char c) { return c != '>'; }) - line.begin();
        if (line.sliced(mark).startsWith("From "))
            file += '>';
        file += line;
        start = end;
    }
    if (!file.endsWith('\n'))
        file += '\n';
    return file + '\n';
}

ExportReport exportMessages(Transport &transport, const QString &serverName,
    const Instance &instance, Privilege privilege, std::span<const PlannedMessage> messages,
    const QString &directory, std::stop_token stop,
    const std::function<void(qint64 done)> &progress, const ReadOptions &options)
{
    ExportReport report;
    report.outcomes.resize(messages.size());
    const auto save = [&](size_t i, Result<MessageContent> message) {
        ExportReport::Outcome &outcome = report.outcomes[i];
        const QString file
            = directory + u'/' + exportFileName(serverName, instance, messages[i].identity.id);
        const Result<void> written
            = message ? writeNewFile(file, message->toEml()) : std::unexpected(message.error());
        if (written) {
            outcome.file = file;
            ++report.written;
        } else {
            outcome.error = written.error();
        }
        if (progress)
            progress(qint64(i) + 1);
        return true;
    };
    if (const auto read
        = readMessages(transport, instance, privilege, messages, save, std::move(stop), options);
        !read) {
        report.error = read.error();
        for (ExportReport::Outcome &outcome : report.outcomes) {
            if (outcome.file.isEmpty() && !outcome.error)
                outcome.error = report.error;
        }
    }
    return report;
}

}
