// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostprocesses.h"

#include <QDir>
#include <QFile>

#include <vector>

#include <signal.h>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

struct Process
{
    qint64 pid = 0;
    qint64 parent = 0;
    QByteArray name;
};

std::vector<Process> allProcesses()
{
    std::vector<Process> found;
    const QStringList entries = QDir(u"/proc"_s).entryList(QDir::Dirs);
    for (const QString &entry : entries) {
        QFile file("/proc/"_L1 + entry + "/stat"_L1);
        if (entry.toLongLong() == 0 || !file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray stat = file.readAll();
        const qsizetype end = stat.lastIndexOf(')');
        if (end > 0)
            found.push_back({entry.toLongLong(), stat.mid(end + 2).split(' ').value(1).toLongLong(),
                stat.first(end).sliced(stat.indexOf('(') + 1)});
    }
    return found;
}

/// What runs in a host but is neither a service nor started by one.
std::vector<Process> ofSessions(qint64 host)
{
    const auto all = allProcesses();
    std::vector<Process> found;
    std::vector<qint64> parents{host};
    for (size_t i = 0; i < parents.size(); ++i) {
        for (const Process &process : all) {
            if (process.parent != parents[i])
                continue;
            const bool isService = parents[i] == host
                && (process.name == "rsyslogd" || process.name == "master"
                    || process.name == "systemd-journal");
            if (isService)
                continue;
            parents.push_back(process.pid);
            if (process.name != "sshd" || parents[i] != host)
                found.push_back(process);
        }
    }
    return found;
}

}

QByteArrayList sessionProcesses(qint64 host)
{
    QByteArrayList names;
    for (const Process &process : ofSessions(host))
        names += process.name;
    return names;
}

int killSessionProcesses(qint64 host, const QByteArray &name, int signal)
{
    int count = 0;
    for (const Process &process : ofSessions(host)) {
        if (process.name == name)
            count += ::kill(pid_t(process.pid), signal) == 0;
    }
    return count;
}

}
