// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/commandadvice.h"
#include "core/postfix/flushcommand.h"
#include "tests/core/captured.h"
#include "tests/core/stubhost.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::Literals;

namespace {

const Instance primary{"-"_ba, "/etc/postfix"_ba};

}

class TestFlushCommand : public QObject
{
    Q_OBJECT

private slots:
    void takesSites_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("site"); // empty: refused
        QTest::newRow("domain") << "example.com"_ba << "example.com"_ba;
        QTest::newRow("capitals and blanks") << " Example.COM \n"_ba << "example.com"_ba;
        QTest::newRow("one label") << "localhost"_ba << "localhost"_ba;
        QTest::newRow("underscore") << "a_b.example"_ba << "a_b.example"_ba;
        QTest::newRow("punycode") << "xn--bcher-kva.example"_ba << "xn--bcher-kva.example"_ba;
        QTest::newRow("number first") << "3com.example"_ba << "3com.example"_ba;
        QTest::newRow("IPv4") << "[192.0.2.1]"_ba << "[192.0.2.1]"_ba;
        QTest::newRow("IPv6") << "[IPv6:2001:db8::1]"_ba << "[IPv6:2001:db8::1]"_ba;
        const auto refused = [](const char *name, const QByteArray &text) {
            QTest::addRow("%s", name) << text << ""_ba;
        };
        refused("nothing", "");
        refused("an option", "-f");
        refused("a label that is an option", "-s.example");
        refused("bracketed domain", "[example.com]");
        refused("IPv6 without its tag", "[2001:db8::1]");
        refused("bare IPv4", "192.0.2.1");
        refused("open bracket", "[192.0.2.1");
        refused("address", "user@example.com");
        refused("blank inside", "a b");
        refused("line break", "a\nb");
        refused("quote", "a'b.example");
        refused("shell", "$(id).example");
        refused("empty label", "a..b");
        refused("trailing dot", "example.com.");
        refused("umlaut", "bücher.example");
        refused("zero byte", QByteArray("a\0b", 3));
        refused("zero byte in a literal", QByteArray("[192.0.2.1\0x]", 13));
        refused("long label", QByteArray(64, 'a') + ".example");
        refused("long", QByteArray("a.").repeated(127) + "example");
    }
    void takesSites()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, site);
        const auto parsed = FlushSite::parse(text);
        QCOMPARE(parsed.has_value(), !site.isEmpty());
        if (parsed) {
            QCOMPARE(parsed->bytes(), site);
            const auto command = retrySiteCommand(primary, *parsed);
            QVERIFY(command);
            QCOMPARE(command->arguments,
                (QByteArrayList{"postqueue", "-c", "/etc/postfix", "-s", site}));
        } else {
            QCOMPARE(parsed.error().kind, ErrorKind::InvalidInput);
        }
    }

    void flushes()
    {
        const auto command = flushCommand(primary);
        QVERIFY(command);
        QCOMPARE(displayText(*command), u"postqueue -c /etc/postfix -f"_s);
        QVERIFY(command->input.isEmpty());
        QVERIFY(!flushCommand({"-", "/etc/a b"}));
        QVERIFY(!retrySiteCommand({"-", "etc"}, *FlushSite::parse("example.com")));
    }

    void explainsTrouble_data()
    {
        QTest::addColumn<QByteArray>("errors");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("word"); // what the remedy names
        const auto row = [](const char *file, ErrorKind kind, const QString &word) {
            const QByteArray name = "3.10/postqueue-"_ba + file + ".stderr";
            QTest::addRow("%s", file) << captured(name) << 69 << kind << word;
        };
        using enum ErrorKind;
        row("retry-down", NotFound, u"postfix start"_s);
        row("flush-down", NotFound, u"postfix start"_s);
        row("site-down", NotFound, u"postfix start"_s);
        row("retry-notauthorized", Permission, u"authorized_flush_users"_s);
        row("flush-notauthorized", Permission, u"authorized_flush_users"_s);
        row("retry-invalid", InvalidInput, u"details"_s);
        row("site-invalid", InvalidInput, u"details"_s);
        row("site-bracketed", InvalidInput, u"details"_s);
        row("site-notconfigured", NotFound, u"fast_flush_domains"_s);
        row("retry-noconf", Io, u"postfix check"_s);
        row("retry-foreignconf", Permission, u"alternate_config_directories"_s);
        row("retry-usage", Io, u"details"_s);
        QTest::newRow("no postqueue")
            << "sh: 1: postqueue: not found\n"_ba << 127 << NotFound << u"installed"_s;
        QTest::newRow("silent") << ""_ba << 1 << Io << u"postfix check"_s;
    }
    void explainsTrouble()
    {
        QFETCH(QByteArray, errors);
        QFETCH(int, exitCode);
        QFETCH(QString, word);
        const auto checked = checkFlushExit(exitCode, errors);
        QVERIFY(!checked);
        QTEST(checked.error().kind, "kind");
        QVERIFY2(checked.error().message.contains(word), qPrintable(checked.error().message));
        QCOMPARE(checked.error().detail, errors);
        QVERIFY(checkFlushExit(0, errors)); // postqueue's word is its exit status then
    }

    void advises()
    {
        QVERIFY(advice::flush().contains(u"hold"_s));
        QVERIFY(advice::retry().contains(u"hold"_s));
        QVERIFY(advice::retrySite().contains(u"fast_flush_domains"_s));
        QVERIFY(advice::returnToSender().contains(u"backscatter"_s));
        QVERIFY(advice::returnToSenderTooOld(u"3.4.1"_s).contains(u"3.4.1"_s));
        QVERIFY(advice::requeue().contains(u"new queue ID"_s));
        QVERIFY(advice::restore().contains(u"new queue ID"_s));
        QVERIFY(advice::hold().contains(u"released"_s));
    }
};

QTEST_GUILESS_MAIN(TestFlushCommand)
#include "tst_flushcommand.moc"
