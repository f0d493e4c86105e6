// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/sshtransport.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <utility>
#include <vector>

namespace spoolscope::bench {

struct Options
{
    int messages;
    QString out; ///< JSON file
};
/// --messages N and --out FILE; anything else ends the program with status 2.
Options parseOptions(const QStringList &words, int defaultMessages);

double seconds(const std::function<void()> &work);
/// Of this thread's processor time: what else the machine does is left out.
double processorSeconds(const std::function<void()> &work);
double median(std::vector<double> values);

/// Seconds of two ways to do one thing, measured in turns so that both meet the same noise; now the
/// one goes first, now the other.
struct Pairs
{
    std::vector<double> first, second;

    /// The median of second / first. Noise that lasts longer than a pair does not move it, as it
    /// does a quotient of two medians.
    double medianRatio() const;
};
Pairs measurePairs(
    int count, const std::function<void()> &first, const std::function<void()> &second);

/// `ssh ... root@host command` as a user would type it, for shell().
QString sshLine(const SshEndpoint &endpoint, const QString &command, const QString &options = {});

/// Runs a shell command line and ends the program if it fails.
void shell(const QString &command);

/// "name value unit" lines on stdout, and one JSON object of name -> value.
class Report final
{
public:
    void add(const QString &name, double value, const QString &unit);
    void writeTo(const QString &file) const;

private:
    std::vector<std::pair<QString, double>> m_values;
};

qint64 residentBytes(); ///< of this process now

}
