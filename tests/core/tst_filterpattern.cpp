// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/filterpattern.h"
#include "tests/core/randomqueue.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <array>
#include <random>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

FilterPattern compiled(const QString &pattern)
{
    auto made = FilterPattern::compile(pattern);
    if (!made)
        qFatal() << pattern << made.error();
    return std::move(*made);
}

/// Patterns of what RE2 and PCRE2 both have, and texts that they may match.
class RandomPatterns final
{
public:
    explicit RandomPatterns(quint64 seed) : m_random(seed) { }

    QString pattern(int depth = 2)
    {
        QString text;
        for (int i = below(4); i >= 0; --i)
            text += repeated(depth > 0 && below(3) == 0 ? group(depth - 1) : atom());
        return below(8) ? text : below(2) ? u'^' + text : text + u'$';
    }

    struct Text
    {
        QByteArray bytes;
        QString characters;
    };
    Text text()
    {
        Text text;
        for (int i = below(60); i > 0; --i) {
            const auto &[bytes, characters] = pieces[size_t(below(pieceKinds()))];
            text.bytes += bytes;
            text.characters += characters;
        }
        return text;
    }
    void stayInAscii(bool isOn) { m_isAscii = isOn; }

private:
    // Among them the long s and the Kelvin sign, which are s and k when case is ignored.
    inline static const std::vector<std::pair<QByteArray, QString>> pieces{{"s", u"s"_s},
        {"K", u"K"_s}, {"ask", u"ask"_s}, {"Sky", u"Sky"_s}, {"4.7", u"4.7"_s}, {" ", u" "_s},
        {"b", u"b"_s}, {"\u017f", u"\u017f"_s}, {"\u212a", u"\u212a"_s}, {"é", u"é"_s},
        {"É", u"É"_s}, {"\xff", u"\ufffd"_s}, {"\xc3 ", u"\ufffd "_s}, {"📧", u"📧"_s}};
    static constexpr int asciiPieces = 7;

    int below(int limit) { return int(m_random() % quint64(limit)); }
    int pieceKinds() const { return m_isAscii ? asciiPieces : int(pieces.size()); }

    QString atom()
    {
        // To RE2 alone the long s and the Kelvin sign are letters of a word when case is ignored.
        static constexpr std::array<QStringView, 12> atoms{u".", u"\\d", u"[ks]", u"[^s]", u"[a-c]",
            u"\\b", u"\\.", u"\\x{fffd}", u"sky", u"ask", u"\\w", u"\\W"};
        if (below(2))
            return atoms[size_t(below(m_isAscii ? 12 : 10))].toString();
        return u"aBkKsy47é "_s.at(below(10));
    }

    QString group(int depth)
    {
        QString text = u"("_s + pattern(depth);
        for (int i = below(3); i > 0; --i)
            text += u'|' + pattern(depth);
        return text + u')';
    }

    QString repeated(const QString &text)
    {
        static constexpr std::array<QStringView, 5> repeats{u"*", u"+", u"?", u"{2}", u"{1,3}"};
        if (below(3) || text.endsWith(u'b')) // an edge of a word cannot be repeated everywhere
            return text;
        return u"(?:"_s + text + u')' + repeats[size_t(below(int(repeats.size())))].toString();
    }

    std::mt19937_64 m_random;
    bool m_isAscii = false;
};

}

class TestFilterPattern : public QObject
{
    Q_OBJECT

private slots:
    /// Beside PCRE2, which knows nothing of the parts that are looked for first.
    void agreesWithAnotherEngine()
    {
        RandomPatterns random(made::seed());
        int matches = 0, withParts = 0, undecided = 0, tests = 0;
        for (int i = 0; i < 2000; ++i) {
            random.stayInAscii(i % 2);
            QString text = random.pattern();
            while (text.size() > 300)
                text = random.pattern();
            const FilterPattern pattern = compiled(text);
            withParts += !pattern.parts().all.isEmpty() || !pattern.parts().oneOf.isEmpty();
            const QRegularExpression other(text, QRegularExpression::CaseInsensitiveOption);
            QVERIFY2(other.isValid(), qUtf8Printable(text));
            for (int j = 0; j < 25; ++j, ++tests) {
                const auto [bytes, characters] = random.text();
                const QRegularExpressionMatch match = other.match(characters);
                if (!match.isValid()) { // it gave up: PCRE2 backtracks
                    ++undecided;
                    continue;
                }
                const QString what = text + u" in "_s + characters;
                QVERIFY2(pattern.isIn(bytes) == match.hasMatch(), qUtf8Printable(what));
                matches += match.hasMatch();
            }
        }
        QVERIFY(withParts > 200);
        QVERIFY(undecided < tests / 20);
        QVERIFY(matches > tests / 20);
        QVERIFY(matches < tests * 19 / 20);
    }

