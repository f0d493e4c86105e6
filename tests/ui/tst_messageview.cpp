// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/connectgate.h"
#include "planfixture.h"
#include "ui/message/hopsview.h"
#include "ui/message/messageview.h"
#include "ui/message/readproblem.h"
#include "ui/message/recipientgroups.h"
#include "ui/message/savemessage.h"
#include "ui/message/sourceview.h"
#include "ui/message/summaryview.h"

#include <KMessageWidget>

#include <QFile>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

MessageContent content(const QByteArray &subject)
{
    MessageContent content;
    content.content = "Received: from a by b with ESMTP id C; Tue, 1 Jul 2025 10:00:00 +0200\n"
                      "Received: from x by a with ESMTP; Tue, 1 Jul 2025 10:00:05 +0200\n"
                      "Subject: "
        + subject + "\nFrom: Joe <joe@example.com>\n\nHello \x1b[2J there\n";
    content.headerSize = content.content.indexOf("\n\n") + 1;
    content.envelopeText = "sender: joe@example.com\nnamed_attribute: sasl_username=joe\n";
    content.envelope = {{"sender", "joe@example.com"}};
    content.raw = "*** ENVELOPE RECORDS deferred/B/B200000 ***\n" + content.envelopeText
        + "*** MESSAGE CONTENTS deferred/B/B200000 ***\n" + content.content;
    return content;
}

struct Window
{
    SecretKeeper secrets{nullptr};
    Server server{ServerDefinition{u"mx1"_s, u"mx1.example.com"_s, false, {}},
        std::make_shared<ConnectGate>(), secrets, Journal(QString())};
    MessageView view;
    std::shared_ptr<const QueueSnapshot> snapshot = makeSnapshot(u"mx1"_s, 5);

    Window()
    {
        view.resize(500, 600);
        view.show();
    }
    void open(QueueSnapshot::Row row) { view.showMessage(&server, snapshot, row); }
    QTabWidget *tabs() const { return view.findChild<QTabWidget *>(u"messageTabs"_s); }
    QString summary() const { return view.findChild<SummaryView *>()->toPlainText(); }
    KMessageWidget *problem() const { return view.findChild<KMessageWidget *>(); }
    QString source(int tab) const
    {
        tabs()->setCurrentIndex(tab);
        return static_cast<SourceView *>(tabs()->widget(tab))->toPlainText();
    }
};

enum Tab { Summary, Headers, Hops, Content, Envelope, Raw };

}

class TestMessageView : public QObject
{
    Q_OBJECT

private slots:
    void opensWithWhatTheListingKnows()
    {
        Window window;
        window.open(3);
        const QString text = window.summary();
        QVERIFY(text.contains(u"deferred on mx1.example.com"_s));
        QVERIFY(text.contains(queueId(3).toString()));
        QVERIFY(text.contains(u"news@shop.example"_s));
        QVERIFY(text.contains(u"user3@example3.com"_s));
        QVERIFY(text.contains(u"second@example.net"_s));
        QVERIFY(text.contains(u"Connection timed out"_s));
        QVERIFY(text.contains(u"⟨U+202E⟩"_s));
        QVERIFY(!text.contains(u'\u202e'));
        QVERIFY(!window.view.isLoaded());
    }

    void fillsInWhatReadingGave()
    {
        Window window;
        QSignalSpy loaded(&window.view, &MessageView::loaded);
        window.open(0);
        window.view.setContent(content("=?utf-8?q?Gr=C3=BC=C3=9Fe?="));
        QCOMPARE(loaded.size(), 1);
        QVERIFY(window.view.isLoaded());
        QVERIFY(window.summary().contains(u"Grüße"_s));
        QVERIFY(window.source(Headers).startsWith(u"Received: from a"_s));
        QCOMPARE(window.source(Content), u"Hello ⟨U+001B⟩[2J there"_s);
        QVERIFY(window.source(Envelope).contains(u"sasl_username=joe"_s));
        QVERIFY(window.source(Raw).startsWith(u"*** ENVELOPE RECORDS"_s));
        QCOMPARE(window.view.findChild<HopsView *>()->topLevelItemCount(), 2);
    }

