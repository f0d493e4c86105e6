// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QElapsedTimer>
#include <QJsonObject>
#include <QString>

#include <mutex>
#include <random>

namespace spoolscope {

/// How many trials a proof makes, from which seed, and what came of them. `./dev soak` asks for
/// more than `./dev test` does, by SPOOLSCOPE_PROOF_COUNT, _SEED and _HOURS. Thread-safe, but for
/// the constructor and print().
class ProofRun final
{
public:
    ProofRun(const char *name, qint64 countInTest);

    qint64 count() const { return m_count; }
    quint64 seed() const { return m_seed; }
    double hours() const { return m_hours; } ///< 0 when none were asked for

    /// Whether another trial is due: not when all are made, nor when the hours are over.
    bool goesOn(qint64 made) const;

    /// The same numbers for the same seed and trial, whatever happened in other trials.
    std::mt19937_64 random(qint64 trial) const;

    /// Says what went wrong, with the seed and the trial.
    void fail(qint64 trial, const QString &what);
    qint64 failures() const;

    void add(const QString &figure, qint64 count = 1); ///< to a figure of the last line
    void set(const QString &figure, const QJsonValue &value);
    qint64 figure(const QString &name) const;

    /// One line of JSON: the proof, seed, count, failures, seconds and the figures.
    void print(qint64 counted);

private:
    const QString m_name;
    qint64 m_count;
    quint64 m_seed;
    double m_hours;
    QElapsedTimer m_clock;
    mutable std::mutex m_mutex;
    QJsonObject m_figures;
    qint64 m_failures = 0;
};

}
