// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/commandscript.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 listed = 1'763'784'900'000; // 2025-11-22T04:15:00Z
constexpr qsizetype enough = 1 << 20;

CommandPart part(const QString &server, const Instance &instance, std::vector<const char *> ids)
{
    CommandPart result{server, instance, listed, {}};
    for (const char *id : ids)
        result.ids.push_back(*QueueId::parse(id));
    return result;
}

}

class TestCommandScript : public QObject
{
    Q_OBJECT

private slots:
    void isWhatOneWouldType_data()
    {
        QTest::addColumn<CopiedCommand>("command");
        QTest::addColumn<QByteArray>("text");
        const auto acting = [](const char *verb) {
            return QByteArray("# 'mx1: 2 message(s). To be run as root on that server.'\n"
                              "# 'Listed at 2025-11-22T04:15:00Z. Nothing is verified: an ID may "
                              "name another message since.'\n"
                              "postsuper -c /etc/postfix ")
                + verb + " - <<'EOF'\n4F2A81C09D\n4XyZb91234zBcDf\nEOF\n";
        };
        QTest::newRow("hold") << CopiedCommand::Hold << acting("-h");
        QTest::newRow("release") << CopiedCommand::Release << acting("-H");
        QTest::newRow("delete") << CopiedCommand::Delete << acting("-d");
        QTest::newRow("requeue") << CopiedCommand::Requeue << acting("-r");
        QTest::newRow("read") << CopiedCommand::Read
                              << "# 'mx1: 2 message(s). To be run as root on that server.'\n"
                                 "# 'Listed at 2025-11-22T04:15:00Z.'\n"
                                 "postcat -c /etc/postfix -q 4F2A81C09D\n"
                                 "postcat -c /etc/postfix -q 4XyZb91234zBcDf\n"_ba;
    }
    void isWhatOneWouldType()
    {
        QFETCH(CopiedCommand, command);
        QFETCH(QByteArray, text);
        const std::array parts{
            part(u"mx1"_s, {"-", "/etc/postfix"}, {"4F2A81C09D", "4XyZb91234zBcDf"})};
        const auto script = commandScript(command, parts, enough);
        QVERIFY(script);
        QCOMPARE(*script, text);
    }

    void aPartForEachInstance()
    {
        const std::array parts{part(u"mx1"_s, {"-", "/etc/postfix"}, {"4F2A81C09D"}),
            part(u"mx2"_s, {"-", "/etc/postfix"}, {}),
            part(u"mx1"_s, {"postfix-out", "/etc/postfix-out"}, {"4F2A81C09E"})};
        const auto script = commandScript(CopiedCommand::Delete, parts, enough);
        QVERIFY(script);
        QCOMPARE(script->count("postsuper"), 2);
        QVERIFY(!script->contains("mx2")); // nothing to be done there
        QVERIFY(script->contains("EOF\n\n# 'mx1, instance postfix-out: 1 message(s)."));
        QVERIFY(script->contains("postsuper -c /etc/postfix-out -d - <<'EOF'\n4F2A81C09E\nEOF\n"));
        QVERIFY(commandScript(CopiedCommand::Delete, {}, enough)->isEmpty());
    }

    void theDelimiterIsNoQueueId() { QVERIFY(!QueueId::parse("EOF")); }

    void tooMuchIsNothing()
    {
        const std::array parts{part(u"mx1"_s, {"-", "/etc/postfix"},
            {"4F2A81C09D", "4F2A81C09E", "4F2A81C09F", "4F2A81C0A0"})};
        const qsizetype size = commandScript(CopiedCommand::Hold, parts, enough)->size();
        QCOMPARE(commandScript(CopiedCommand::Hold, parts, size - 20).error().kind,
            ErrorKind::OutputTooLarge);
    }

    void whatCannotBeQuotedIsRefused()
    {
        const std::array parts{part(u"mx1"_s, {"-", "/etc/\npostfix"}, {"4F2A81C09D"})};
        QCOMPARE(commandScript(CopiedCommand::Hold, parts, enough).error().kind,
            ErrorKind::InvalidInput);
    }

    /// Read by shells, also by a zsh at its prompt, for which '#' begins no comment.
    void shellsRunNothingElse_data()
    {
        QTest::addColumn<QString>("shell");
        for (const char *shell : {"/bin/sh", "/bin/bash", "/bin/dash", "/bin/zsh"}) {
            if (QFile::exists(QString::fromLatin1(shell)))
                QTest::newRow(shell) << QString::fromLatin1(shell);
        }
    }
    void shellsRunNothingElse()
    {
        QFETCH(QString, shell);
        const QTemporaryDir place;
        const QString words = place.filePath(u"words"_s);
        const QString input = place.filePath(u"input"_s);
        QFile stub(place.filePath(u"postsuper"_s));
        QVERIFY(stub.open(QFile::WriteOnly));
        stub.write("#!/bin/sh\nfor w; do printf '%s\\n' \"$w\"; done >>\"" + words.toUtf8()
            + "\"\ncat >>\"" + input.toUtf8() + "\"\n");
        stub.close();
        QVERIFY(stub.setPermissions(stub.permissions() | QFile::ExeOwner));

        const QByteArray odd = "/etc/p;touch $PWD/evil`touch evil`'$(touch evil)\" \\!x";
        const QString name = u"mx; touch evil\n touch evil # $(touch evil) `touch evil` 'it'"_s;
        const std::array parts{
            part(name, {"out; touch evil\n'", odd}, {"4F2A81C09D", "4F2A81C09E"}),
            part(u"mx2"_s, {"-", "/etc/postfix"}, {"4F2A81C09F"})};
        const auto script = commandScript(CopiedCommand::Hold, parts, enough);
        QVERIFY(script);
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PATH"_s, place.path() + u":/usr/bin:/bin"_s);
        environment.insert(u"HOME"_s, place.path());
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(place.path());
        for (const QStringList &flags : {QStringList(), {u"-i"_s}}) {
            QFile::remove(words);
            QFile::remove(input);
            process.start(shell, flags);
            process.write(*script + "\nexit 0\n");
            process.closeWriteChannel();
            QVERIFY(process.waitForFinished(20'000));
            QVERIFY(!QFile::exists(place.filePath(u"evil"_s)));
            QCOMPARE(contents(words), "-c\n" + odd + "\n-h\n-\n-c\n/etc/postfix\n-h\n-\n");
            QCOMPARE(contents(input), "4F2A81C09D\n4F2A81C09E\n4F2A81C09F\n");
        }
    }

private:
    static QByteArray contents(const QString &name)
    {
        QFile file(name);
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray("no such file");
    }
};

QTEST_GUILESS_MAIN(TestCommandScript)
#include "tst_commandscript.moc"
