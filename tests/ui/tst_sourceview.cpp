// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/message/sourceview.h"

#include <KSyntaxHighlighting/Repository>

#include <QElapsedTimer>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

struct Shown
{
    KSyntaxHighlighting::Repository repository;
    std::unique_ptr<SourceView> view;

    Shown()
    {
        Highlighting::addDefinitions(repository);
        view = std::make_unique<SourceView>(repository, u"Source"_s);
        view->resize(500, 400);
        view->show();
    }
    QPlainTextEdit *edit() const { return view->findChild<QPlainTextEdit *>(); }
    /// Colours used in a line.
    QSet<QRgb> colours(int line) const
    {
        QSet<QRgb> used;
        for (const auto &range : edit()->document()->findBlockByNumber(line).layout()->formats()) {
            if (range.format.hasProperty(QTextFormat::ForegroundBrush))
                used.insert(range.format.foreground().color().rgb());
        }
        return used;
    }
};

}

class TestSourceView : public QObject
{
    Q_OBJECT

private slots:
    void longLines_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("broken");
        QTest::newRow("short") << u"abc\ndef\n"_s << u"abc\ndef\n"_s;
        QTest::newRow("exact") << u"abcd\n"_s << u"abcd\n"_s;
        QTest::newRow("long") << u"abcdefghij\nk\n"_s << u"abcd\nefgh\nij\nk\n"_s;
        QTest::newRow("after short") << u"a\nbcdefg"_s << u"a\nbcde\nfg"_s;
        QTest::newRow("pair") << u"abc😀def"_s << u"abc\n😀de\nf"_s;
        QTest::newRow("empty") << QString() << QString();
    }
    void longLines()
    {
        QFETCH(QString, text);
        QFETCH(QString, broken);
        breakLongLines(text, 4);
        for (const QString &line : text.split(u'\n'))
            QVERIFY(line.size() <= 5);
        QCOMPARE(text.remove(u'\n'), broken.remove(u'\n'));
    }

    void cutsLargeTextAndSaysSo()
    {
        Shown shown;
        QElapsedTimer clock;
        clock.start();
        shown.view->setSource(QByteArray(35 << 20, 'x'), Syntax::None);
        QVERIFY2(clock.elapsed() < 5000, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(shown.view->note().contains(u"first"_s));
        QVERIFY(shown.view->toPlainText().size() < 3 << 20);
    }

    void laysOutNothingUnseen()
    {
        Shown shown;
        shown.view->hide();
        shown.view->setSource("later", Syntax::None);
        QVERIFY(shown.view->toPlainText().isEmpty());
        shown.view->show();
        QCOMPARE(shown.view->toPlainText(), u"later"_s);
    }

    void aPlaceholderReplacesPendingText()
    {
        Shown shown;
        shown.view->hide();
        shown.view->setSource("old", Syntax::None);
        shown.view->setPlaceholder(u"Reading"_s);
        shown.view->show();
        QVERIFY(shown.view->toPlainText().isEmpty());
    }

    void knowsTheEnvelope()
    {
        Shown shown;
        shown.view->setSource("*** ENVELOPE RECORDS deferred/A/ABCDEF ***\n"
                              "message_arrival_time: Fri Jul  4 10:00:00 2025\n"
                              "named_attribute: sasl_username=joe\n"
                              "sender: joe@example.com\n"
                              "*** MESSAGE CONTENTS deferred/A/ABCDEF ***\n"
                              "Subject: hello\n",
            Syntax::Envelope);
        for (int line = 0; line < 6; ++line)
            QTRY_VERIFY2(!shown.colours(line).isEmpty(), qPrintable(QString::number(line)));
    }

    void followsThePalette()
    {
        Shown shown;
        QPalette light(Qt::white);
        light.setColor(QPalette::Base, Qt::white);
        light.setColor(QPalette::Text, Qt::black);
        QPalette dark(Qt::black);
        dark.setColor(QPalette::Base, QColor(0x202020));
        dark.setColor(QPalette::Text, Qt::white);
        shown.view->setPalette(light);
        shown.view->setSource("Subject: hello\nX-Spam: yes\n", Syntax::Email);
        QTRY_VERIFY(!shown.colours(0).isEmpty());
        const QSet<QRgb> onLight = shown.colours(0);
        shown.view->setPalette(dark);
        QTRY_VERIFY(shown.colours(0) != onLight);
    }

    void finds()
    {
        Shown shown;
        shown.view->setSource("one two\nthree two\n", Syntax::None);
        shown.view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(shown.view.get())); // shortcuts ask for it
        shown.edit()->setFocus();
        QTest::keyClick(shown.edit(), Qt::Key_F, Qt::ControlModifier);
        auto *needle = shown.view->findChild<QLineEdit *>();
        QTRY_VERIFY(needle->isVisible());
        QTest::keyClicks(needle, u"two"_s);
        QCOMPARE(shown.edit()->textCursor().selectionStart(), 4);
        QTest::keyClick(needle, Qt::Key_Return);
        QCOMPARE(shown.edit()->textCursor().selectionStart(), 14);
        QTest::keyClick(needle, Qt::Key_Return); // around
        QCOMPARE(shown.edit()->textCursor().selectionStart(), 4);
        QTest::keyClick(needle, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(shown.edit()->textCursor().selectionStart(), 14);
        QTest::keyClick(needle, Qt::Key_Escape);
        QVERIFY(!needle->isVisible());
    }
};

QTEST_MAIN(TestSourceView)
#include "tst_sourceview.moc"
