// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/bytesearch.h"
#include "core/queue/filterterm.h"
#include "core/queue/textanswers.h"
#include "tests/core/randomqueue.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

using Id = StringPool::Id;
using Row = QueueSnapshot::Row;

namespace {

constexpr int messages = 20'000; // some megabytes: the texts lie in several blocks

/// Few letters, so that what is sought also stands across the ends of texts, and lengths that are
/// letters themselves where they stand between the texts.
QByteArray randomText(std::mt19937_64 &random)
{
    const auto size = qsizetype(random() % 3 == 0 ? 95 + random() % 20 : random() % 40);
    if (random() % 50 == 0)
        return QByteArrayList{"a@b", "aa@b", "b@bb", "joe@joe"}[qsizetype(random() % 4)];
    QByteArray text = QByteArray::number(random());
    while (text.size() < size)
        text += "abAB"[random() % 4];
    return text;
}

std::shared_ptr<QueueSnapshot> randomSnapshot(std::mt19937_64 &random)
{
    auto snapshot = std::make_shared<QueueSnapshot>(InstanceKey{u"mx1"_s, "/etc/postfix"}, 0);
    for (int i = 0; i < messages; ++i) {
        made::RandomMessage message{.id = made::idNumber(i),
            .sender = random() % 4 == 0 ? QByteArray() : randomText(random)};
        for (quint64 to = random() % 4; to > 0; --to)
            message.recipients.push_back({randomText(random), randomText(random), {}});
        if (i == messages / 2)
            message.recipients.push_back(
                {"joe", QByteArray(qsizetype(StringPool::blockSize) + 5, 'b') + "abba", {}});
        message.addTo(*snapshot);
    }
    snapshot->end(ListingState::Complete, 0, {});
    return snapshot;
}

std::vector<Id> idsOf(const QueueSnapshot &snapshot, Row row)
{
    std::vector<Id> ids{snapshot.senderId(row)};
    for (quint32 i = 0; i < snapshot.recipientCount(row); ++i) {
        ids.push_back(snapshot.recipient(row, i).address);
        ids.push_back(snapshot.recipient(row, i).reason);
    }
    return ids;
}

/// The rows that are asked for, in order.
std::vector<Row> askedRows(std::mt19937_64 &random, int way)
{
    std::vector<Row> rows;
    for (Row row = 0; row < messages; ++row) {
        const bool isInBurst = row / 3000 % 2 == 0;
        if (way == 0 || (way == 1 && row % 2 == 0) || (way == 2 && row % 97 == 0)
            || (way == 3 && isInBurst) || (way == 4 && random() % 10 == 0))
            rows.push_back(row);
    }
    if (way == 5) {
        for (Row row = messages; row > 0; --row)
            rows.push_back(row - 1);
    }
    return rows;
}

}

/// Whichever way the texts are looked at, the answers are those of each text by itself.
class TestTextAnswers : public QObject
{
    Q_OBJECT

private slots:
    void agreeWithEachTextAlone_data()
    {
        QTest::addColumn<QString>("wanted");
        for (const char *wanted : {"a", "bb", "abab", "bbabbaab", "1", "77", "a1", "nosuchword",
                 "1*bb", "*aba*", "1*abab*bba*b", "*1?*ab", "*a*b*", "*nosuch*a", "joe", "@", "aa@",
                 "@bb", "a@b", "joe@joe"})
            QTest::newRow(wanted) << QString::fromLatin1(wanted);
    }

    void agreeWithEachTextAlone()
    {
        QFETCH(QString, wanted);
        std::mt19937_64 random(made::seed());
        const auto snapshot = randomSnapshot(random);
        const auto field = wanted.contains(u'@') ? FilterField::To : FilterField::Anything;
        const auto term = makeFilterTerm(field, wanted, FilterQuoting::Bare);
        QVERIFY(term);
        const TextMatcher matcher(*term);
        const bool isWord = term->form == FilterTerm::Form::Contains;
        QCOMPARE(isWord, !wanted.contains(u'*') && (wanted == u"@" || !wanted.contains(u'@')));
        qint64 found = 0;
        for (int way = 0; way < 6; ++way) {
            TextAnswers answers{TextMatcher(*term), *snapshot};
            for (const Row row : askedRows(random, way)) {
                for (const Id id : idsOf(*snapshot, row)) {
                    const bool expected = isWord
                        ? containsFolded(snapshot->text(id), wanted.toLatin1())
                        : matcher.test(snapshot->text(id));
                    QVERIFY2(answers.test(id, row) == expected, snapshot->text(id).data());
                    found += expected;
                }
            }
        }
        // "a1" is only across the ends of texts.
        QCOMPARE(found == 0, wanted == u"a1" || wanted.contains(u"nosuch"_s));
    }

    /// However a term without text may come about: what is in each text at each place is not
    /// sought.
    void nothingIsInEachText()
    {
        std::mt19937_64 random(made::seed());
        const auto snapshot = randomSnapshot(random);
        for (const auto form : {FilterTerm::Form::Contains, FilterTerm::Form::Begins,
                 FilterTerm::Form::Ends, FilterTerm::Form::Exact}) {
            FilterTerm term;
            term.field = FilterField::To;
            term.form = form;
            const TextMatcher matcher(term);
            TextAnswers answers{TextMatcher(term), *snapshot};
            for (const Row row : askedRows(random, 0)) {
                for (const Id id : idsOf(*snapshot, row))
                    QCOMPARE(answers.test(id, row), matcher.test(snapshot->text(id)));
            }
        }
    }

    /// A listing that grows: what is not published yet is not looked at.
    void followAListing()
    {
        std::mt19937_64 random(made::seed());
        QueueSnapshot snapshot({u"mx1"_s, "/etc/postfix"}, 0);
        const auto term = makeFilterTerm(FilterField::Anything, u"ab"_s, FilterQuoting::Bare);
        TextAnswers answers{TextMatcher(*term), snapshot};
        Row row = 0;
        for (int i = 0; i < messages; ++i) {
            made::RandomMessage{.id = made::idNumber(i),
                .sender = randomText(random),
                .recipients = {{randomText(random), randomText(random), {}}}}
                .addTo(snapshot);
            if (random() % 500 == 0)
                snapshot.publish();
            for (; row < snapshot.rowCount(); ++row) {
                for (const Id id : idsOf(snapshot, row))
                    QCOMPARE(answers.test(id, row), containsFolded(snapshot.text(id), "ab"));
            }
        }
        QVERIFY(row > messages / 2);
    }
};

QTEST_GUILESS_MAIN(TestTextAnswers)
#include "tst_textanswers.moc"
