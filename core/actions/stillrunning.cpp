// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/stillrunning.h"

#include "core/transport/remotecommand.h"
#include "core/transport/transport.h"

#include <QCoreApplication>
#include <QMultiHash>
#include <QSet>

#include <algorithm>
#include <thread>

using namespace std::chrono_literals;

namespace spoolscope {

namespace {

constexpr auto settling = 100ms; ///< for what sshd has received and not yet started
constexpr auto withoutPs = 5s;
constexpr int looksAtGate = 6; ///< a server that has seen the end closes the gate by itself

/// Splits off a number; -1 where there is none.
qint64 takeNumber(QByteArrayView &line)
{
    line = line.trimmed();
    const qsizetype blank = line.indexOf(' ');
    if (blank < 0)
        return -1;
    bool isNumber = false;
    const qint64 number = line.first(blank).toLongLong(&isNumber);
    line = line.sliced(blank).trimmed();
    return isNumber ? number : -1;
}

QByteArrayList killWords(const QList<qint64> &processes)
{
    QByteArrayList words{"kill"};
    for (const qint64 process : processes)
        words.append(QByteArray::number(process));
    return words;
}

}

BatchProcesses batchProcesses(QByteArrayView output, const QByteArrayList &nonces)
{
    BatchProcesses found;
    QSet<qint64> known; // a damaged list may name a process twice
    const auto take = [&](qint64 process) {
        if (!known.contains(process))
            found.all.append(process);
        known += process;
    };
    QMultiHash<qint64, qint64> children;
    QList<qint64> awks;
    for (const QByteArray &text : output.toByteArray().split('\n')) {
        QByteArrayView line = text;
        const qint64 process = takeNumber(line);
        const qint64 parent = takeNumber(line);
        if (process <= 1 || parent < 0)
            continue;
        children.insert(parent, process);
        if (line.startsWith("awk ") || line.contains("/awk ") || line.startsWith("mawk "))
            awks.append(process);
        if (std::ranges::any_of(nonces, [&](const QByteArray &one) { return line.contains(one); }))
            take(process);
    }
    for (qsizetype i = 0; i < found.all.size(); ++i) {
        const QList<qint64> below = children.values(found.all[i]);
        for (const qint64 process : below)
            take(process);
    }
    std::ranges::copy_if(awks, std::back_inserter(found.gates),
        [&](qint64 process) { return known.remove(process); }); // each once
    return found;
}

Result<void> waitUntilOver(
    Transport &transport, const QByteArrayList &nonces, std::chrono::milliseconds patience)
{
    const auto giveUp = std::chrono::steady_clock::now() + patience;
    int looksWith = 0;
    // Twice in a row without, as a command may just be starting at the first look.
    for (int looksWithout = 0; looksWithout < 2;) {
        std::this_thread::sleep_for(settling);
        const auto listed = run(transport, {{"ps", "-A", "-o", "pid=,ppid=,args="}}, {});
        if (!listed)
            return std::unexpected(listed.error());
        if (listed->exitCode != 0) {
            std::this_thread::sleep_for(withoutPs); // a system without it: the best there is
            return {};
        }
        const BatchProcesses processes = batchProcesses(listed->output, nonces);
        if (processes.all.isEmpty()) {
            ++looksWithout;
            continue;
        }
        looksWithout = 0;
        if (std::chrono::steady_clock::now() > giveUp)
            return failure(ErrorKind::OutcomeUnknown,
                QCoreApplication::translate("PlanExecutor",
                    "A batch that was sent before the connection was lost is still being worked on "
                    "by the server. Its outcome is not known yet; look again later."));
        if (++looksWith < looksAtGate || processes.gates.isEmpty())
            continue;
        if (const auto killed = run(transport, {killWords(processes.gates)}, {}); !killed)
            return std::unexpected(killed.error());
    }
    return {};
}

}
