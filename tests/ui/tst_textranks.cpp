// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/textranks.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace spoolscope;
using namespace Qt::StringLiterals;

class TestTextRanks : public QObject
{
    Q_OBJECT

private slots:
    /// Beside comparing all of them in pairs: few letters, so that many are equal for long.
    void agreeWithComparing()
    {
        const quint64 seed = std::random_device()();
        qInfo("seed %llu", seed);
        std::mt19937_64 random(seed);
        const QByteArray letters("aAbZ@[`{\xe9\0", 10);
        std::vector<QByteArray> texts{"", QByteArray(1, '\0'), QByteArray(8, '\0'), "aaaaaaaa"};
        for (int i = 0; i < 600; ++i) {
            QByteArray text = random() % 2 ? QByteArray("host mx.example said") : QByteArray();
            for (auto length = random() % 20; length > 0; --length)
                text += letters[qsizetype(random() % quint64(letters.size()))];
            texts.push_back(text);
        }
        const LargeVector<QByteArrayView> views(texts.begin(), texts.end());
        const auto ranks = textRanks(views);
        QVERIFY(ranks);
        for (size_t i = 0; i < views.size(); ++i) {
            for (size_t j = 0; j < views.size(); ++j) {
                const int order = views[i].compare(views[j], Qt::CaseInsensitive);
                QCOMPARE((*ranks)[i] < (*ranks)[j], order < 0);
                QCOMPARE((*ranks)[i] == (*ranks)[j], order == 0);
            }
        }
    }

    /// More of a kind than are compared in pairs, and than are sorted by digits.
    void ranksMany()
    {
        const quint64 seed = std::random_device()();
        qInfo("seed %llu", seed);
        std::mt19937_64 random(seed);
        std::vector<QByteArray> texts;
        for (int i = 0; i < 20'000; ++i) {
            QByteArray text = "host mx" + QByteArray::number(random() % 5) + ".Example.com said: ";
            text += QByteArray(qsizetype(random() % 3) * 8, 'x');
            text += QByteArray::number(random() % 4000).repeated(int(1 + random() % 3));
            texts.push_back(random() % 2 ? text : text.toUpper());
        }
        const LargeVector<QByteArrayView> views(texts.begin(), texts.end());
        const auto ranks = textRanks(views);
        QVERIFY(ranks);
        std::vector<QByteArray> sorted(texts);
        std::ranges::transform(
            sorted, sorted.begin(), [](const QByteArray &t) { return t.toLower(); });
        std::ranges::sort(sorted);
        for (size_t i = 0; i < views.size(); ++i) {
            const auto first = std::ranges::lower_bound(sorted, texts[i].toLower());
            QCOMPARE(qsizetype((*ranks)[i]), first - sorted.begin());
        }
    }

    void stopsOnRequest()
    {
        std::stop_source source;
        source.request_stop();
        QVERIFY(!textRanks({"a", "b"}, source.get_token()));
        QVERIFY(textRanks({})->empty());
    }
};

QTEST_GUILESS_MAIN(TestTextRanks)
#include "tst_textranks.moc"
