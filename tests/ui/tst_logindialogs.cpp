// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/core/sshdfixture.h"

#include "ui/fleet/fleetmodel.h"
#include "ui/fleet/hostkeydialog.h"
#include "ui/fleet/logindialogs.h"
#include "ui/fleet/questiondialog.h"
#include "ui/fleet/secretdialog.h"
#include "ui/fleet/secretedit.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFile>
#include <QInputMethodEvent>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

QString allText(const QWidget &dialog)
{
    QString text;
    for (const QLabel *label : dialog.findChildren<QLabel *>())
        text += label->text() + u'\n';
    return text;
}

bool hasAccept(const QWidget &dialog)
{
    const auto *box = dialog.findChild<QDialogButtonBox *>();
    return std::ranges::any_of(box->buttons(), [box](QAbstractButton *button) {
        return box->buttonRole(button) == QDialogButtonBox::AcceptRole;
    });
}

void press(const QDialog &dialog)
{
    for (QPushButton *button : dialog.findChildren<QPushButton *>())
        if (button->isDefault())
            button->click();
}

HostKeyOffer offer(HostKeyVerdict verdict)
{
    HostKeyOffer offer{verdict, u"mx1.example.com"_s, 22, "ssh-ed25519", "SHA256:shown",
        "mx1.example.com", u"/home/a/.ssh/known_hosts"_s};
    offer.art = "+--art--+";
    offer.filedType = "ssh-rsa";
    offer.filedFingerprint = "SHA256:filed";
    offer.line = 7;
    return offer;
}

ServerDefinition definition(const SshdFixture &sshd, const QString &id)
{
    ServerDefinition server;
    server.id = server.name = id;
    server.endpoint = sshd.endpoint();
    server.endpoint.user = u"root"_s;
    server.endpoint.identityFile.clear();
    return server;
}

}

