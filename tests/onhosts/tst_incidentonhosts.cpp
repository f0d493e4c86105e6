// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostwindow.h"

#include "tests/ui/facethand.h"
#include "ui/filter/filteredit.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"

#include <QApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <set>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int hosts = 3;
const QByteArray stolen = "info@kontor-brandt.example"; // the lab's compromised account

using Ids = std::set<QByteArray>;

/// What postqueue says, read in the plainest way: the account's mail of which Microsoft refuses or
/// would refuse a part.
Ids truth(const QByteArray &listing)
{
    Ids ids;
    for (const QByteArray &line : listing.split('\n')) {
        const QJsonObject message = QJsonDocument::fromJson(line).object();
        const QJsonArray recipients = message["recipients"_L1].toArray();
        const bool isMeant = std::ranges::any_of(recipients, [](const QJsonValue &to) {
            const QString domain = to["address"_L1].toString().section(u'@', -1);
            return domain == "outlook.com"_L1 || domain == "hotmail.com"_L1
                || domain == "live.com"_L1;
        });
        if (isMeant && message["sender"_L1].toString().toLatin1() == stolen)
            ids.insert(message["queue_id"_L1].toString().toLatin1());
    }
    return ids;
}

}

/// One account was stolen and one provider blocks: from the start to exactly the right selection
/// over all hosts in three clicks, or with the keyboard alone. SPOOLSCOPE_INCIDENT_MESSAGES says
/// how many messages a host has.
class TestIncidentOnHosts : public QObject, HostWindow
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const int messages = qEnvironmentVariableIntValue("SPOOLSCOPE_INCIDENT_MESSAGES");
        startLab(hosts, messages > 0 ? messages : 2000);
    }

    void init()
    {
        openWindow();
        for (int host = 0; host < hosts; ++host)
            m_fleet->add(m_lab->server(host));
        m_fleet->connectAll();
        QTRY_VERIFY_WITH_TIMEOUT(std::ranges::all_of(m_fleet->servers(),
                                     [](const Server *server) {
                                         return !server->instances().empty()
                                             && std::ranges::all_of(
                                                 server->instances(), [](const auto &instance) {
                                                     return instance.snapshot && !instance.listing;
                                                 });
                                     }),
            patience);
        settle();
    }
    void cleanup() { closeWindow(); }

    void threeClicks()
    {
        clickFacet(facets(), facetIndex(facets(), GroupKey::Provider, "microsoft"));
        settle();
        clickFacet(facets(), facetIndex(facets(), GroupKey::Sender, stolen));
        settle();
        QTest::mouseClick(page().findChild<QToolButton *>(u"selectAllMatching"_s), Qt::LeftButton);
        compareWithHosts();
    }

    void keyboardAlone()
    {
        activate();
        QTest::keyClick(m_window.get(), Qt::Key_Slash);
        QTRY_VERIFY(page().filterEdit()->hasFocus());
        QTest::keyClicks(
            page().filterEdit(), u"provider:microsoft sender:"_s + QString::fromLatin1(stolen));
        settle();
        if (QWidget *offers = QApplication::activePopupWidget())
            QTest::keyClick(offers, Qt::Key_Escape);
        activate(); // without a window manager the offers leave it inactive
        QTest::keyClick(page().filterEdit(), Qt::Key_Return);
        QTRY_VERIFY(page().view()->hasFocus());
        QTest::keyClick(page().view(), Qt::Key_A, Qt::ControlModifier);
        compareWithHosts();
    }

private:
    FacetPanel &facets() const { return *page().facets(); }

    void settle()
    {
        QTRY_VERIFY_WITH_TIMEOUT(page().isSettled() && facets().isSettled(), patience);
    }

    void compareWithHosts()
    {
        const MessageSelection &selection = page().selection();
        QTRY_VERIFY(selection.count() > 0);
        qint64 selected = 0;
        for (int host = 0; host < hosts; ++host) {
            Ids mine;
            for (quint32 source = 0; source < selection.sources().size(); ++source) {
                const QueueSource &from = selection.sources()[source];
                if (from.key.server != m_fleet->servers()[host]->id())
                    continue;
                for (const QueueSnapshot::Row row : selection.rows(source))
                    mine.insert(from.snapshot->id(row).toByteArray());
            }
            Ids theirs;
            for (const InstanceStatus &status : m_fleet->servers()[host]->instances()) {
                const QString directory = QString::fromUtf8(status.instance.configDirectory);
                const auto listing
                    = m_lab->exec(host, {u"postqueue"_s, u"-c"_s, directory, u"-j"_s});
                QVERIFY(listing);
                theirs.merge(truth(*listing));
            }
            QVERIFY(theirs.size() > 10);
            QVERIFY(mine == theirs);
            selected += qint64(theirs.size());
        }
        QCOMPARE(selection.count(), selected);
    }
};

QTEST_MAIN(TestIncidentOnHosts)
#include "tst_incidentonhosts.moc"
