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
        const std::vector<QByteArrayView> views(texts.begin(), texts.end());
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