    /// What takes an engine that tries one way after another longer than anybody lives.
    void noPatternTakesForLong_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("expected");
        const QByteArray row(2000, 'a');
        QTest::newRow("nested repeats") << u"^(a+)+$"_s << row + '!' << false;
        QTest::newRow("nested repeats, found") << u"(a+)+$"_s << '!' + row << true;
        QTest::newRow("alternatives") << u"^(a|aa)+$"_s << row + '!' << false;
        QTest::newRow("many optional") << u"(a?){60}a{60}b"_s << row + "cb" << false;
        QTest::newRow("many states") << u"(a|b)*a(a|b){200}c"_s << row.repeated(5) + "bc" << true;
        QTest::newRow("lazy") << u"(.*?,){30}x"_s << QByteArray("a,").repeated(1000) + ";x"
                              << false;
        QTest::newRow("megabytes") << u"b$"_s << QByteArray(20'000'000, 'a') + 'b' << true;
        QTest::newRow("megabytes that are no UTF-8")
            << u"^\\x{fffd}+b$"_s << QByteArray(2'000'000, '\xff') + 'b' << true;
    }

    void noPatternTakesForLong()
    {
        QFETCH(QString, pattern);
        QFETCH(QByteArray, text);
        QFETCH(bool, expected);
        QCOMPARE(compiled(pattern).isIn(text), expected);
    }

    /// Parts of the pattern are looked for first, which may leave out no match.
    void findsWithAndWithoutKnownParts_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QByteArrayList>("parts");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("expected");
        const auto row = [](const QString &pattern, const QByteArrayList &parts,
                             const QByteArray &text, bool expected) {
            QTest::addRow("%s in %s", qUtf8Printable(pattern), text.toPercentEncoding().data())
                << pattern << parts << text << expected;
        };
        row(u"4\\.7\\.\\d+.*si77"_s, {"4.7.", "si77"}, "421-4.7.28 x SI77", true);
        row(u"4\\.7\\.\\d+.*si77"_s, {"4.7.", "si77"}, "421-4.7.28 x si78", false);
        row(u"GREYLIST"_s, {"greylist"}, "450 Greylisted", true);
        row(u"greylist"_s, {"greylist"}, "450 grey\u017f", false);
        row(u"greylist"_s, {"greylist"}, "450 greyli\u017ft", true); // the long s
        row(u"kelvin"_s, {"kelvin"}, "450 \u212aelvin", true); // the sign
        row(u"rate|limit"_s, {"rate", "limit"}, "over LIMIT", true);
        row(u"rate|limit"_s, {"rate", "limit"}, "over", false);
        row(u"rate|x"_s, {}, "x", true);
        row(u"(rate|limit) exceeded"_s, {"rate exceeded", "limit exceeded"}, "limit exceeded",
            true);
        row(u"a(bcd)?e"_s, {}, "ae", true);
        row(u"(abc){2,}"_s, {"abc"}, "abcab", false);
        row(u"(abc){2,}"_s, {"abc"}, "xABCabc", true);
        row(u"über"_s, {}, "ÜBER", true);
        row(u"nicht verf.gbar"_s, {"nicht verf", "gbar"}, "nicht verf\xfcgbar", true);
        row(u"^\\W+$"_s, {}, "\xff\xc3", true);
        row(u"^[^a]b$"_s, {},
            "\xff"
            "b",
            true);
        row(u"^..$"_s, {}, "\xe2\x82", true); // a beginning is a byte each
        row(u"^...x$"_s, {}, "\xed\xa0\x80x", true); // half a pair
        row(u"a$"_s, {}, "a\n", false);
        row(u"^$"_s, {}, "", true);
    }

    void findsWithAndWithoutKnownParts()
    {
        QFETCH(QString, pattern);
        QFETCH(QByteArrayList, parts);
        QFETCH(QByteArray, text);
        QFETCH(bool, expected);
        const FilterPattern made = compiled(pattern);
        const auto &[all, oneOf] = made.parts();
        QByteArrayList found = all + oneOf;
        QVERIFY(all.isEmpty() || oneOf.isEmpty());
        QCOMPARE(!oneOf.isEmpty(), pattern.contains(u'|') && !parts.isEmpty());
        std::ranges::sort(found);
        std::ranges::sort(parts);
        QCOMPARE(found, parts);
        QCOMPARE(made.isIn(text), expected);
        // The same within what is long enough for the fast ways.
        const QByteArray around(100, '-');
        if (!pattern.contains(u'^') && !pattern.contains(u'$'))
            QCOMPARE(made.isIn(around + text + around), expected);
    }
};

QTEST_GUILESS_MAIN(TestFilterPattern)
#include "tst_filterpattern.moc"
