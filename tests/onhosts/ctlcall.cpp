// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ctlcall.h"

#include <QDebug>
#include <QJsonDocument>
#include <QProcessEnvironment>

using namespace Qt::StringLiterals;

namespace spoolscope {

QList<QJsonObject> Outcome::objects() const
{
    QList<QJsonObject> parsed;
    const QByteArray text = output.trimmed();
    if (text.isEmpty())
        return parsed;
    for (const QByteArray &line : text.split('\n'))
        parsed.append(QJsonDocument::fromJson(line).object());
    return parsed;
}

QByteArrayList Outcome::verdicts() const
{
    QByteArrayList all;
    for (const QJsonObject &object : objects())
        all.append(object[u"verdict"].toString().toUtf8());
    return all;
}

CtlCaller::CtlCaller(const LabFixture &lab, QString home)
    : m_identity(lab.identityFile()), m_knownHosts(lab.knownHostsFile()), m_home(std::move(home))
{
}

void CtlCaller::start(QProcess &process, const QStringList &words) const
{
    if (!m_home.isEmpty()) {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"XDG_CONFIG_HOME"_s, m_home + u"/config"_s);
        environment.insert(u"XDG_STATE_HOME"_s, m_home + u"/state"_s);
        environment.insert(u"XDG_DATA_HOME"_s, m_home + u"/data"_s);
        process.setProcessEnvironment(environment);
    }
    process.start(QStringLiteral(SPOOLSCOPECTL),
        QStringList{u"--identity"_s, m_identity, u"--known-hosts"_s, m_knownHosts} + words);
}

Outcome CtlCaller::call(const QStringList &words, const QByteArray &input) const
{
    QProcess process;
    start(process, words);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(120'000))
        qFatal() << "spoolscopectl hangs" << words;
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

}
