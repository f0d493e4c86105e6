// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/colours.h"
#include "ui/style/elidedlabel.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"
#include "ui/style/shapedtexts.h"

#include <QAccessible>
#include <QApplication>
#include <QDir>
#include <QFontDatabase>
#include <QHelpEvent>
#include <QImage>
#include <QPainter>
#include <QTest>
#include <QToolTip>

using namespace Qt::StringLiterals;
using namespace spoolscope;

namespace {

QPalette made(QRgb windowRgb, QRgb baseRgb, QRgb textRgb)
{
    const QColor window(windowRgb), base(baseRgb), text(textRgb);
    QPalette palette(window);
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::Base, base);
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::WindowText, text);
    return palette;
}

}

class TestStyle : public QObject
{
    Q_OBJECT

private slots:
    void textsAreCutAndStayPlain_data()
    {
        QTest::addColumn<QString>("letters");
        QTest::newRow("ascii") << u""_s;
        QTest::newRow("of other fonts") << u"\u7528\u0639 "_s;
    }

    void textsAreCutAndStayPlain()
    {
        QFETCH(QString, letters);
        ShapedTexts texts(QApplication::font());
        const QString markup = letters + u"<b>bold</b> &amp; <img src=file:///etc/passwd>"_s;
        const int whole = texts.metrics().horizontalAdvance(markup) + 1;
        QCOMPARE(texts.elided(markup, whole, Qt::ElideRight).text, markup);
        QCOMPARE(texts.elided(markup, 1, Qt::ElideNone).text, markup);
        const ShapedText cut = texts.elided(markup, whole / 2, Qt::ElideRight);
        QVERIFY(cut.text.endsWith(u'…'));
        QVERIFY(cut.width <= whole / 2);
        QVERIFY(cut.width > whole / 3);
        const bool isAscii = letters.isEmpty();
        QCOMPARE(std::holds_alternative<QGlyphRun>(cut.glyphs), isAscii);
        if (!isAscii)
            QCOMPARE(std::get<QStaticText>(cut.glyphs).textFormat(), Qt::PlainText);
        const ShapedText middle = texts.elided(markup, whole / 2, Qt::ElideMiddle);
        QVERIFY(middle.width <= whole / 2 + 1);
        QVERIFY(middle.text.startsWith(markup.first(3)));
        QVERIFY(middle.text.endsWith(u"passwd>"_s));
        QVERIFY(middle.text.contains(u'…'));
        QVERIFY(texts.elided(markup, 0, Qt::ElideMiddle).text.size() <= 1);
    }

    /// What is only added up looks as what is shaped.
    void asciiLooksAsShaped_data()
    {
        QTest::addColumn<QFont>("font");
        QFont font = QApplication::font();
        QTest::newRow("usual") << font;
        font.setFeature(QFont::Tag("tnum"), 1);
        font.setWeight(QFont::DemiBold);
        QTest::newRow("demi-bold, figures alike") << font;
        font.setPointSizeF(17.5);
        QTest::newRow("large") << font;
        QTest::newRow("fixed") << QFontDatabase::systemFont(QFontDatabase::FixedFont);
    }

    void asciiLooksAsShaped()
    {
        QFETCH(QFont, font);
        ShapedTexts texts(font);
        for (const QString &text : {u"AVATAR To. fi ffl -> == www"_s, u"4.7.28 mx1, 1,234"_s,
                 u"info17@customer.example"_s, u" !\"#$%&'()*+/:;<>?[\\]^_`{|}~"_s}) {
            const ShapedText laidOut = texts.elided(text, 0, Qt::ElideNone);
            QVERIFY(std::holds_alternative<QGlyphRun>(laidOut.glyphs));
            QCOMPARE(laidOut.width, texts.metrics().horizontalAdvance(text));
            for (const qreal ratio : {1.0, 2.0}) {
                QImage drawn(QSize(700, 60) * ratio, QImage::Format_RGB32);
                drawn.setDevicePixelRatio(ratio);
                drawn.fill(Qt::white);
                QImage expected = drawn;
                {
                    QPainter painter(&drawn);
                    texts.draw(&painter, 5, 7, laidOut);
                    QPainter other(&expected);
                    other.setFont(texts.font());
                    other.drawText(QPointF(5, 7 + texts.metrics().ascent()), text);
                }
                QVERIFY2(drawn == expected, qPrintable(text));
            }
        }
    }

