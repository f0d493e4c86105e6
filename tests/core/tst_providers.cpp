// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/providerknowledge.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

class TestProviders : public QObject
{
    Q_OBJECT

private slots:
    void domainsAreKnown()
    {
        const auto knowledge = ProviderKnowledge::builtIn();
        QCOMPARE(knowledge.providerOfDomain("outlook.com"), "microsoft");
        QCOMPARE(knowledge.providerOfDomain("hotmail.com"), "microsoft");
        QCOMPARE(knowledge.providerOfDomain("gmail.com"), "google");
        QCOMPARE(knowledge.providerOfDomain("notgmail.com"), ProviderKnowledge::otherProvider);
        QCOMPARE(knowledge.providerOfDomain(""), ProviderKnowledge::otherProvider);
        QVERIFY(!knowledge.titleOf(u"microsoft").isEmpty());
        QVERIFY(knowledge.titleOf(u"nobody").isEmpty());
        QVERIFY(knowledge.ids().contains(u"google"_s));
    }

    void hostsAreKnown_data()
    {
        QTest::addColumn<QByteArray>("reason");
        QTest::addColumn<QByteArray>("provider");
        const auto row = [](const char *reason, const char *provider) {
            QTest::newRow(reason) << QByteArray(reason) << QByteArray(provider);
        };
        row("host shop-example.mail.protection.outlook.com[192.0.2.1] said: 451 4.7.500",
            "microsoft");
        row("host ASPMX.L.GOOGLE.com[192.0.2.1] refused to talk to me: 421", "google");
        row("connect to mta5.am0.yahoodns.net[192.0.2.1]:25: Connection timed out", "yahoo");
        row("lost connection with mx.zoho.eu[192.0.2.1] while receiving the initial greeting",
            "zoho");
        row("conversation with mx01.t-online.de[192.0.2.1] timed out while sending RCPT TO",
            "telekom");
        row("delivery temporarily suspended: connect to alt1.gmail-smtp-in.l.google.com[192.0.2.1]"
            ":25: Connection refused",
            "google");
        row("host mygoogle.com[192.0.2.1] said: 421", "");
        row("host google.com.example[192.0.2.1] said: 421", "");
        row("host google.com said: 421", "");
        row("mail for google.com[ loops back", "");
        row("host [192.0.2.1] said: 421", "");
        row("", "");
    }

    void hostsAreKnown()
    {
        QFETCH(QByteArray, reason);
        QFETCH(QByteArray, provider);
        QCOMPARE(ProviderKnowledge::builtIn().providerOfReason(reason), provider);
    }
};

QTEST_GUILESS_MAIN(TestProviders)
#include "tst_providers.moc"
