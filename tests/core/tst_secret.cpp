// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/secret.h"

#include <QDebug>
#include <QTest>

#include <cstring>
#include <type_traits>

using namespace spoolscope;
using namespace Qt::StringLiterals;

template <typename T>
concept IsPrintable = requires(QDebug debug, const T &value) { debug << value; };

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(
    !std::is_convertible_v<Secret, QString> && !std::is_convertible_v<Secret, QByteArray>);
static_assert(!IsPrintable<Secret>);

class TestSecret : public QObject
{
    Q_OBJECT

private slots:
    void takesAndOverwrites()
    {
        const QByteArray expected = QByteArray("correct horse ").repeated(2000);
        QByteArray source = expected;
        source.detach();
        const Secret secret = Secret::take(source);
        QVERIFY(source.isEmpty());
        QCOMPARE(secret.view(), QByteArrayView(expected));
        QCOMPARE(std::strlen(secret.bytes()), size_t(expected.size()));
    }

    void sharedSourceIsLeftAlone()
    {
        QByteArray source("still mine");
        const QByteArray other = source;
        const Secret secret = Secret::take(source);
        QCOMPARE(other, "still mine");
        QCOMPARE(secret.view(), QByteArrayView("still mine"));
    }

    void text()
    {
        QString source = u"pässwörd"_s;
        source.detach();
        const Secret secret = Secret::take(source);
        QVERIFY(source.isEmpty());
        QCOMPARE(secret.view(), QByteArrayView("p\xc3\xa4ssw\xc3\xb6rd"));
    }

    void emptyHasBytes()
    {
        QByteArray nothing;
        const Secret secret = Secret::take(nothing);
        QVERIFY(secret.isEmpty());
        QCOMPARE(secret.bytes(), "");
        QVERIFY(secret.clone().isEmpty());
    }

    void movesAndClones()
    {
        QByteArray source("one");
        source.detach();
        Secret first = Secret::take(source);
        const Secret copy = first.clone();
        QVERIFY(copy.bytes() != first.bytes());
        const char *const place = first.bytes();
        Secret second = std::move(first);
        QCOMPARE(static_cast<const void *>(second.bytes()), static_cast<const void *>(place));
        second = Secret();
        QVERIFY(second.isEmpty());
        QCOMPARE(copy.view(), QByteArrayView("one"));
    }
};

QTEST_APPLESS_MAIN(TestSecret)
#include "tst_secret.moc"