    void struckOutIsSeen_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("ascii") << u"Yahoo and AOL"_s;
        QTest::newRow("of other fonts") << u"\u7528 \u0639"_s;
    }

    void struckOutIsSeen()
    {
        QFETCH(QString, text);
        QFont font = QApplication::font();
        font.setStrikeOut(true);
        ShapedTexts texts(font);
        const ShapedText &laidOut = texts.elided(text, 0, Qt::ElideNone);
        QImage drawn(200, 60, QImage::Format_RGB32);
        drawn.fill(Qt::white);
        QPainter painter(&drawn);
        painter.setPen(Qt::black);
        texts.draw(&painter, 5, 7, laidOut);
        painter.end();
        const int line = 7 + texts.metrics().ascent() - texts.metrics().strikeOutPos();
        for (int x = 5; x < 5 + laidOut.width; ++x)
            QCOMPARE(drawn.pixelColor(x, line), QColor(Qt::black));
        QCOMPARE(drawn.pixelColor(4, line), QColor(Qt::white));
    }

    void anElidedLabelAsksForNoWidth()
    {
        ElidedLabel label;
        label.setText(u"<b>bold</b> &amp; all of a long subject"_s);
        label.show();
        label.resize(label.fontMetrics().horizontalAdvance(label.text()) + 2, 30);
        QCOMPARE(label.shownText(), label.text());
        const QSize asked = label.sizeHint();
        label.resize(60, 30);
        QVERIFY(label.shownText().endsWith(u'…'));
        QVERIFY(label.fontMetrics().horizontalAdvance(label.shownText()) <= 60);
        QAccessibleInterface *reader = QAccessible::queryAccessibleInterface(&label);
        QCOMPARE(reader->text(QAccessible::Name), label.text()); // all of it, as it is
        label.setText({});
        QCOMPARE(label.sizeHint(), asked); // so that nothing jumps when the text comes
        QCOMPARE(label.minimumSizeHint().width(), 0);
    }

    /// A tooltip says what there was no room for, as plain text.
    void anElidedLabelTellsTheRest()
    {
        ElidedLabel label;
        label.setText(u"<b>bold</b> subject of a message"_s);
        label.resize(60, 30);
        label.show();
        QHelpEvent ask(QEvent::ToolTip, {5, 5}, label.mapToGlobal(QPoint(5, 5)));
        QApplication::sendEvent(&label, &ask);
        QTRY_VERIFY(QToolTip::isVisible());
        QCOMPARE(QToolTip::text(), plaintext::toolTip(label.text()));
        label.resize(1000, 30);
        QApplication::sendEvent(&label, &ask);
        QTRY_VERIFY(!QToolTip::isVisible());
    }

    void textColoursAreReadable_data()
    {
        QTest::addColumn<QPalette>("palette");
        QTest::addColumn<bool>("isDark");
        QTest::newRow("fusion light") << made(0xefefef, 0xffffff, 0x000000) << false;
        QTest::newRow("fusion dark") << made(0x323232, 0x242424, 0xffffff) << true;
        QTest::newRow("breeze light") << made(0xeff0f1, 0xffffff, 0x232629) << false;
        QTest::newRow("breeze dark") << made(0x2a2e32, 0x1b1e20, 0xfcfcfc) << true;
        QTest::newRow("high contrast") << made(0x000000, 0x000000, 0xffffff) << true;
        QTest::newRow("solarized") << made(0xeee8d5, 0xfdf6e3, 0x586e75) << false;
        QTest::newRow("nord") << made(0x3b4252, 0x2e3440, 0xeceff4) << true;
    }

    void textColoursAreReadable()
    {
        QFETCH(QPalette, palette);
        QTEST(colours::isDark(palette), "isDark");
        QList<QColor> inks{colours::dimmed(palette)};
        using colours::Meaning;
        for (const auto meaning :
            {Meaning::Ok, Meaning::Notice, Meaning::Warning, Meaning::Critical})
            inks += colours::of(meaning, palette);
        for (const QueueName queue : allQueues)
            inks += colours::of(queue, palette);
        for (const QColor &ink : std::as_const(inks)) {
            QVERIFY2(colours::contrast(ink, palette.color(QPalette::Base)) >= 4.5,
                qPrintable(ink.name()));
            QVERIFY2(colours::contrast(ink, palette.color(QPalette::Window)) >= 4.5,
                qPrintable(ink.name()));
        }
        for (const QueueName queue : allQueues)
            QVERIFY(colours::contrast(colours::chip(queue, palette), palette.color(QPalette::Base))
                >= 3.0);
    }

    void contrastIsThatOfWcag()
    {
        QCOMPARE(qRound(colours::contrast(Qt::black, Qt::white) * 100), 2100);
        QCOMPARE(qRound(colours::contrast(QColor(0x767676), Qt::white) * 100), 454);
        QCOMPARE(colours::contrast(Qt::red, Qt::red), 1.0);
    }

    void queuesDiffer()
    {
        const QPalette palette = made(0xefefef, 0xffffff, 0x000000);
        QSet<QRgb> seen;
        for (const QueueName queue : {QueueName::Maildrop, QueueName::Incoming, QueueName::Active,
                 QueueName::Deferred, QueueName::Hold, QueueName::Corrupt})
            seen.insert(colours::chip(queue, palette).rgb());
        QCOMPARE(seen.size(), 6);
    }

    void iconsFollowThePalette()
    {
        const auto ink = [] {
            const QImage image = ownIcon(u"list-add"_s).pixmap(QSize(32, 32), 1.0).toImage();
            return image.pixelColor(16, 16);
        };
        QPalette palette = QApplication::palette();
        palette.setColor(QPalette::WindowText, Qt::white);
        QApplication::setPalette(palette);
        QVERIFY(ink().lightness() > 200);
        palette.setColor(QPalette::WindowText, Qt::black);
        QApplication::setPalette(palette);
        QVERIFY(ink().alpha() > 200);
        QVERIFY(ink().lightness() < 60);
    }

    void everyIconDraws()
    {
        const QStringList files = QDir(u":/icons"_s).entryList({u"*.svg"_s});
        QVERIFY(files.size() > 20);
        for (const QString &file : files) {
            const QImage image = ownIcon(file.chopped(4)).pixmap(QSize(16, 16), 1.0).toImage();
            bool isDrawn = false;
            for (int y = 0; y < image.height() && !isDrawn; ++y)
                for (int x = 0; x < image.width() && !isDrawn; ++x)
                    isDrawn = image.pixelColor(x, y).alpha() > 128;
            QVERIFY2(isDrawn, qPrintable(file));
        }
    }
};

QTEST_MAIN(TestStyle)
#include "tst_style.moc"
