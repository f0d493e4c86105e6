// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "benchreport.h"

#include <QCommandLineParser>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <malloc.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace spoolscope::bench {

Options parseOptions(const QStringList &words, int defaultMessages)
{
    QCommandLineParser parser;
    const QCommandLineOption messages(u"messages"_s, u"How many."_s, u"n"_s);
    const QCommandLineOption out(u"out"_s, u"JSON file to write."_s, u"file"_s);
    parser.addOptions({messages, out});
    const bool parsed = parser.parse(words);
    bool isNumber = true;
    const int count
        = parser.isSet(messages) ? parser.value(messages).toInt(&isNumber) : defaultMessages;
    if (!parsed || !isNumber || count < 1) {
        std::fputs("usage: [--messages N] [--out FILE]\n", stderr);
        std::exit(2);
    }
    return {count, parser.value(out)};
}

double seconds(const std::function<void()> &work)
{
    const auto began = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

double processorSeconds(const std::function<void()> &work)
{
    const auto now = [] {
        timespec time = {};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
    };
    const double began = now();
    work();
    return now() - began;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

Pairs measurePairs(
    int count, const std::function<void()> &first, const std::function<void()> &second)
{
    Pairs pairs;
    for (int i = 0; i < count; ++i) {
        if (i % 2 == 0)
            pairs.first.push_back(seconds(first));
        pairs.second.push_back(seconds(second));
        if (i % 2 != 0)
            pairs.first.push_back(seconds(first));
    }
    return pairs;
}

double Pairs::medianRatio() const
{
    std::vector<double> ratios;
    for (size_t i = 0; i < first.size(); ++i)
        ratios.push_back(second[i] / first[i]);
    return median(std::move(ratios));
}

QString sshLine(const SshEndpoint &endpoint, const QString &command, const QString &options)
{
    return u"ssh -F none -i %1 -o UserKnownHostsFile=%2 -o BatchMode=yes %3 root@%4 %5"_s.arg(
        endpoint.identityFile, endpoint.knownHostsFile, options, endpoint.host, command);
}

void shell(const QString &command)
{
    if (std::system(command.toUtf8().constData()) != 0)
        qFatal() << "failed:" << command;
}

void Report::add(const QString &name, double value, const QString &unit)
{
    std::printf("%s %.4g %s\n", qUtf8Printable(name), value, qUtf8Printable(unit));
    std::fflush(stdout);
    m_values.emplace_back(name, value);
}

void Report::writeTo(const QString &file) const
{
    if (file.isEmpty())
        return;
    QJsonObject object;
    for (const auto &[name, value] : m_values)
        object.insert(name, value);
    QFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(QJsonDocument(object).toJson()) < 0)
        qFatal() << "cannot write" << file << out.errorString();
}

qint64 residentBytes()
{
    malloc_trim(0); // what was freed and not given back is not ours
    QFile statm(u"/proc/self/statm"_s);
    if (!statm.open(QIODevice::ReadOnly))
        return 0;
    return statm.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE);
}

}
