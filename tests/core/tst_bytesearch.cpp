// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/bytesearch.h"

#include <QTest>

#include <random>

using namespace spoolscope;

class TestByteSearch : public QObject
{
    Q_OBJECT

private slots:
    void foldsOnlyAsciiLetters()
    {
        for (int i = 0; i < 256; ++i) {
            const char c = char(i);
            QCOMPARE(QByteArray(1, asciiLower(c)), QByteArray(1, c).toLower());
        }
    }

    /// Each text ends where its memory does, so that sanitizers see a look beyond it.
    void findsWhereverItIs()
    {
        for (qsizetype size = 1; size <= 40; ++size) {
            const QByteArray wanted = QByteArray("ab[\xe4z").repeated(8).first(size);
            for (qsizetype before = 0; before <= 40; ++before) {
                for (const qsizetype after : {0, 1, 15, 16, 17}) {
                    const QByteArray text
                        = QByteArray(before, 'A') + wanted.toUpper() + QByteArray(after, '{');
                    QVERIFY(containsFolded(text, wanted));
                    QVERIFY(equalsFolded(text.sliced(before, size), wanted));
                    QVERIFY(!containsFolded(text.first(text.size() - after - 1), wanted)
                        || text.first(text.size() - after - 1).toLower().contains(wanted));
                }
            }
        }
    }

    void agreesWithTheObviousWay()
    {
        std::mt19937 random(20'251'122);
        const auto bytes = [&](size_t size) {
            QByteArray text;
            while (size_t(text.size()) < size)
                text += "aAbB@`[{k\xeb"[random() % 10];
            return text;
        };
        int found = 0;
        for (int i = 0; i < 50'000; ++i) {
            const QByteArray text = bytes(random() % 100);
            const QByteArray wanted = bytes(random() % 6).toLower();
            const bool expected = text.toLower().contains(wanted);
            found += expected ? 1 : 0;
            QCOMPARE(containsFolded(text, wanted), expected);
            const auto from = qsizetype(random() % quint64(text.size() + 1));
            QCOMPARE(indexOfFolded(text, wanted, from), text.toLower().indexOf(wanted, from));
        }
        QVERIFY(found > 10'000 && found < 45'000);
    }
};

QTEST_GUILESS_MAIN(TestByteSearch)
#include "tst_bytesearch.moc"
