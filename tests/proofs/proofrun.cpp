// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "proofrun.h"

#include <QJsonDocument>
#include <QtLogging>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr quint64 seedInTest = 20'250'811;
constexpr qint64 shownFailures = 20;

qint64 asked(const char *variable, qint64 otherwise)
{
    const QString text = qEnvironmentVariable(variable);
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    if (!text.isEmpty() && (!isNumber || number < 0))
        qFatal("%s is no number: %s", variable, qPrintable(text));
    return text.isEmpty() ? otherwise : number;
}

}

ProofRun::ProofRun(const char *name, qint64 countInTest)
    : m_name(QString::fromLatin1(name))
    , m_count(asked("SPOOLSCOPE_PROOF_COUNT", countInTest))
    , m_seed(quint64(asked("SPOOLSCOPE_PROOF_SEED", seedInTest)))
    , m_hours(qEnvironmentVariable("SPOOLSCOPE_PROOF_HOURS").toDouble())
{
    m_clock.start();
    qInfo("%s: seed %llu, count %lld", name, m_seed, m_count);
}

bool ProofRun::goesOn(qint64 made) const
{
    constexpr double msPerHour = 3'600'000;
    return made < m_count && (m_hours <= 0 || double(m_clock.elapsed()) < m_hours * msPerHour);
}

std::mt19937_64 ProofRun::random(qint64 trial) const
{
    std::seed_seq sequence{quint32(m_seed), quint32(m_seed >> 32), quint32(trial)};
    return std::mt19937_64(sequence);
}

void ProofRun::fail(qint64 trial, const QString &what)
{
    const std::lock_guard lock(m_mutex);
    if (++m_failures <= shownFailures)
        qWarning(
            "%s: seed %llu, trial %lld: %s", qPrintable(m_name), m_seed, trial, qPrintable(what));
}

qint64 ProofRun::failures() const
{
    const std::lock_guard lock(m_mutex);
    return m_failures;
}

void ProofRun::add(const QString &figure, qint64 count)
{
    const std::lock_guard lock(m_mutex);
    m_figures[figure] = m_figures.value(figure).toInteger() + count;
}

void ProofRun::set(const QString &figure, const QJsonValue &value)
{
    const std::lock_guard lock(m_mutex);
    m_figures[figure] = value;
}

qint64 ProofRun::figure(const QString &name) const
{
    const std::lock_guard lock(m_mutex);
    return m_figures.value(name).toInteger();
}

void ProofRun::print(qint64 counted)
{
    const QJsonObject line{{u"proof"_s, m_name}, {u"seed"_s, qint64(m_seed)}, {u"count"_s, counted},
        {u"failures"_s, m_failures}, {u"seconds"_s, double(m_clock.elapsed() / 100) / 10},
        {u"figures"_s, m_figures}};
    std::puts(QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

}
