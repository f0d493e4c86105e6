// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/domainnote.h"
#include "core/base/textsafety.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace spoolscope;
using namespace Qt::Literals;

namespace {

QString mark(const char *code)
{
    return u"\u27e8U+"_s + QString::fromLatin1(code) + u'\u27e9';
}

}

class TestTextSafety : public QObject
{
    Q_OBJECT

private slots:
    /// What is left out does not give the marks on a character a new count.
    void plainCapsMarksAcrossWhatItLeavesOut()
    {
        const QString marks(8, u'\u0489');
        QCOMPARE(text::plain(u"a"_s + marks + u'\x06' + marks), u"a"_s + marks);
        QCOMPARE(text::plain(u"a"_s + marks + u"b"_s + marks), u"a"_s + marks + u"b"_s + marks);
        QCOMPARE(text::visibleLines(u"a"_s + marks + u'\n' + marks + u'b'),
            u"a"_s + marks + u"\n\u27e8+8\u27e9b"_s);
        QCOMPARE(text::visibleLines(u"a"_s + marks + marks + u'\n' + marks),
            u"a"_s + marks + u"\u27e8+8\u27e9\n"_s + marks);
        QCOMPARE(text::plain(u"a\u200b\tb"_s), u"a b"_s);
    }

    void leavesPlainText_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << ""_ba;
        QTest::newRow("ASCII") << "421 4.7.28 Our system has ~ (delayed)!"_ba;
        QTest::newRow("markup is text") << "<img src=\"file:///etc/passwd\"> &lt; <b>OK</b>"_ba;
        QTest::newRow("placeholders") << "%1%99%n &&File"_ba;
        QTest::newRow("Latin") << "Zażółć gęślą jaźń"_ba;
        QTest::newRow("Cyrillic") << "пример@пример.рф"_ba;
        QTest::newRow("Hebrew and Arabic") << "שלום مرحبا"_ba;
        QTest::newRow("Chinese") << "邮件\u3000系统"_ba;
        QTest::newRow("combining") << "e\u0301"_ba;
        QTest::newRow("emoji with its variation selector") << "\u2764\ufe0f \U0001f4e7"_ba;
    }
    void leavesPlainText()
    {
        QFETCH(QByteArray, text);
        const QString plain = QString::fromUtf8(text);
        QCOMPARE(text::visible(text), plain);
        QCOMPARE(text::visible(plain), plain);
        QCOMPARE(text::visibleLines(text), plain);
        QCOMPARE(text::visibleLines(plain), plain);
    }

    void writesOut_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("lines");
        const auto row = [](const char *name, const QString &text, const QString &line,
                             const QString &lines = {}) {
            QTest::newRow(name) << text << line << (lines.isNull() ? line : lines);
        };
        row("escape sequence", u"a\x1b[31mb"_s, u"a"_s + mark("001B") + u"[31mb"_s);
        row("title sequence", u"\x1b]0;x\a"_s, mark("001B") + u"]0;x"_s + mark("0007"));
        row("NUL", u"a\0b"_s, u"a"_s + mark("0000") + u"b"_s);
        row("DEL", u"\x7f"_s, mark("007F"));
        row("C1", u"\x9b"_s, mark("009B"));
        row("next line", u"\x85"_s, mark("0085"));
        row("tab", u"a\tb"_s, u"a b"_s, u"a\tb"_s);
        row("line break", u"a\nb"_s, u"a"_s + mark("000A") + u"b"_s, u"a\nb"_s);
        row("network line break", u"a\r\nb"_s, u"a"_s + mark("000D") + mark("000A") + u"b"_s,
            u"a\nb"_s);
        row("carriage return", u"a\rb"_s, u"a"_s + mark("000D") + u"b"_s);
        row("carriage return at the end", u"a\r"_s, u"a"_s + mark("000D"));
        row("two carriage returns", u"\r\r\n"_s, mark("000D") + mark("000D") + mark("000A"),
            mark("000D") + u"\n"_s);
        row("line separator", u"\u2028"_s, mark("2028"));
        row("paragraph separator", u"\u2029"_s, mark("2029"));
        row("right-to-left override", u"\u202egnp.exe"_s, mark("202E") + u"gnp.exe"_s);
        row("isolates", u"\u2066\u2069"_s, mark("2066") + mark("2069"));
        row("Arabic letter mark", u"\u061c"_s, mark("061C"));
        row("zero width", u"pay\u200bpal"_s, u"pay"_s + mark("200B") + u"pal"_s);
        row("joiners", u"\u200c\u200d"_s, mark("200C") + mark("200D"));
        row("byte order mark", u"\ufeff"_s, mark("FEFF"));
        row("soft hyphen", u"\u00ad"_s, mark("00AD"));
        row("word joiner", u"\u2060"_s, mark("2060"));
        row("grapheme joiner", u"\u034f"_s, mark("034F"));
        row("Hangul filler", u"\u3164"_s, mark("3164"));
        row("annotation", u"\ufff9"_s, mark("FFF9"));
        row("tags", u"\U000e0001\U000e0041"_s, mark("E0001") + mark("E0041"));
        row("hidden variation selectors", u"\U000e0100"_s, mark("E0100"));
        row("lone high surrogate", QString(QChar(0xd800)) + u"a"_s, mark("D800") + u"a"_s);
        row("lone low surrogate", u"a"_s + QChar(0xdc00), u"a"_s + mark("DC00"));
    }
    void writesOut()
    {
        QFETCH(QString, text);
        QTEST(text::visible(text), "line");
        QTEST(text::visibleLines(text), "lines");
        if (text.isValidUtf16()) {
            QTEST(text::visible(text.toUtf8()), "line");
            QTEST(text::visibleLines(text.toUtf8()), "lines");
        }
    }

    void replacesWhatIsNoUtf8_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("Latin-1") << "caf\xe9"_ba;
        QTest::newRow("overlong slash") << "\xc0\xaf"_ba;
        QTest::newRow("surrogate") << "\xed\xa0\x80"_ba;
        QTest::newRow("alone") << "\x80"_ba;
        QTest::newRow("cut") << "\xd0\xbf\xd0"_ba;
        QTest::newRow("beyond Unicode") << "\xf4\x90\x80\x80"_ba;
    }
    void replacesWhatIsNoUtf8()
    {
        QFETCH(QByteArray, bytes);
        for (const QString &shown : {text::visible(bytes), text::visibleLines(bytes)}) {
            QVERIFY(shown.contains(QChar::ReplacementCharacter));
            QVERIFY(shown.isValidUtf16());
            QVERIFY(!shown.contains(u'/'));
        }
    }

    void coversEveryByte()
    {
        for (int a = 0; a < 256; ++a) {
            for (int b = 0; b < 256; ++b) {
                const char bytes[]{char(a), char(b)};
                const QString shown = text::visible(QByteArrayView(bytes, 2));
                for (const QChar c : shown)
                    QVERIFY(c >= u' ' && c.category() != QChar::Other_Control);
            }
        }
    }

    void quotesCsv_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("field");
        const auto plain = [](const QByteArray &text) {
            QTest::addRow("plain %s", text.constData()) << text << text;
        };
        plain("");
        plain("a@example.com");
        plain("12.5");
        plain("<user+tag@example.com>");
        const auto row = [](const char *name, const QByteArray &text, const QByteArray &field) {
            QTest::newRow(name) << text << field;
        };
        row("blank", "a b", R"("a b")");
        row("comma", "a,b", R"("a,b")");
        row("semicolon", "a;=1", R"("a;=1")");
        row("quote", R"(say "x")", R"("say ""x""")");
        row("line break", "a\r\nb", "\"a\r\nb\"");
        row("tab within", "a\tb", "\"a\tb\"");
        row("formula", "=cmd|'/c calc'!A1@x", R"("'=cmd|'/c calc'!A1@x")");
        row("plus", "+1", R"("'+1")");
        row("minus", "-oQ/tmp@x", R"("'-oQ/tmp@x")");
        row("at", "@SUM(1)@x", R"("'@SUM(1)@x")");
        row("tab first", "\t=1", "\"'\t=1\"");
        row("carriage return first", "\r=1", "\"'\r=1\"");
        row("line feed first", "\n=1", "\"'\n=1\"");
        row("blank first", " =1", R"("' =1")");
        row("full width equals", "\uff1d1", "\"'\uff1d1\"");
        row("full width plus", "\uff0b1", "\"'\uff0b1\"");
        row("full width minus", "\uff0d1", "\"'\uff0d1\"");
        row("full width at", "\uff20x", "\"'\uff20x\"");
        row("quoted formula", R"("=1")", R"("""=1""")");
        row("NUL first", "\0=1"_ba, "\"\u27e8U+0000\u27e9=1\"");
        row("escape", "a\x1b[2J", "\"a\u27e8U+001B\u27e9[2J\"");
        row("zero width first", "\u200b=1", "\"\u27e8U+200B\u27e9=1\"");
        row("Latin-1", "caf\xe9", "\"caf\ufffd\"");
        row("UTF-8", "пример", "\"пример\"");
    }
    void quotesCsv()
    {
        QFETCH(QByteArray, text);
        QTEST(text::csvField(text), "field");
    }

    void capsMarks()
    {
        const QString some = u'a' + QString(8, u'\u0301');
        QCOMPARE(text::visible(some), some);
        const QString many = u'a' + QString(1000, u'\u0301') + u'b';
        QCOMPARE(text::visible(many), some + u"⟨+992⟩b"_s);
        QCOMPARE(text::visible(text::visible(many)), text::visible(many));
        QCOMPARE(
            text::visibleLines(many + u'\n' + many), some + u"⟨+992⟩b\n"_s + some + u"⟨+992⟩b"_s);
        // A control between them does not start another stack unseen.
        QCOMPARE(text::visible(QStringView(u"a\u0301\u0301\u200b")), u"a\u0301\u0301⟨U+200B⟩"_s);
        // Data keeps them all.
        QCOMPARE(text::csvField(many.toUtf8()), '"' + many.toUtf8() + '"');
    }

    void isolates()
    {
        QCOMPARE(text::isolated(u"mx1 (eu) · é 邮件"_s), u"mx1 (eu) · é 邮件"_s);
        QCOMPARE(text::isolated(u"שרת 1"_s), u"\u2068שרת 1\u2069"_s);
        QCOMPARE(text::isolated(u"خادم"_s), u"\u2068خادم\u2069"_s);
        // Strangers cannot close it: their own are written out before.
        QCOMPARE(text::isolated(text::visible(u"א\u2069ב"_s)), u"\u2068א⟨U+2069⟩ב\u2069"_s);
    }

    void keepsDataExact()
    {
        const QByteArray bytes = "\xef\xbb\xbf a\0\r\n\xe2\x80\xae"_ba;
        QCOMPARE(text::exact(bytes).toUtf8(), bytes);
        QCOMPARE(text::exact("caf\xe9"), u"caf\ufffd"_s);
    }

    void writesJson()
    {
        const QJsonObject object{
            {u"a"_s, u"\ufeff\u202e\U000e0041\u009b\x1b\"\\\n é"_s}, {u"b"_s, 1}};
        const QByteArray line = text::jsonLine(object);
        QCOMPARE(
            line, "{\"a\":\"\\ufeff\\u202e\\udb40\\udc41\\u009b\\u001b\\\"\\\\\\n é\",\"b\":1}");
        QCOMPARE(QJsonDocument::fromJson(line).object(), object);
    }

    void notesDomains_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("expected"); // in each note, in order
        QTest::newRow("ASCII") << u"a@example.com"_s << QStringList();
        QTest::newRow("none") << u"пример"_s << QStringList();
        QTest::newRow("local part only") << u"пример@example.com"_s << QStringList();
        QTest::newRow("Cyrillic") << u"a@пример.рф"_s << QStringList{u"xn--e1afmkfd.xn--p1ai"_s};
        QTest::newRow("imitation") << u"a@раураl.com"_s << QStringList{u"may imitate"_s};
        QTest::newRow("Greek letter") << u"a@exαmple.com"_s << QStringList{u"may imitate"_s};
        QTest::newRow("Japanese") << u"a@日本ニホンab.example"_s << QStringList{u"xn--"_s};
        QTest::newRow("written out")
            << u"a@exa⟨U+200B⟩mple.com"_s << QStringList{u"not a valid name"_s};
        QTest::newRow("header") << u"\"Bank\" <a@раураl.com>, (c) b@пример.рф; c@x.example"_s
                                << QStringList{u"xn--"_s, u"xn--e1afmkfd"_s};
        QTest::newRow("twice") << u"a@пример.рф, b@пример.рф"_s << QStringList{u"xn--"_s};
    }
    void notesDomains()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, expected);
        const QStringList notes = text::domainNotes(text);
        QCOMPARE(notes.size(), expected.size());
        for (qsizetype i = 0; i < notes.size(); ++i)
            QVERIFY2(notes[i].contains(expected[i]), qPrintable(notes[i]));
        const bool mayImitate = std::ranges::any_of(
            notes, [](const QString &note) { return note.contains(u"may imitate"_s); });
        QCOMPARE(mayImitate, text.contains(u"раураl"_s) || text.contains(u"exα"_s));
    }
    void boundsDomainNotes()
    {
        QString many;
        for (int i = 0; i < 100; ++i)
            many += u"a@é%1.example, "_s.arg(i);
        QCOMPARE(text::domainNotes(many).size(), 5);
        QVERIFY(text::domainNotes(u"a@"_s + QString(100'000, u'é')).first().size() < 400);
    }

    void isFastForPlainText()
    {
        const QByteArray bytes(10 << 20, 'x');
        QCOMPARE(text::visible(bytes).size(), bytes.size());
        QCOMPARE(text::visibleLines(bytes + '\n').size(), bytes.size() + 1);
    }
};

QTEST_GUILESS_MAIN(TestTextSafety)
#include "tst_textsafety.moc"
