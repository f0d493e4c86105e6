// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/fleet.h"
#include "ui/fleet/fleetmodel.h"
#include "ui/fleet/servernames.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace spoolscope;

namespace {

/// A port of this machine where nobody listens.
ServerDefinition server(const QString &id, const QString &name)
{
    ServerDefinition definition;
    definition.id = id;
    definition.name = name;
    definition.endpoint.host = u"127.0.0.1"_s;
    definition.endpoint.port = 9;
    definition.endpoint.user = u"nobody"_s;
    return definition;
}

QStringList names(const FleetModel &model)
{
    QStringList result;
    const QModelIndex root = model.index(0, 0);
    for (int row = 0; row < model.rowCount(root); ++row)
        result += model.index(row, 0, root).data().toString();
    return result;
}

}

class TestFleetModel : public QObject
{
    Q_OBJECT

private slots:
    void followsTheFleet()
    {
        Fleet fleet;
        fleet.add(server(u"1"_s, u"mx1"_s));
        FleetModel model(fleet);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0, 0).data().toString(), u"All servers"_s);
        fleet.add(server(u"2"_s, u"mx2"_s));
        fleet.add(server(u"3"_s, u"mx3"_s));
        QCOMPARE(names(model), (QStringList{u"mx1"_s, u"mx2"_s, u"mx3"_s}));
        fleet.replace(server(u"2"_s, u"relay"_s));
        QCOMPARE(names(model), (QStringList{u"mx1"_s, u"relay"_s, u"mx3"_s}));
        fleet.remove(u"1"_s);
        QCOMPARE(names(model), (QStringList{u"relay"_s, u"mx3"_s}));
        QCOMPARE(model.index(0, FleetModel::CountColumn).data().toString(), u"–"_s);
    }

    void givesTheScope()
    {
        Fleet fleet;
        fleet.add(server(u"1"_s, u"mx1"_s));
        const FleetModel model(fleet);
        const QModelIndex root = model.index(0, 0);
        const QModelIndex child = model.index(0, 0, root);
        QVERIFY(root.data(FleetModel::ScopeRole).value<FleetScope>().server.isEmpty());
        QCOMPARE(child.data(FleetModel::ScopeRole).value<FleetScope>().server, u"1"_s);
        QCOMPARE(model.indexOf({u"1"_s}), child);
        QCOMPARE(model.indexOf({}), root);
        QCOMPARE(model.indexOf({u"unknown"_s}), root);
        QCOMPARE(child.parent(), root);
    }

    void groupsServers()
    {
        Fleet fleet;
        const auto in = [](const QString &id, const QString &group) {
            ServerDefinition definition = server(id, u"mx"_s + id);
            definition.group = group;
            return definition;
        };
        fleet.add(in(u"1"_s, {}));
        fleet.add(in(u"2"_s, u"us"_s));
        FleetModel model(fleet);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        fleet.add(in(u"3"_s, u" eu "_s));
        fleet.add(in(u"4"_s, u"us"_s));
        QCOMPARE(names(model), (QStringList{u"eu"_s, u"us"_s, u"mx1"_s}));
        const QModelIndex us = model.index(1, 0, model.index(0, 0));
        QCOMPARE(model.rowCount(us), 2);
        QCOMPARE(model.index(1, 0, us).data().toString(), u"mx4"_s);
        const auto scope = us.data(FleetModel::ScopeRole).value<FleetScope>();
        QVERIFY(scope.containsServer(u"2"_s) && scope.containsServer(u"4"_s));
        QVERIFY(!scope.containsServer(u"1"_s) && !scope.contains({u"3"_s, "/etc/postfix"}));
        QCOMPARE(model.indexOf(scope), us);
        QCOMPARE(model.indexOf({u"4"_s}).parent(), us);

        QVERIFY(fleet.redefine(in(u"3"_s, u"us"_s)) == fleet.server(u"3"_s)); // its group is empty
        QCOMPARE(names(model), (QStringList{u"us"_s, u"mx1"_s}));
        QCOMPARE(model.rowCount(model.index(0, 0, model.index(0, 0))), 3);
        fleet.remove(u"2"_s);
        fleet.remove(u"3"_s);
        fleet.remove(u"4"_s);
        QCOMPARE(names(model), (QStringList{u"mx1"_s}));
    }

    void showsRoleAndReadOnly()
    {
        Fleet fleet;
        ServerDefinition definition = server(u"1"_s, u"mx1"_s);
        definition.role = ServerRole::Production;
        definition.colour = u"red"_s;
        definition.isReadOnly = true;
        Server *added = fleet.add(definition);
        const FleetModel model(fleet);
        const QModelIndex index = model.indexOf({u"1"_s});
        QCOMPARE(index.data(FleetModel::ServerRoleRole).toInt(), int(ServerRole::Production));
        QCOMPARE(index.data(FleetModel::ColourRole).toString(), u"red"_s);
        QVERIFY(index.data(FleetModel::IsReadOnlyRole).toBool());
        const QString spoken = index.data(Qt::AccessibleTextRole).toString();
        QVERIFY(spoken.contains(u"production"_s) && spoken.contains(u"read-only"_s));
        QVERIFY(added->isReadOnly());
        definition.isReadOnly = false;
        fleet.redefine(definition);
        QVERIFY(!added->isReadOnly() && !index.data(FleetModel::IsReadOnlyRole).toBool());
        fleet.setReadOnly(true);
        QVERIFY(added->isReadOnly());
        QVERIFY(fleet.add(server(u"2"_s, u"mx2"_s))->isReadOnly()); // who comes later too
        fleet.setReadOnly(false);
        QVERIFY(!added->isReadOnly());
    }

    void saysWhatIsWrong()
    {
        Fleet fleet;
        Server *failing = fleet.add(server(u"1"_s, u"<b>mx1</b>\u202e"_s));
        const FleetModel model(fleet);
        const QModelIndex index = model.index(0, 0, model.index(0, 0));
        QCOMPARE(index.data(FleetModel::StateRole).toInt(), int(FleetState::Offline));
        QCOMPARE(index.data().toString(), u"<b>mx1</b>⟨U+202E⟩"_s);
        failing->connectToServer();
        QCOMPARE(index.data(FleetModel::StateRole).toInt(), int(FleetState::Busy));
        QCOMPARE(index.data(FleetModel::StateTextRole).toString(), u"connecting…"_s);
        QTRY_COMPARE(index.data(FleetModel::StateRole).toInt(), int(FleetState::Failed));
        QCOMPARE(index.data(FleetModel::StateTextRole).toString(), u"unreachable"_s);
        QVERIFY(index.data(Qt::ToolTipRole).toString().contains(failing->error()->message));
        QVERIFY(index.data(Qt::AccessibleTextRole).toString().contains(u"unreachable"_s));
    }

    void shortensNamesOnlyWhereTheyStayApart()
    {
        Fleet fleet;
        fleet.add(server(u"1"_s, u"mx1.example.com"_s));
        fleet.add(server(u"2"_s, u"mx2.example.com"_s));
        fleet.add(server(u"3"_s, u"relay.eu.example.com"_s));
        fleet.add(server(u"4"_s, u"relay.us.example.com"_s));
        fleet.add(server(u"5"_s, u"10.0.0.1"_s));
        fleet.add(server(u"6"_s, u"10.0.0.2"_s));
        fleet.add(server(u"7"_s, u"relay"_s));
        fleet.add(server(u"8"_s, u"mail.a.example"_s));
        fleet.add(server(u"9"_s, u"mail"_s));
        const auto names = shortServerNames(fleet.servers());
        QCOMPARE(names[u"1"_s], u"mx1"_s);
        QCOMPARE(names[u"2"_s], u"mx2"_s);
        QCOMPARE(names[u"3"_s], u"relay.eu"_s);
        QCOMPARE(names[u"4"_s], u"relay.us"_s);
        QCOMPARE(names[u"5"_s], u"10.0.0.1"_s);
        QCOMPARE(names[u"7"_s], u"relay"_s);
        QCOMPARE(names[u"8"_s], u"mail.a"_s);
        QCOMPARE(names[u"9"_s], u"mail"_s);
    }
};

QTEST_GUILESS_MAIN(TestFleetModel)
#include "tst_fleetmodel.moc"