class TestLoginDialogs : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { qunsetenv("SSH_AUTH_SOCK"); }

    void secretEditEdits()
    {
        SecretEdit edit;
        QTest::keyClicks(&edit, u"abxyz"_s);
        QCOMPARE(edit.text(), QString(5, u'•'));
        QTest::keyClick(&edit, Qt::Key_Home);
        QTest::keyClick(&edit, Qt::Key_Right);
        QTest::keyClick(&edit, Qt::Key_Right);
        QTest::keyClick(&edit, Qt::Key_Delete); // x
        QTest::keyClicks(&edit, u"c"_s);
        QTest::keyClick(&edit, Qt::Key_End);
        QTest::keyClick(&edit, Qt::Key_Backspace); // z
        QTest::keyClick(&edit, Qt::Key_Z, Qt::ControlModifier); // no undo
        QTest::keyClick(&edit, Qt::Key_Left, Qt::ShiftModifier); // y
        QTest::keyClicks(&edit, u"d"_s);
        QInputMethodEvent composed;
        composed.setCommitString(QStringLiteral("\u00e4"));
        QCoreApplication::sendEvent(&edit, &composed);
        const Secret secret = edit.take();
        QCOMPARE(secret.view(), QByteArrayView("abcd\xc3\xa4"));
        QVERIFY(edit.text().isEmpty());
        QVERIFY(edit.take().isEmpty());
    }

    void secretEditGivesNothingAway()
    {
        SecretEdit edit;
        QTest::keyClicks(&edit, u"secret"_s);
        edit.selectAll();
        QGuiApplication::clipboard()->setText(u"before"_s);
        QTest::keyClick(&edit, Qt::Key_C, Qt::ControlModifier);
        QTest::keyClick(&edit, Qt::Key_X, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"before"_s);
        QCOMPARE(edit.selectedText(), QString(6, u'•'));
        QTest::keyClick(&edit, Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(edit.take().view(), QByteArrayView("before"));
        QTest::keyClicks(&edit, QString(SecretEdit::longest, u'a'));
        QTest::keyClicks(&edit, u"more"_s);
        QCOMPARE(edit.take().size(), size_t(SecretEdit::longest));
    }

    /// Neither the widget, nor its history, nor the heap it grew in.
    void secretEditLeavesNothing()
    {
        const QByteArray masked = "\x30\x36\x27\x30\x21\x76\x77\x74\x6c\x73\x22\x2c"; // ^ 0x55
        auto clear = [&](qsizetype i) { return QChar(char16_t(masked[i] ^ 0x55)); };
        Secret secret;
        {
            SecretEdit edit;
            for (qsizetype i = 0; i < masked.size(); ++i)
                QTest::keyClick(&edit, clear(i).toLatin1());
            secret = edit.take();
        }
        QCOMPARE(secret.size(), size_t(masked.size()));
        // Four characters in a row would be a piece of it; the secret itself is in its own pages.
        QFile maps(u"/proc/self/maps"_s);
        QFile memory(u"/proc/self/mem"_s);
        QVERIFY(maps.open(QIODevice::ReadOnly));
        QVERIFY(memory.open(QIODevice::ReadOnly | QIODevice::Unbuffered));
        qsizetype found = 0;
        bool isSecretSeen = false;
        for (const QByteArray &line : maps.readAll().split('\n')) {
            const QByteArrayList range = line.split(' ').first().split('-');
            const quint64 from = range[0].toULongLong(nullptr, 16);
            const quint64 to = range.value(1).toULongLong(nullptr, 16);
            if (!line.contains(" rw") || !memory.seek(qint64(from)))
                continue;
            const QByteArray bytes = memory.read(qint64(to - from));
            const auto own = reinterpret_cast<quint64>(secret.bytes());
            for (qsizetype i = 0; i + masked.size() * 2 < bytes.size(); ++i) {
                const auto matches = [&](qsizetype step) {
                    for (qsizetype k = 0; k < 6; ++k)
                        if (bytes[i + k * step] != char(masked[k] ^ 0x55)
                            || (step == 2 && bytes[i + k * 2 + 1] != 0))
                            return false;
                    return true;
                };
                if (!matches(1) && !matches(2))
                    continue;
                const quint64 at = from + quint64(i);
                if (at == own)
                    isSecretSeen = true;
                else
                    ++found;
            }
        }
        QVERIFY(isSecretSeen); // the search can find it
        QCOMPARE(found, 0);
    }

    void secretDialog()
    {
        const SecretRequest request{{SecretKind::Password, u"root@mx1:22"_s}, u"root@<b>mx1</b>"_s};
        SecretDialog dialog(u"mx1"_s, request, {}, false);
        QVERIFY(allText(dialog).contains("<b>mx1</b>"_L1)); // as text
        QVERIFY(!allText(dialog).contains("not accepted"_L1));
        auto *keep = dialog.findChild<QCheckBox *>();
        QVERIFY(keep->isEnabled() && !keep->isChecked());
        QTest::keyClicks(dialog.findChild<SecretEdit *>(), u"sesame"_s);
        keep->click();
        press(dialog);
        QCOMPARE(dialog.result(), int(QDialog::Accepted));
        QCOMPARE(dialog.keeping(), Keeping::InKeychain);
        QCOMPARE(dialog.takeSecret().view(), QByteArrayView("sesame"));
    }

    void secretDialogSaysWhyNot()
    {
        SecretRequest request{{SecretKind::Passphrase, u"/keys/id"_s}, u"root@mx1"_s, true, true};
        SecretDialog dialog(u"mx1"_s, request, u"No keychain here."_s, true);
        auto *keep = dialog.findChild<QCheckBox *>();
        QVERIFY(!keep->isEnabled() && !keep->isChecked());
        QVERIFY(allText(dialog).contains("No keychain here."_L1));
        QVERIFY(allText(dialog).contains("not the right passphrase"_L1));
        QVERIFY(allText(dialog).contains("/keys/id"_L1));
        press(dialog); // nothing was typed
        QVERIFY(!dialog.result());
    }

    void questionDialogIsTheServers()
    {
        const ServerQuestion question{u"root@mx1"_s, false, 1, u"banner"_s, u"name"_s,
            u"<b>instruction</b>"_s,
            {{u"Passphrase of the key ~/.ssh/id_rsa"_s, false}, {u"&Visible"_s, true}}};
        QuestionDialog dialog(u"mx1"_s, question);
        const QString text = allText(dialog);
        QVERIFY(text.contains("Message from root@mx1:"_L1));
        QVERIFY(text.contains("<b>instruction</b>"_L1));
        QVERIFY(dialog.windowTitle().contains("Question from mx1"_L1));
        QVERIFY(!dialog.findChild<QCheckBox *>()); // nothing to keep
        for (const QLabel *label : dialog.findChildren<QLabel *>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
        const auto edits = dialog.findChildren<QLineEdit *>();
        QCOMPARE(edits.size(), 2);
        QVERIFY(qobject_cast<SecretEdit *>(edits[0]));
        QVERIFY(!qobject_cast<SecretEdit *>(edits[1]));
        QTest::keyClicks(edits[0], u"123456"_s);
        QTest::keyClicks(edits[1], u"me"_s);
        press(dialog);
        const auto answers = dialog.takeAnswers();
        QCOMPARE(answers.size(), 2U);
        QCOMPARE(answers[0].view(), QByteArrayView("123456"));
        QCOMPARE(answers[1].view(), QByteArrayView("me"));
    }

    void hostKeysShowBothAndAcceptOnlyUnknown()
    {
        const HostKeyDialog unknown(u"mx1"_s, offer(HostKeyVerdict::Unknown));
        QVERIFY(hasAccept(unknown));
        QVERIFY(allText(unknown).contains("This is what ssh would ask"_L1));
        QVERIFY(allText(unknown).contains("+--art--+"_L1));
        for (const auto verdict :
            {HostKeyVerdict::Changed, HostKeyVerdict::OtherType, HostKeyVerdict::Revoked,
                HostKeyVerdict::UnknownRefused, HostKeyVerdict::Unusable}) {
            const HostKeyDialog refused(u"mx1"_s, offer(verdict));
            QVERIFY(!hasAccept(refused));
            QVERIFY(allText(refused).contains("SHA256:shown"_L1));
            QVERIFY(allText(refused).contains("SHA256:filed"_L1));
        }
    }

    /// From the tree to sshd: wrong, right, and again without a question.
    void password()
    {
        SshdFixture sshd;
        sshd.setPassword("correct horse");
        QVERIFY(sshd.start());
        Fleet fleet;
        const FleetModel model(fleet);
        QWidget window;
        LoginDialogs dialogs(fleet, &window);
        Server *server = fleet.add(definition(sshd, u"mx1"_s));
        const auto stateText
            = [&] { return model.indexOf({u"mx1"_s}).data(FleetModel::StateTextRole).toString(); };
        const auto enter = [&](const QString &text) {
            dialogs.ask(u"mx1"_s);
            auto *dialog = window.findChild<SecretDialog *>();
            QVERIFY(dialog);
            QTest::keyClicks(dialog->findChild<SecretEdit *>(), text);
            QTest::keyClick(dialog->findChild<SecretEdit *>(), Qt::Key_Return);
        };
        server->connectToServer();
        QTRY_COMPARE_WITH_TIMEOUT(server->state(), ServerState::AwaitingSecret, 30'000);
        QCOMPARE(stateText(), u"password needed"_s);
        QVERIFY(!server->willReconnect());
        enter(u"wrong"_s);
        QTRY_VERIFY_WITH_TIMEOUT(
            server->secretRequest() && server->secretRequest()->wasRefused, 30'000);
        QVERIFY(!server->willReconnect());
        QTRY_VERIFY(!window.findChild<SecretDialog *>());
        enter(u"correct horse"_s);
        // What is behind the login is another test's: there may be no Postfix here.
        QTRY_VERIFY_WITH_TIMEOUT(sshd.log().contains("Accepted password"), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(server->state() != ServerState::Connecting, 30'000);
        QVERIFY(server->state() != ServerState::AwaitingSecret);
        server->disconnectFromServer();
        server->connectToServer();
        QTRY_COMPARE_WITH_TIMEOUT(sshd.log().count("Accepted password"), 2, 30'000);
    }

    /// Two servers behind one account: one answer, and one refusal, for both.
    void oneAnswerServesAll()
    {
        SshdFixture sshd;
        sshd.setPassword("correct horse");
        QVERIFY(sshd.start());
        Fleet fleet;
        QList<Server *> servers;
        for (const QString &id : {u"mx1"_s, u"mx2"_s, u"mx3"_s}) {
            servers += fleet.add(definition(sshd, id));
            servers.last()->connectToServer();
        }
        for (const Server *server : std::as_const(servers))
            QTRY_COMPARE_WITH_TIMEOUT(server->state(), ServerState::AwaitingSecret, 30'000);
        QByteArray wrong("wrong");
        servers[0]->answerSecret(Secret::take(wrong), Keeping::ForThisRun);
        QTRY_VERIFY_WITH_TIMEOUT(
            servers[0]->secretRequest() && servers[0]->secretRequest()->wasRefused, 30'000);
        QTest::qWait(500);
        QCOMPARE(sshd.log().count("Failed password"), 1);
        QByteArray right("correct horse");
        servers[1]->answerSecret(Secret::take(right), Keeping::ForThisRun);
        QTRY_COMPARE_WITH_TIMEOUT(sshd.log().count("Accepted password"), 3, 60'000);
    }

    void questionsOfTheServer()
    {
        SshdFixture sshd({"PasswordAuthentication no"});
        sshd.setPassword("correct horse");
        sshd.usePam("auth required pam_unix.so\naccount required pam_permit.so\n"
                    "session required pam_permit.so\n");
        QVERIFY(sshd.start());
        Fleet fleet;
        const FleetModel model(fleet);
        QWidget window;
        LoginDialogs dialogs(fleet, &window);
        Server *server = fleet.add(definition(sshd, u"mx1"_s));
        dialogs.askAtOnce(server);
        server->connectToServer();
        QTRY_VERIFY_WITH_TIMEOUT(window.findChild<QuestionDialog *>(), 30'000);
        QCOMPARE(model.indexOf({u"mx1"_s}).data(FleetModel::StateTextRole).toString(),
            u"asks a question"_s);
        auto *dialog = window.findChild<QuestionDialog *>();
        QTest::keyClicks(dialog->findChild<SecretEdit *>(), u"correct horse"_s);
        press(*dialog);
        QTRY_VERIFY_WITH_TIMEOUT(sshd.log().contains("Accepted keyboard-interactive"), 30'000);

        // A question that is over closes its dialog; one that is declined ends the login.
        server->disconnectFromServer();
        fleet.secrets().holder()->forget(
            {SecretKind::Password, "root@127.0.0.1:"_L1 + QString::number(sshd.port())});
        server->connectToServer();
        QTRY_VERIFY_WITH_TIMEOUT(window.findChild<QuestionDialog *>(), 30'000);
        server->disconnectFromServer();
        QTRY_VERIFY(!window.findChild<QuestionDialog *>());
        QCOMPARE(server->state(), ServerState::Offline);
        server->connectToServer();
        QTRY_VERIFY_WITH_TIMEOUT(window.findChild<QuestionDialog *>(), 30'000);
        window.findChild<QuestionDialog *>()->reject();
        QTRY_COMPARE_WITH_TIMEOUT(server->state(), ServerState::Failed, 30'000);
        QVERIFY(!server->willReconnect());
    }
};

QTEST_MAIN(TestLoginDialogs)
#include "tst_logindialogs.moc"
