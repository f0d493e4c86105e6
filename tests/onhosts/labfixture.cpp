// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "labfixture.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QJsonDocument>
#include <QThread>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace spoolscope {

namespace {

const QString labProgram = QStringLiteral(SPOOLSCOPE_LAB_PROGRAM);

Result<QByteArray> runProgram(const QString &program, const QStringList &words)
{
    QProcess process;
    process.start(program, words);
    process.closeWriteChannel();
    if (!process.waitForFinished(300'000) || process.exitCode() != 0)
        return failure(ErrorKind::Io, program + u' ' + words.join(u' '),
            process.readAllStandardError() + process.errorString().toUtf8());
    return process.readAllStandardOutput();
}

}

std::unique_ptr<LabFixture> LabFixture::start(int hosts, int messages, const QStringList &options)
{
    std::unique_ptr<LabFixture> lab(new LabFixture);
    const QStringList words
        = QStringList{u"serve"_s, u"--state"_s, lab->m_state.path(), u"--hosts"_s,
              QString::number(hosts), u"--messages"_s, QString::number(messages)}
        + options;
    const auto giveUp = [&lab](const QString &why) {
        lab.reset(); // nothing of it stays behind
        qFatal().noquote() << "The lab did not come up; it needs the environment of ./dev test."
                           << why;
    };
    lab->m_process.setProcessChannelMode(QProcess::MergedChannels);
    lab->m_process.start(labProgram, words);
    QFile description(lab->m_state.filePath(u"lab.json"_s));
    for (const QDeadlineTimer deadline(300s); !description.exists();) {
        if (lab->m_process.waitForFinished(100) || deadline.hasExpired())
            giveUp(QString::fromUtf8(lab->m_process.readAll()) + lab->m_process.errorString());
    }
    if (!description.open(QIODevice::ReadOnly))
        giveUp(description.errorString());
    lab->m_hosts
        = QJsonDocument::fromJson(description.readAll()).object().value("hosts"_L1).toArray();
    return lab;
}

LabFixture::~LabFixture()
{
    m_process.terminate();
    if (!m_process.waitForFinished(20'000)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

QString LabFixture::name(int index) const
{
    return host(index).value("name"_L1).toString();
}

QString LabFixture::identityFile() const
{
    return host(0).value("identity"_L1).toString();
}

QString LabFixture::knownHostsFile() const
{
    return host(0).value("known_hosts"_L1).toString();
}

ServerDefinition LabFixture::server(int index, const QString &user) const
{
    ServerDefinition definition;
    definition.id = name(index) + u'/' + user;
    definition.name = name(index);
    definition.endpoint.host = host(index).value("address"_L1).toString();
    definition.endpoint.user = user;
    definition.endpoint.identityFile = identityFile();
    definition.endpoint.knownHostsFile = knownHostsFile();
    definition.endpoint.configFile = u"none"_s;
    return definition;
}

QByteArray LabFixture::queueDirectory(int index, int instance) const
{
    const QJsonArray instances = host(index).value("instances"_L1).toArray();
    return instances.at(instance).toObject().value("queue_directory"_L1).toString().toUtf8();
}

int LabFixture::instanceCount(int index) const
{
    return int(host(index).value("instances"_L1).toArray().size());
}

qint64 LabFixture::pid(int index) const
{
    return host(index).value("pid"_L1).toInteger();
}

QString LabFixture::root(int index) const
{
    return u"/proc/%1/root"_s.arg(pid(index));
}

Result<QByteArray> LabFixture::lab(const QStringList &words) const
{
    return runProgram(labProgram, words);
}

Result<QByteArray> LabFixture::exec(int index, const QStringList &words) const
{
    return lab(QStringList{u"exec"_s, u"--state"_s, m_state.path(), name(index)} + words);
}

Result<void> LabFixture::fill(int index, int messages, int seed) const
{
    const auto filled = lab({u"fill"_s, u"--state"_s, m_state.path(), u"--host"_s, name(index),
        u"--messages"_s, QString::number(messages), u"--seed"_s, QString::number(seed)});
    if (!filled)
        return std::unexpected(filled.error());
    return {};
}

Result<QByteArray> LabFixture::makeTraffic(int index, int next, int messages) const
{
    const auto made = lab({u"traffic"_s, u"--state"_s, m_state.path(), u"--host"_s, name(index),
        u"--next"_s, name(next), u"--messages"_s, QString::number(messages)});
    if (!made)
        return made;
    QFile ledger(m_state.filePath(u"fate.jsonl"_s));
    if (!ledger.open(QIODevice::ReadOnly))
        return failure(ErrorKind::Io, ledger.errorString());
    return ledger.readAll();
}

void LabFixture::killConnections(int index) const
{
    // Not by lab exec: a Python start is long compared with what is to be interrupted.
    const QString pid = QString::number(host(index).value("pid"_L1).toInt());
    QProcess process;
    process.start(u"nsenter"_s,
        {u"--target"_s, pid, u"--mount"_s, u"--pid"_s, u"--"_s, u"pkill"_s, u"-KILL"_s, u"-x"_s,
            u"sshd-session"_s});
    process.waitForFinished();
}

QByteArrayList LabFixture::queueFiles(int index, int instance) const
{
    const QString directory = QString::fromUtf8(queueDirectory(index, instance));
    QStringList words{u"find"_s};
    for (const QString &queue :
        {u"maildrop"_s, u"incoming"_s, u"active"_s, u"deferred"_s, u"hold"_s})
        words.append(directory + u'/' + queue);
    words += {u"-type"_s, u"f"_s, u"-printf"_s, u"%p\\n"_s};
    const auto output = runProgram(u"nsenter"_s,
        QStringList{u"--target"_s, QString::number(host(index).value("pid"_L1).toInt()),
            u"--mount"_s, u"--"_s}
            + words);
    QByteArrayList files = output.value_or(QByteArray()).split('\n');
    files.removeAll(QByteArray());
    for (QByteArray &file : files)
        file.remove(0, directory.toUtf8().size() + 1);
    std::ranges::sort(files);
    return files;
}

std::set<QByteArray> LabFixture::idsBelow(const QByteArrayList &files, const QByteArray &queue)
{
    std::set<QByteArray> ids;
    for (const QByteArray &file : files) {
        if (queue.isEmpty() || file.startsWith(queue + '/'))
            ids.insert(file.sliced(file.lastIndexOf('/') + 1));
    }
    return ids;
}

}
