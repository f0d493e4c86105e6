// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ctlcall.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// spoolscopectl in a home with causes and providers of the user's own.
class TestCtlKnowledge : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_lab = LabFixture::start(2, 60); }

    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir(m_home->path()).mkpath(u"config/spoolscope"_s));
    }

    void ownCauseIsCountedAndFound()
    {
        const QJsonObject common = mostOf(u"cluster"_s);
        // As it is lower case in the file: what stands between two variable parts.
        QByteArray phrase;
        for (const QString &part : common.value("value"_L1).toString().split(u'…'))
            if (part.trimmed().size() > phrase.size())
                phrase = part.trimmed().toLower().toUtf8();
        QVERIFY(phrase.size() > 4);
        write(u"causes.json"_s,
            QJsonArray{QJsonObject{{u"id"_s, u"ours"_s}, {u"title"_s, u"Ours"_s},
                {u"explanation"_s, u"We know\x1b[31m this."_s}, {u"remedy"_s, u"Wait."_s},
                {u"any"_s, QJsonArray{QString::fromUtf8(phrase)}}}});

        const Outcome counted = call({u"queue"_s, url(), u"--json"_s, u"--group-by"_s, u"cause"_s});
        QVERIFY2(counted.errors.isEmpty(), counted.errors.constData());
        const auto causes = counted.objects();
        const auto ours = std::ranges::find(causes, u"ours"_s,
            [](const QJsonObject &group) { return group.value("value"_L1).toString(); });
        QVERIFY(ours != causes.end());
        QVERIFY(ours->value("count"_L1).toInteger() >= common.value("count"_L1).toInteger());
        const auto found = call({u"queue"_s, url(), u"--json"_s, u"--where"_s, u"cause:ours"_s});
        QCOMPARE(found.objects().size(), ours->value("count"_L1).toInteger());
        // A file may come from elsewhere: it must not reach the terminal as it is.
        const Outcome text = call({u"queue"_s, url(), u"--group-by"_s, u"cause"_s});
        QVERIFY(text.output.contains("ours: We know⟨U+001B⟩[31m this."));
    }

    void ownProviderIsCounted()
    {
        const QString domain = mostOf(u"domain"_s).value("value"_L1).toString();
        write(u"providers.json"_s,
            QJsonArray{QJsonObject{{u"id"_s, u"ours"_s}, {u"title"_s, u"Ours"_s},
                {u"domains"_s, QJsonArray{domain}}}});
        const auto found = call({u"queue"_s, url(), u"--json"_s, u"--where"_s,
            u"provider:ours not domain:"_s + domain});
        QCOMPARE(found.exitCode, 0);
        QVERIFY(found.objects().isEmpty());
        QVERIFY(!call({u"queue"_s, url(), u"--json"_s, u"--where"_s, u"provider:ours"_s})
                .objects()
                .isEmpty());
        const auto listed = call({u"knowledge"_s, u"--json"_s}).objects();
        const auto ours = std::ranges::find(listed, u"ours"_s,
            [](const QJsonObject &line) { return line.value("id"_L1).toString(); });
        QVERIFY(ours != listed.end());
        QCOMPARE(ours->value("kind"_L1).toString(), u"provider"_s);
        QCOMPARE(ours->value("file"_L1).toString(), file(u"providers.json"_s));
    }

    void faultIsSaidAndTheRestWorks()
    {
        write(u"causes.json"_s, QJsonArray{QJsonObject{{u"id"_s, u"ours"_s}}});
        const QByteArray fault = "spoolscopectl: Nothing of " + file(u"causes.json"_s).toUtf8()
            + " is used: entry 1 (ours): \"title\" is missing. Correct it with a text editor, or "
              "move it away, and start again. What is built in is known all the same.\n";
        const Outcome causes = call({u"queue"_s, url(), u"--group-by"_s, u"cause"_s});
        QCOMPARE(causes.exitCode, 0);
        QCOMPARE(causes.errors, fault);
        QVERIFY(causes.output.contains("rate-limit: The receiving provider"));
        const Outcome unknown = call({u"queue"_s, url(), u"--where"_s, u"cause:ours"_s});
        QCOMPARE(unknown.exitCode, 2);
        QVERIFY(unknown.errors.startsWith(fault + "spoolscopectl: bad filter: there is no such"));
        const Outcome listed = call({u"knowledge"_s});
        QCOMPARE(listed.exitCode, 2);
        QCOMPARE(listed.errors, fault);
        QVERIFY(listed.output.contains("cause     rate-limit           Rate limited"));
    }

    void knowledgeTakesNoServer()
    {
        const Outcome outcome = call({u"knowledge"_s, url()});
        QCOMPARE(outcome.exitCode, 2);
        QVERIFY(outcome.errors.startsWith("spoolscopectl: knowledge does not take \"ssh://"));
    }

private:
    QString url() const { return u"ssh://root@"_s + m_lab->server(1).endpoint.host; }
    QString file(const QString &name) const
    {
        return m_home->filePath(u"config/spoolscope/"_s + name);
    }
    Outcome call(const QStringList &words) const
    {
        return CtlCaller(*m_lab, m_home->path()).call(words);
    }

    void write(const QString &name, const QJsonArray &entries) const
    {
        QFile out(file(name));
        const QByteArray bytes = QJsonDocument(entries).toJson();
        QVERIFY(out.open(QFile::WriteOnly) && out.write(bytes) == bytes.size());
    }

    /// The largest group that has a value.
    QJsonObject mostOf(const QString &key) const
    {
        for (const QJsonObject &group :
            call({u"queue"_s, url(), u"--json"_s, u"--group-by"_s, key}).objects())
            if (!group.value("value"_L1).toString().isEmpty())
                return group;
        return {};
    }

    std::unique_ptr<LabFixture> m_lab;
    std::unique_ptr<QTemporaryDir> m_home;
};

QTEST_GUILESS_MAIN(TestCtlKnowledge)
#include "tst_ctlknowledge.moc"
