// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/filter.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// The filter language as text: what is understood, how it is written back, and what is refused
/// where.
class TestFilter : public QObject
{
    Q_OBJECT

private slots:
    void understands_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("canonical");
        const auto row = [](const QString &text, const QString &canonical) {
            QTest::addRow("%s", qUtf8Printable(text)) << text << canonical;
        };
        // Terms.
        row(u"sender:info@example.com"_s, u"sender:info@example.com"_s);
        row(u"SENDER:<info@example.com>"_s, u"sender:info@example.com"_s);
        row(u"sender:<>"_s, u"sender:<>"_s);
        row(u"to:\"\""_s, u"to:<>"_s);
        row(u"sender:<root>"_s, u"sender:<root>"_s);
        row(u"sender:\"<root>\""_s, u"sender:<root>"_s);
        row(u"sender:@example.com"_s, u"sender:@example.com"_s);
        row(u"sender:info@"_s, u"sender:info@"_s);
        row(u"to:*@gmail.com"_s, u"to:*@gmail.com"_s);
        row(u"to:<*@gmail.com>"_s, u"to:*@gmail.com"_s);
        row(u"to:\"*@gmail.com\""_s, u"to:\"*@gmail.com\""_s);
        row(u"from-domain:@example.com"_s, u"from-domain:example.com"_s);
        row(u"domain:.example.com"_s, u"domain:.example.com"_s);
        row(u"domain:\"\""_s, u"domain:\"\""_s);
        row(u"reason:\"said: 421\""_s, u"reason:\"said: 421\""_s);
        row(u"reason:timeout"_s, u"reason:timeout"_s);
        row(u"reason:/x\\/y/"_s, u"reason:/x\\/y/"_s);
        row(u"dsn:4"_s, u"dsn:4"_s);
        row(u"cause:DNS"_s, u"cause:dns"_s);
        row(u"cause:*time*"_s, u"cause:*time*"_s);
        row(u"cause:\"\""_s, u"cause:\"\""_s);
        row(u"cluster:\"to …[…]\""_s, u"cluster:\"to …[…]\""_s);
        row(u"dsn:4.7."_s, u"dsn:4.7"_s);
        row(u"dsn:5.7.26"_s, u"dsn:5.7.26"_s);
        row(u"dsn:\"\""_s, u"dsn:\"\""_s);
        row(u"queue:Deferred"_s, u"queue:deferred"_s);
        row(u"queue:*ol*"_s, u"queue:*ol*"_s);
        row(u"server:mx1"_s, u"server:mx1"_s);
        row(u"server:ssh://root@mx1"_s, u"server:\"ssh://root@mx1\""_s);
        row(u"instance:-"_s, u"instance:-"_s);
        row(u"instance:\"/etc/postfix\""_s, u"instance:\"/etc/postfix\""_s);
        row(u"id:4F2A81C09D"_s, u"id:4F2A81C09D"_s);
        row(u"id:*9D"_s, u"id:*9D"_s);
        // Numbers.
        row(u"age>120m"_s, u"age>2h"_s);
        row(u"age >= 90S"_s, u"age>=90s"_s);
        row(u"age<14d"_s, u"age<2w"_s);
        row(u"size<=1024k"_s, u"size<=1M"_s);
        row(u"size=1500"_s, u"size=1500"_s);
        row(u"size>0"_s, u"size>0"_s);
        row(u"age<0h"_s, u"age<0s"_s);
        row(u"rcpts>10"_s, u"rcpts>10"_s);
        // Words.
        row(u"gmail"_s, u"gmail"_s);
        row(u"\"and\""_s, u"\"and\""_s);
        row(u"age"_s, u"\"age\""_s);
        row(u"\"a b\""_s, u"\"a b\""_s);
        row(u"\"say \\\"hi\\\" c:\\\\x \\n\""_s, u"\"say \\\"hi\\\" c:\\\\x \\\\n\""_s);
        row(u"\"a*b\""_s, u"\"a*b\""_s);
        row(u"a*b"_s, u"a*b"_s);
        row(u"/4[0-9]{2} /"_s, u"/4[0-9]{2} /"_s);
        row(u"bounce-a=b@c"_s, u"\"bounce-a=b@c\""_s);
        row(u"größe"_s, u"größe"_s);
        row(u"📧"_s, u"\"📧\""_s);
        // Joining.
        row(u"a and b"_s, u"a b"_s);
        row(u"a AND b Or c"_s, u"a b or c"_s);
        row(u"a (b or c)"_s, u"a (b or c)"_s);
        row(u"(a b) or (c)"_s, u"a b or c"_s);
        row(u"((a) (b (c)))"_s, u"a b c"_s);
        row(u"a or (b or c)"_s, u"a or b or c"_s);
        row(u"not a b"_s, u"not a b"_s);
        row(u"not (a b)"_s, u"not (a b)"_s);
        row(u"not not(a)"_s, u"not not a"_s);
        row(u"not\"a\"(b)"_s, u"not a b"_s);
        row(u" \t a \n "_s, u"a"_s);
        row(u"  "_s, QString());
        row(QString(), QString());
    }

    void understands()
    {
        QFETCH(QString, text);
        QFETCH(QString, canonical);
        const auto filter = Filter::parse(text);
        QVERIFY2(filter, filter ? "" : qUtf8Printable(filter.error().message));
        QCOMPARE(filter->toString(), canonical);
        const auto again = Filter::parse(canonical);
        QVERIFY(again);
        QVERIFY(*again == *filter);
        QCOMPARE(filter->isEverything(), canonical.isEmpty());
    }

    void writesAddressesThatLookLikeSyntax_data()
    {
        QTest::addColumn<QString>("value");
        for (const auto &value : {u"<a@b>"_s, u"<<x>>"_s, u"@"_s, u"@@"_s, u"</*>"_s, u"<<*>>"_s,
                 u"a\"b@c"_s, u"a b@c"_s, u"\\"_s, u"*"_s, u"<"_s, u"/x/"_s, u"a@b@"_s})
            QTest::addRow("%s", qUtf8Printable(value)) << value;
    }

    void writesAddressesThatLookLikeSyntax()
    {
        QFETCH(QString, value);
        for (const FilterField field : {FilterField::Sender, FilterField::To}) {
            for (const auto quoting : {FilterQuoting::Quoted, FilterQuoting::Bare}) {
                const auto term = makeFilterTerm(field, value, quoting);
                QVERIFY(term);
                const auto filter = Filter::parse(toString(*term));
                QVERIFY2(filter, qUtf8Printable(toString(*term)));
                QCOMPARE(filter->root().kind, FilterNode::Kind::Term);
                QVERIFY2(filter->root().term == *term, qUtf8Printable(toString(*term)));
            }
        }
    }

    void escapesSlashesOfPatterns()
    {
        const auto term
            = makeFilterTerm(FilterField::Reason, u"a/b\\/c\\\\/"_s, FilterQuoting::Pattern);
        QVERIFY(term);
        QCOMPARE(toString(*term), u"reason:/a\\/b\\/c\\\\\\//"_s);
        QVERIFY(Filter::parse(toString(*term))->root().term == *term);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("marks"); // ^ under the offending part
        QTest::addColumn<QString>("says");
        const auto row = [](const QString &text, const QString &marks, const QString &says) {
            QTest::addRow("%s", qUtf8Printable(text)) << text << marks << says;
        };
        row(u"a foo:bar"_s, u"  ^^^^"_s, u"no field \"foo\""_s);
        row(u"form-domain:x"_s, u"^^^^^^^^^^^^"_s, u"from-domain"_s);
        row(u"a:b"_s, u"^^"_s, u"no field"_s);
        row(u"10:25"_s, u"^^^^^"_s, u"colon needs quotes"_s);
        row(u"sender:"_s, u"^^^^^^^"_s, u"needs a value"_s);
        row(u"sender: x"_s, u"^^^^^^^"_s, u"needs a value"_s);
        row(u"(sender:)"_s, u" ^^^^^^^"_s, u"needs a value"_s);
        row(u"sender:(a or b)"_s, u"^^^^^^^^"_s, u"(sender:a or sender:b)"_s);
        row(u"sender=x"_s, u"^^^^^^^"_s, u"takes a colon"_s);
        row(u"a age:2h"_s, u"  ^^^^^^"_s, u"age>2h"_s);
        row(u"size:1M"_s, u"^^^^^^^"_s, u"size>1M"_s);
        row(u"age>2"_s, u"^^^^^"_s, u"whole number"_s);
        row(u"age>"_s, u"^^^^"_s, u"whole number"_s);
        row(u"age>2h30m"_s, u"^^^^^^^^^"_s, u"whole number"_s);
        row(u"age>-2h"_s, u"^^^^^^^"_s, u"whole number"_s);
        row(u"age>>2h"_s, u"^^^^^^^"_s, u"whole number"_s);
        row(u"age>٢h"_s, u"^^^^^^"_s, u"whole number"_s);
        row(u"size>1MB"_s, u"^^^^^^^^"_s, u"k, M or G"_s);
        row(u"size>1.5M"_s, u"^^^^^^^^^"_s, u"k, M or G"_s);
        row(u"rcpts>1k"_s, u"^^^^^^^^"_s, u"recipients"_s);
        row(u"size>9999999999G"_s, u"^^^^^^^^^^^^^^^^"_s, u"too large"_s);
        row(u"rcpts>99999999999999999999"_s, u"^^^^^^^^^^^^^^^^^^^^^^^^^^"_s, u"too large"_s);
        row(u"a <b>"_s, u"  ^^^"_s, u"quotes"_s);
        row(u"a> 2"_s, u"^^"_s, u"quotes"_s);
        row(u"a and"_s, u"  ^^^"_s, u"behind it"_s);
        row(u"a or or b"_s, u"     ^^"_s, u"before it"_s);
        row(u"a and or b"_s, u"      ^^"_s, u"before it"_s);
        row(u"or a"_s, u"^^"_s, u"before it"_s);
        row(u"and"_s, u"^^^"_s, u"before it"_s);
        row(u"a not"_s, u"  ^^^"_s, u"behind it"_s);
        row(u"(a not)"_s, u"   ^^^"_s, u"behind it"_s);
        row(u"(a or )"_s, u"   ^^"_s, u"behind it"_s);
        row(u"a ( "_s, u"  ^"_s, u"no )"_s);
        row(u"a (b"_s, u"  ^"_s, u"no )"_s);
        row(u"((a) b"_s, u"^"_s, u"no )"_s);
        row(u"a) b"_s, u" ^"_s, u"no ("_s);
        row(u")"_s, u"^"_s, u"no ("_s);
        row(u"a ( )"_s, u"  ^^^"_s, u"nothing between"_s);
        row(u"\"a"_s, u"^^"_s, u"closing quote"_s);
        row(u"x \"a\\\""_s, u"  ^^^^"_s, u"closing quote"_s);
        row(u"\"\""_s, u"^^"_s, u"every message"_s);
        row(u"//"_s, u"^^"_s, u"every message"_s);
        row(u"a\"b\""_s, u" ^"_s, u"whole value"_s);
        row(u"sender:a\"b c\""_s, u"        ^"_s, u"whole value"_s);
        row(u"\"a\"b"_s, u"   ^"_s, u"blank is missing"_s);
        row(u"/a/i b"_s, u"   ^"_s, u"blank is missing"_s);
        row(u"instance:/etc/postfix"_s, u"              ^^^^^^^"_s, u"blank is missing"_s);
        row(u"reason:/a"_s, u"       ^^"_s, u"closing /"_s);
        row(u"a /(/"_s, u"  ^^^"_s, u"broken: a ) is missing"_s);
        row(u"/a[b-a]/"_s, u"^^^^^^^^"_s, u"at its character 3, \"b-a\": the range"_s);
        row(u"/(*NO_JIT)a/"_s, u"^^^^^^^^^^^^"_s, u"at its character 2, \"*\": nothing in front"_s);
        row(u"/a++/"_s, u"^^^^^"_s, u"\"++\": a repeat of a repeat"_s);
        row(u"/a{2,1}/"_s, u"^^^^^^^^"_s, u"\"{2,1}\": too many repeats"_s);
        row(u"/(a)\\1/"_s, u"^^^^^^^"_s, u"\"\\1\": unknown escape; references"_s);
        row(u"/b(?=a)/"_s, u"^^^^^^^^"_s, u"\"(?=\": unknown kind of group; looking ahead"_s);
        row(u"/(?<!a)b/"_s, u"^^^^^^^^^"_s, u"unknown kind of group; looking ahead"_s);
        row(u"/[[:word/"_s, u"^^^^^^^^^"_s, u"broken"_s);
        row(u"/a\\Kb|c\\Kd/"_s, u"^^^^^^^^^^^"_s, u"broken at \"\\K\": unknown escape"_s);
        row(u"/(\\pL{300}){3}/"_s, u"^^^^^^^^^^^^^^^"_s, u"too much memory"_s);
        row(u"/a\\C/"_s, u"^^^^^"_s, u"\\C"_s);
        row(u"domain:a@b.example"_s, u"^^^^^^^^^^^^^^^^^^"_s, u"use to:"_s);
        row(u"from-domain:a@b"_s, u"^^^^^^^^^^^^^^^"_s, u"use sender:"_s);
        row(u"cause:weather"_s, u"^^^^^^^^^^^^^"_s, u"there are rate-limit, "_s);
        row(u"dsn:421"_s, u"^^^^^^^"_s, u"4.7.1"_s);
        row(u"dsn:4.x"_s, u"^^^^^^^"_s, u"4.7.1"_s);
        row(u"dsn:4..1"_s, u"^^^^^^^^"_s, u"4.7.1"_s);
        row(u"dsn:."_s, u"^^^^^"_s, u"4.7.1"_s);
        row(u"dsn:3.1.1"_s, u"^^^^^^^^^"_s, u"4.7.1"_s);
        row(u"queue:defer"_s, u"^^^^^^^^^^^"_s, u"no such queue"_s);
        row(u"queue:x*"_s, u"^^^^^^^^"_s, u"no such queue"_s);
        row(u"id:ALL"_s, u"^^^^^^"_s, u"no queue ID"_s);
        row(u"id:4f2a81c09d"_s, u"^^^^^^^^^^^^^"_s, u"no queue ID"_s);
        row(u"server:\"\""_s, u"^^^^^^^^^"_s, u"needs a name"_s);
        row(u"📧 x:y"_s, u"   ^^"_s, u"no field"_s);
        row(u"a "_s + QChar(0xd800) + u" b"_s, u"  ^"_s, u"half a character"_s);
    }

    void refuses()
    {
        QFETCH(QString, text);
        QFETCH(QString, marks);
        QFETCH(QString, says);
        const auto filter = Filter::parse(text);
        QVERIFY(!filter);
        const FilterError &error = filter.error();
        QCOMPARE(QString(error.offset, u' ') + QString(error.length, u'^'), marks);
        QVERIFY2(error.message.contains(says), qUtf8Printable(error.message));
    }

    void isBounded()
    {
        const auto nested = [](int depth, const QString &open, const QString &close) {
            return open.repeated(depth) + u'a' + close.repeated(depth);
        };
        QVERIFY(Filter::parse(nested(Filter::deepestNesting, u"("_s, u")"_s)));
        QVERIFY(!Filter::parse(nested(30'000, u"("_s, u")"_s)));
        QVERIFY(Filter::parse(nested(Filter::deepestNesting, u"not "_s, {})));
        QVERIFY(!Filter::parse(nested(16'000, u"not "_s, {})));
        QVERIFY(!Filter::parse(QString(Filter::longestText + 1, u'a')));
        QVERIFY(Filter::parse(QString(Filter::longestText, u'a')));
        QVERIFY(!Filter::parse(QString(Filter::longestPattern, u'a') + u'*'));
        QVERIFY(!Filter::parse(u'/' + QString(Filter::longestPattern + 1, u'a') + u'/'));
        // Thousands of chosen senders are fine, hundreds of searches are not.
        QVERIFY(Filter::parse(u"sender:a@b or "_s.repeated(4000) + u"sender:a@c"_s));
        QVERIFY(Filter::parse(u"a "_s.repeated(Filter::mostTerms)));
        QVERIFY(!Filter::parse(u"a "_s.repeated(Filter::mostTerms + 1)));
        QVERIFY(!Filter::parse(u"(sender:a@b or sender:a@c) "_s.repeated(Filter::mostTerms + 1)));
        // Patterns that would be huge or slow to compile.
        for (const auto &pattern : {u"/((a{1000}){1000}){1000}/"_s, u"/((.{30}){30}){30}/"_s,
                 u"/(\\pL{1,300}[^\\pN]{1,300}){1,3}/"_s})
            QVERIFY(!Filter::parse(pattern));
        // Escaped slashes count, as this is how it is written out.
        const auto slashes = [](int count) {
            return makeFilterTerm(
                FilterField::Reason, QString(count, u'/'), FilterQuoting::Pattern);
        };
        QCOMPARE(slashes(500)->text.size(), Filter::longestPattern);
        QVERIFY(!slashes(501));
    }

    void copiesAreEqual()
    {
        const auto filter = Filter::parse(u"a or b"_s);
        const Filter copy = *filter;
        QVERIFY(copy == *filter);
        QVERIFY(copy == *Filter::parse(u"a OR b"_s));
        QVERIFY(!(copy == *Filter::parse(u"b or a"_s)));
        QVERIFY(Filter::everything() == *Filter::parse(u" "_s));
        QVERIFY(Filter::everything().isEverything());
        QVERIFY(!Filter::parse(u"*"_s)->isEverything());
    }

    void everyFieldHasHelp()
    {
        QSet<FilterField> seen;
        for (const FilterFieldInfo &field : filterFields()) {
            seen.insert(field.field);
            QVERIFY(findFilterField(field.name) == &field);
            QVERIFY(findFilterField(field.name.toString().toUpper()) == &field);
            QVERIFY(qstrlen(field.help) > 0);
            QCOMPARE(isNumberField(field.field), field.isNumber);
        }
        QCOMPARE(seen.size(), 19);
        QVERIFY(!findFilterField(u""));
    }
};

QTEST_GUILESS_MAIN(TestFilter)
#include "tst_filter.moc"
