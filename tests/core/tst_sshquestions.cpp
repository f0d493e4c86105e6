// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "questionserver.h"

#include "core/transport/patience.h"
#include "core/transport/sshtransport.h"

#include <QElapsedTimer>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

class Answerer final : public SecretAsker
{
public:
    std::optional<std::vector<Secret>> ask(
        const ServerQuestion &question, const Patience &) override
    {
        questions += question;
        return std::vector<Secret>(size_t(question.prompts.size()));
    }
    QList<ServerQuestion> questions;
};

}

/// Servers that ask too much, or in words that are not meant to be read.
class TestSshQuestions : public QObject
{
    Q_OBJECT

private slots:
    void hostile_data()
    {
        QTest::addColumn<QByteArray>("banner");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArrayList>("prompts");
        QTest::addColumn<int>("asked"); // rounds that reach a person
        const QByteArrayList one{"Code: "};
        const QByteArray ansi
            = "\x1b[2J\x1b]0;owned\x07\xe2\x80\xae Passphrase of the key ~/.ssh/id_rsa:";
        QTest::newRow("never enough") << QByteArray() << QByteArray("again") << one << 3;
        QTest::newRow("banner of 200 KB") << QByteArray(200'000, 'b') << QByteArray() << one << 3;
        QTest::newRow("text of 100 KB") << QByteArray() << QByteArray(100'000, 't')
                                        << QByteArrayList{QByteArray(20'000, 'p')} << 3;
        QTest::newRow("escape sequences") << ansi << ansi << QByteArrayList{ansi} << 3;
        QTest::newRow("markup") << QByteArray("<img src=file:///etc/passwd>")
                                << QByteArray("<b>bold</b>") << QByteArrayList{"<a href=x>go</a>"}
                                << 3;
        QTest::newRow("no UTF-8") << QByteArray("\xff\xfe\x00\x80", 4) << QByteArray("\xc3\x28")
                                  << QByteArrayList{"\xe2\x82"} << 3;
        QTest::newRow("empty prompts")
            << QByteArray() << QByteArray() << QByteArrayList{"", ""} << 3;
        QTest::newRow("no prompts") << QByteArray() << QByteArray("wait") << QByteArrayList() << 0;
        QTest::newRow("16 prompts") << QByteArray() << QByteArray() << QByteArrayList(16, "?") << 3;
        QTest::newRow("17 prompts") << QByteArray() << QByteArray() << QByteArrayList(17, "?") << 0;
        QTest::newRow("1000 prompts")
            << QByteArray() << QByteArray() << QByteArrayList(1000, "?") << 0;
    }

    void hostile()
    {
        QFETCH(QByteArray, banner);
        QFETCH(QByteArray, text);
        QFETCH(QByteArrayList, prompts);
        QFETCH(int, asked);
        QuestionServer server({banner, text, text, prompts});
        SshEndpoint endpoint{u"127.0.0.1"_s, server.port(), u"root"_s};
        endpoint.knownHostsFile = server.knownHostsFile();
        endpoint.configFile = u"none"_s;
        const auto answerer = std::make_shared<Answerer>();
        SshConnectOptions options;
        options.asker = answerer;
        QElapsedTimer clock;
        clock.start();
        const auto refused = SshTransport::connect(endpoint, options, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().error.kind, ErrorKind::Auth); // never tried again by itself
        QVERIFY(clock.elapsed() < 15'000); // not by running into the deadline
        QCOMPARE(int(answerer->questions.size()), asked);
        for (const ServerQuestion &question : std::as_const(answerer->questions)) {
            QStringList texts{question.banner, question.name, question.instruction};
            for (const auto &prompt : question.prompts)
                texts += prompt.text;
            for (const QString &shown : std::as_const(texts)) {
                // Each of 4096 bytes may be written out, as "⟨U+0007⟩".
                QVERIFY(shown.size() <= 4096 * 8);
                QVERIFY(std::ranges::none_of(shown, [](QChar c) {
                    return c != u'\n' && c != u'\t'
                        && (c.category() == QChar::Other_Control
                            || c.category() == QChar::Other_Format);
                }));
            }
        }
        QVERIFY(refused.error().error.detail.size() < 64 * 1024);
    }
};

QTEST_GUILESS_MAIN(TestSshQuestions)
#include "tst_sshquestions.moc"