    /// Each edit of a document is followed by a layout of it.
    void theSummaryIsLaidOutOnce()
    {
        Window window;
        const auto *summary = window.view.findChild<SummaryView *>();
        int written = 0;
        connect(
            summary->document(), &QTextDocument::contentsChange, this, [&](int, int, int added) {
                written += added > 1;
            }); // 1 is the end that clearing writes
        window.open(0);
        QCOMPARE(written, 1);
        window.view.setContent(content("once"));
        QCOMPARE(written, 2);
        QVERIFY(window.summary().contains(u"once"_s));
    }

    /// The first letters of a script may cost a search of all fonts.
    void hiddenTabsAreNotLaidOut()
    {
        Window window;
        window.open(0);
        window.view.setContent(content("one"));
        for (int tab : {Headers, Content, Envelope, Raw}) {
            auto *edit = window.tabs()->widget(tab)->findChild<QPlainTextEdit *>();
            QVERIFY(edit->document()->isEmpty());
            QVERIFY(!window.source(tab).isEmpty());
            QVERIFY(!edit->document()->isEmpty());
        }
        window.view.setContent(content("two")); // the tab that is open has it at once
        QVERIFY(window.source(Raw).contains(u"Subject: two"_s));
    }

    void neverShowsAnotherMessagesContent()
    {
        Window window;
        window.open(0);
        window.view.setContent(content("secret of the first"));
        window.tabs()->setCurrentIndex(Raw);
        window.open(1);
        QVERIFY(!window.view.isLoaded());
        QVERIFY(!window.summary().contains(u"secret"_s));
        for (const Tab tab : {Headers, Content, Envelope, Raw})
            QVERIFY(window.source(tab).isEmpty());
        QCOMPARE(window.view.findChild<HopsView *>()->topLevelItemCount(), 0);
    }

