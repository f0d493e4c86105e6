// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The dialogs filled with the corpus, and what is written into files. The test
// hostile_dialogs_opens runs it once more under strace.

#include "tests/core/captured.h"
#include "tests/hostile/hostilequeue.h"
#include "ui/actions/plandialog.h"
#include "ui/actions/resultmodel.h"
#include "ui/actions/resultpage.h"
#include "ui/fleet/hostkeydialog.h"
#include "ui/fleet/serverdialog.h"
#include "ui/fleet/sshimportdialog.h"
#include "ui/message/messageview.h"
#include "ui/message/savemessage.h"
#include "ui/operations/restoredialog.h"
#include "ui/operations/vaultfeed.h"
#include "ui/operations/vaultview.h"
#include "ui/style/plaintextview.h"

#include <QBuffer>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace spoolscope;
using namespace spoolscope::hostile;

namespace {

std::shared_ptr<const ActionPlan> plan(
    const QString &name, const QByteArray &instance, qsizetype rows)
{
    ActionPlan::Selection selection{
        snapshot(), {}, name, {instance, "/etc/postfix"}, InstanceRights{}};
    constexpr auto root = Privilege::Direct;
    if (rows > 100)
        selection.rights = {root, root, root, root, root, true};
    for (QueueSnapshot::Row row = 0; row < QueueSnapshot::Row(rows); ++row)
        selection.rows.push_back(row);
    return ActionPlan::freeze(Action::Delete, {&selection, 1});
}

}

class TestHostileDialogs : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        new PlainClipboard(this); // the window's
    }

    void plansAndResults()
    {
        for (const Entry &entry : category("uitexts")) {
            PlanDialog dialog(plan(marked(entry), marked(entry.bytes, longest), 5), m_fleet);
            dialog.show();
            VERIFY_CLEAN(faultsOf(&dialog));
            VERIFY_CLEAN(copyFaults(&dialog));
        }
        const auto whole = plan(u"mx1 "_s + token, "-", corpus().size());
        PlanDialog dialog(whole, m_fleet);
        dialog.show();
        VERIFY_CLEAN(faultsOf(&dialog));
        dialog.grab();

        for (const Entry &entry : category("uitexts") + category("reasons")) {
            PartResult result;
            result.verdicts.assign(
                whole->parts().front().messages.size(), spoolscope::Verdict::Unknown);
            result.error
                = Error{ErrorKind::OutcomeUnknown, marked(entry), marked(entry.bytes, longest)};
            result.unexpected = {marked(entry.bytes, longest)};
            ResultPage page;
            const bool isFirst = entry.line == category("uitexts").constFirst().line;
            page.showResult(
                new ResultModel(isFirst ? whole : plan(marked(entry), "-", 5), {result}));
            page.show();
            VERIFY_CLEAN(faultsOf(&page));
            page.findChild<QPushButton *>(u"copyButton"_s)->click();
            QCOMPARE(clipboardFault(), QString());
            VERIFY_CLEAN(copyFaults(&page));
        }
    }

    void dialogs()
    {
        QStringList hosts;
        for (const Entry &entry :
            category("uitexts") + category("servers") + category("knownhosts"))
            hosts += marked(entry);
        SshImportDialog import(hosts, hosts.first(5));
        import.show();
        VERIFY_CLEAN(faultsOf(&import));
        for (const Entry &entry : category("uitexts") + category("sshtexts")) {
            for (const bool isJumpHost : {false, true}) {
                const QString text = marked(entry);
                const QByteArray bytes = marked(entry.bytes, longest);
                HostKeyDialog dialog(text,
                    {HostKeyVerdict::Unknown, text, 22, bytes, bytes, bytes, text, isJumpHost});
                dialog.show();
                VERIFY_CLEAN(faultsOf(&dialog));
                VERIFY_CLEAN(copyFaults(&dialog));
            }
            ServerDefinition definition;
            definition.id = u"x"_s;
            definition.name = cleanServerName(marked(entry)); // as it comes from servers.json
            definition.endpoint.host = u"mx1"_s;
            ServerDialog dialog(definition);
            dialog.show();
            VERIFY_CLEAN(faultsOf(&dialog));
        }
    }

    void theVault()
    {
        const QTemporaryDir directory;
        auto vault = Vault::open(directory.filePath(u"vault"_s));
        QVERIFY(vault);
        const auto message = parseMessage(captured("3.10/postcat-hostile.txt"), {}, 0);
        QVERIFY(message);
        QList<RestoreCandidate> candidates;
        for (const Entry &entry : category("uitexts") + category("addresses")) {
            const QByteArray bytes = marked(entry.bytes, 200);
            const auto stored = vault->store(
                {marked(entry), marked(entry), {bytes, "/etc/postfix"}, marked(entry)},
                {*QueueId::parse("4F2A8" + QByteArray::number(100'000 + candidates.size())),
                    1'800'000'000, 900, bytes},
                *message);
            QVERIFY(stored);
            candidates.append({*stored});
        }
        QVERIFY(vault->sync());
        VaultFeed feed(vault->directory());
        VaultView view(feed);
        view.show();
        feed.load();
        QTRY_COMPARE(view.table()->model()->rowCount(), int(candidates.size()));
        VERIFY_CLEAN(faultsOf(&view));
        for (int row = 0; row < view.table()->model()->rowCount(); ++row) {
            view.table()->selectRow(row);
            QTRY_VERIFY(view.message()->isLoaded());
            VERIFY_CLEAN(faultsOf(view.message()));
        }
        RestoreDialog dialog(m_fleet, feed.directory(), candidates);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        VERIFY_CLEAN(faultsOf(&dialog));
        VERIFY_CLEAN(copyFaults(&dialog));
    }

    void exports()
    {
        const auto whole = plan(u"=cmd|' /C calc'!A0"_s, "@SUM(1)", corpus().size());
        PartResult result;
        result.verdicts.assign(whole->parts().front().messages.size(), spoolscope::Verdict::Done);
        const ResultModel model(whole, {result});
        QBuffer buffer;
        QVERIFY(buffer.open(QIODevice::WriteOnly) && model.writeCsv(buffer));
        const QString csv = QString::fromUtf8(buffer.data());
        QVERIFY(buffer.data().isValidUtf8());
        QVERIFY(!csv.contains(u'\0') && !csv.contains(u'\x1b') && !csv.contains(u'\u202e'));
        // No cell begins like a formula, quoted or not.
        const QRegularExpression formula(u"(^|,|\\n)\"?[=+\\-@\\t\uff1d\uff0b\uff0d\uff20]"_s);
        const QRegularExpression inside(u"\"[^\"]*+(?:\"\"[^\"]*+)*+\""_s);
        for (auto it = inside.globalMatch(csv); it.hasNext();) {
            const QString cell = it.next().captured().sliced(1).trimmed();
            QVERIFY2(
                !u"=+-@\uff1d\uff0b\uff0d\uff20"_s.contains(cell[0]), qPrintable(cell.left(80)));
        }
        QVERIFY(!QString(csv).remove(inside).contains(formula));
        for (const Entry &entry : corpus()) {
            const QString name = emlFileName(text::exact(entry.bytes), made::idOf(1));
            QVERIFY2(
                QRegularExpression(u"^[A-Za-z0-9_][A-Za-z0-9_.-]*\\.eml$"_s).match(name).hasMatch(),
                qPrintable(name));
            QVERIFY(name.size() < 128);
        }
    }

private:
    QTemporaryDir m_settings;
    Fleet m_fleet;
};

QTEST_MAIN(TestHostileDialogs)
#include "tst_hostiledialogs.moc"