    void aRefreshKeepsWhatWasRead()
    {
        Window window;
        window.snapshot = makeSnapshot(u"mx1"_s, 5, 1'700'000'000);
        window.open(2);
        window.view.setContent(content("stays"));
        window.view.showMessage(&window.server, makeSnapshot(u"mx1"_s, 5, 1'700'000'000), 2);
        QVERIFY(window.view.isLoaded());
        QVERIFY(window.summary().contains(u"stays"_s));
        // The same queue ID of another time is another message.
        window.view.showMessage(&window.server, makeSnapshot(u"mx1"_s, 5, 1'700'000'001), 2);
        QVERIFY(!window.view.isLoaded());
        QVERIFY(!window.summary().contains(u"stays"_s));
    }

    void saysWhenItCouldNotBeRead()
    {
        Window window;
        window.open(0); // the server is not connected
        QTRY_VERIFY(window.problem()->isVisible());
        QCOMPARE(window.problem()->actions().size(), 1);
        QCOMPARE(window.problem()->actions().first()->text(), u"Retry"_s);
        QCOMPARE(window.problem()->textFormat(), Qt::PlainText);
        window.view.setContent(content("after all"));
        QVERIFY(!window.problem()->isVisible());
    }

    void aServerThatIsGoneIsSaid()
    {
        Window window;
        window.view.showMessage(nullptr, window.snapshot, 0);
        QVERIFY(window.problem()->isVisible());
        QVERIFY(window.summary().contains(queueId(0).toString()));
    }

    void lateAnswersAreDropped()
    {
        Window window;
        window.open(0); // its refusal is queued
        window.view.clear();
        QCoreApplication::processEvents();
        QVERIFY(!window.problem()->isVisible());
        window.open(1);
        window.view.setContent(content("kept"));
        QCoreApplication::processEvents();
        QVERIFY(window.view.isLoaded());
    }

    void problems_data()
    {
        using Step = ReadProblem::NextStep;
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<Step>("step");
        QTest::newRow("gone") << ErrorKind::NotFound << Step::Refresh;
        QTest::newRow("not permitted") << ErrorKind::Permission << Step::CopyRule;
        QTest::newRow("lost") << ErrorKind::Network << Step::Retry;
        QTest::newRow("slow") << ErrorKind::Timeout << Step::Retry;
        QTest::newRow("large") << ErrorKind::OutputTooLarge << Step::Retry;
    }
    void problems()
    {
        QFETCH(ErrorKind, kind);
        QFETCH(ReadProblem::NextStep, step);
        const ReadProblem problem = readProblem({kind, u"why"_s}, u"mx1\u202e"_s);
        QCOMPARE(problem.step, step);
        QVERIFY(problem.text.contains(u"mx1⟨U+202E⟩"_s));
    }

    void theRuleNamesOneCommand()
    {
        QCOMPARE(readRule("admin", {"-", "/etc/postfix"}),
            u"admin ALL=(root) NOPASSWD: /usr/sbin/postcat ^-c /etc/postfix -q [0-9A-Za-z]+$"_s);
        QCOMPARE(readRule("admin", {"postfix-v1.2+", "/etc/postfix-v1.2+"}),
            u"admin ALL=(root) NOPASSWD: /usr/sbin/postcat "
            "^-c /etc/postfix-v1[.]2[+] -q [0-9A-Za-z]+$"_s);
        QVERIFY(readRule("x ALL=(ALL) ALL #", {"-", "/etc/postfix"})
                .startsWith(u"x\\ ALL\\=\\(ALL\\)\\ ALL\\ \\# ALL=(root)"_s));
    }

    void groupsRecipients()
    {
        const auto snapshot = makeSnapshot(u"mx1"_s, 1);
        const QList<RecipientGroup> groups = groupRecipients(*snapshot, 0);
        QCOMPARE(groups.size(), 2);
        QCOMPARE(groups[0].addresses, QStringList{u"user0@example0.com"_s});
        QCOMPARE(groups[1].count, 1);
    }

    void tooManyRecipientsAreCounted()
    {
        QueueSnapshot snapshot(InstanceKey{u"mx1"_s, "/etc/postfix"}, 0);
        const std::vector<ListedRecipient> recipients(50'000, {"a@example.com", "busy"});
        snapshot.add({queueId(1), QueueName::Deferred, 1, 1, false, "s@x", recipients});
        snapshot.publish();
        snapshot.end(ListingState::Complete, 0, {});
        const QList<RecipientGroup> groups = groupRecipients(snapshot, 0);
        QCOMPARE(groups.size(), 1);
        QCOMPARE(groups[0].count, 50'000);
        QCOMPARE(groups[0].addresses.size(), 500);
    }

    void fileNamesAreOurs_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("name");
        QTest::newRow("plain") << u"mx1.example.com"_s << u"mx1.example.com-B200001.eml"_s;
        QTest::newRow("path") << u"../../etc/x"_s << u"etcx-B200001.eml"_s;
        QTest::newRow("option") << u"-rf"_s << u"_-rf-B200001.eml"_s;
        QTest::newRow("no letter of ours") << u"почта\n"_s << u"B200001.eml"_s;
    }
    void fileNamesAreOurs()
    {
        QFETCH(QString, server);
        QFETCH(QString, name);
        QCOMPARE(emlFileName(server, queueId(1)), name);
    }

    void savesByteForByte()
    {
        const QTemporaryDir directory;
        const QString path = directory.filePath(u"m.eml"_s);
        const MessageContent message = content("bytes \xff\x01");
        QVERIFY(saveEml(path, message));
        QFile file(path);
        QVERIFY(file.open(QFile::ReadOnly));
        QCOMPARE(file.readAll(), message.toEml());
        QVERIFY(!(file.permissions() & (QFile::ReadGroup | QFile::ReadOther)));
        QVERIFY(!saveEml(directory.filePath(u"no/such/m.eml"_s), message));
    }

    void everyLabelIsPlain()
    {
        Window window;
        window.open(1);
        window.view.setContent(content("<b>bold</b><img src=\"file:///etc/passwd\">"));
        for (const QLabel *label : window.view.findChildren<QLabel *>()) {
            QVERIFY2(label->textFormat() == Qt::PlainText || label->text().isEmpty(),
                qPrintable(label->text()));
        }
        QVERIFY(window.summary().contains(u"<b>bold</b><img src="_s));
    }
};

QTEST_MAIN(TestMessageView)
#include "tst_messageview.moc"
