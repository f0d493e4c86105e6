// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/shapetext.h"
#include "tests/ui/shapefixture.h"
#include "ui/shape/heatscale.h"
#include "ui/shape/shapedelegate.h"
#include "ui/shape/shapeexport.h"
#include "ui/shape/shapewords.h"
#include "ui/style/colours.h"

#include <QFileDialog>
#include <QImage>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QTemporaryDir>
#include <QXmlStreamReader>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace spoolscope;

namespace {

QPalette light()
{
    return QPalette(QColor(0xefefef), QColor(0xefefef));
}

QPalette dark()
{
    QPalette palette(QColor(0x31363b), QColor(0x2a2e32));
    palette.setColor(QPalette::Base, QColor(0x1b1e20));
    palette.setColor(QPalette::Text, Qt::white);
    return palette;
}

/// CIE L*, what the eye takes for lightness: 0 to 100.
double lightness(const QColor &colour)
{
    const double luminance = colours::contrast(colour, Qt::black) * 0.05 - 0.05;
    return luminance <= 0.008856 ? luminance * 903.3 : 116 * std::cbrt(luminance) - 16;
}

SharedRecord record(const QString &server, qint64 listedAt, qint64 countedAt, int messages = 1)
{
    QueueSnapshot snapshot(made::instance(server), listedAt);
    for (int i = 0; i < messages; ++i)
        made::add(
            snapshot, {.number = i, .recipients = {"x@d" + QByteArray::number(i) + ".example"}});
    snapshot.end(ListingState::Complete, 0, {});
    return countShape(snapshot, {}, countedAt, 0);
}

ShapeDocument documentOf(const std::vector<made::Message> &messages, const QString &search = {})
{
    const auto snapshot = made::listed(made::instance(u"mx1"_s), messages);
    const SharedRecord counted = countShape(*snapshot, {}, QDateTime::currentSecsSinceEpoch(), 0);
    return {makePicture({{}, search, {counted}, {}}), u"mx1, mx2"_s, QFont()};
}

QString textOf(const QByteArray &svg)
{
    QXmlStreamReader reader(svg);
    QString text;
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::Characters)
            text += reader.text().trimmed().toString() + u'|';
    }
    return reader.hasError() ? QString() : text;
}

}

class TestShape : public QObject
{
    Q_OBJECT

private slots:
    void numbersAreReadable_data()
    {
        QTest::addColumn<QPalette>("palette");
        QTest::newRow("light") << light();
        QTest::newRow("dark") << dark();
    }

    void numbersAreReadable()
    {
        QFETCH(QPalette, palette);
        for (int i = 0; i <= 1000; ++i) {
            const QColor ground = heat::colour(i / 1000.0, palette);
            QVERIFY(colours::contrast(heat::ink(ground), ground) >= 4.5);
        }
    }

    void theScaleIsEven_data() { numbersAreReadable_data(); }

    /// Lightness alone tells more from less, in steps of one size, away from what nothing looks
    /// like.
    void theScaleIsEven()
    {
        QFETCH(QPalette, palette);
        const bool isDark = colours::isDark(palette);
        const double whole
            = std::abs(lightness(heat::colour(1, palette)) - lightness(heat::colour(0, palette)));
        QVERIFY(whole > 70);
        for (int i = 0; i < 20; ++i) {
            const double step = lightness(heat::colour((i + 1) / 20.0, palette))
                - lightness(heat::colour(i / 20.0, palette));
            QVERIFY((step > 0) == isDark);
            QVERIFY2(std::abs(step) > whole / 20 * 0.7 && std::abs(step) < whole / 20 * 1.4,
                qPrintable(u"%1: %2"_s.arg(i).arg(step * 20 / whole)));
        }
    }

    void placesOnTheScale()
    {
        QCOMPARE(heat::place(1, 1, true), 1);
        QCOMPARE(heat::place(1, 1000, true), 0);
        QCOMPARE(heat::place(10, 1000, true), 1.0 / 3);
        QCOMPARE(heat::place(1000, 1000, true), 1);
        QCOMPARE(heat::place(500, 1000, false), 0.5);
        QCOMPARE(heat::place(2000, 1000, false), 1);
    }

    void cellsAreDrawnInTheirColour()
    {
        for (const QPalette &palette : {light(), dark()}) {
            QImage image(60, 20, QImage::Format_RGB32);
            image.fill(palette.color(QPalette::Base));
            QPainter painter(&image);
            paintShapeCell(
                &painter, image.rect(), {.text = u"9"_s, .place = 0.5, .share = {}}, palette);
            painter.end();
            QCOMPARE(image.pixelColor(2, 2).name(), heat::colour(0.5, palette).name());
            QCOMPARE(image.pixelColor(2, 19).name(), palette.color(QPalette::Base).name());
        }
    }

    void heads_data()
    {
        QTest::addColumn<ShapeOptions>("options");
        QTest::addColumn<QString>("heads");
        QTest::newRow("usual") << ShapeOptions{}
                               << u"< 5 min|5–10 min|10–20 min|20–40 min|40–80 min|1:20–2:40 h|"
                                  "2:40–5:20 h|5:20–10:40 h|10:40–21:20 h|≥ 21:20 h"_s;
        QTest::newRow("hours") << ShapeOptions{.buckets = 4, .bucketMinutes = 180}
                               << u"< 3 h|3–6 h|6–12 h|≥ 12 h"_s;
        QTest::newRow("days") << ShapeOptions{.buckets = 4, .bucketMinutes = 1440, .isLinear = true}
                              << u"< 1 d|1–2 d|2–3 d|≥ 3 d"_s;
        QTest::newRow("one") << ShapeOptions{.buckets = 1} << u"any age"_s;
    }

    void heads()
    {
        QFETCH(ShapeOptions, options);
        const QueueShape shape{.options = options, .all = {}, .rows = {}};
        QStringList heads;
        for (int bucket = 0; bucket < options.buckets; ++bucket)
            heads.append(shapewords::bucketHead(shape, bucket));
        QTEST(heads.join(u'|'), "heads");
    }

    void words()
    {
        QCOMPARE(shapewords::duration(0), u"0 min"_s);
        QCOMPARE(shapewords::duration(1501), u"1 d 1 h 1 min"_s);
        QCOMPARE(shapewords::share(1, 1000), u"< 1 %"_s);
        QCOMPARE(shapewords::share(999, 1000), u"> 99 %"_s);
        QCOMPARE(shapewords::share(1000, 1000), u"100 %"_s);
        const QueueShape shape{.options = {}, .all = {}, .rows = {}};
        QCOMPARE(shapewords::agesText(shape, 0, 0), u"less than 5 min old"_s);
        QCOMPARE(shapewords::agesText(shape, 1, 4), u"5 min to 1 h 20 min old"_s);
        QCOMPARE(shapewords::agesText(shape, 9, 9), u"21 h 20 min old or older"_s);
        QCOMPARE(shapewords::agesText(shape, 0, 9), u"of any age"_s);
    }

    void historyIsBounded()
    {
        ShapeHistory history;
        for (int i = 0; i < 150; ++i) {
            history.add(record(u"mx1"_s, i, 1000 + i));
            history.add(record(u"mx1"_s, i, 5000)); // counted again, not listed again
        }
        history.add(record(u"mx2"_s, 7, 1100));
        QCOMPARE(history.size(), ShapeHistory::mostListings + 1);
        QCOMPARE(history.times({.server = u"mx1"_s}).front(), 1050);
        QCOMPARE(history.times({.server = u"mx1"_s}).size(), ShapeHistory::mostListings);
        QCOMPARE(history.times({}).size(), ShapeHistory::mostListings); // two in one second

        QCOMPARE(history.at(1099, {}).size(), 1u);
        const auto both = history.at(1100, {});
        QCOMPARE(both.size(), 2u);
        QCOMPARE(both.front()->countedAt, 1100);
        QVERIFY(history.at(900, {}).empty());
        history.removeUnless([](const InstanceKey &key) { return key.server == "mx2"_L1; });
        QCOMPARE(history.size(), 1u);

        ShapeHistory small(3 * record(u"mx1"_s, 0, 0, 200)->bytes());
        for (int i = 0; i < 10; ++i)
            small.add(record(u"mx1"_s, i, i, 200));
        QCOMPARE(small.size(), 3u);
        QCOMPARE(small.times({}).front(), 7);
    }

    /// A hidden page counts what has ended; one that is looked at counts what is still coming.
    void listingsAreCountedAsTheyGrow()
    {
        ShapeRecorder recorder;
        const InstanceKey key = made::instance(u"mx1"_s);
        const auto snapshot = made::snapshot(key);
        const QueueSource source{key, u"mx1"_s, u"mx1"_s, 0, snapshot};
        for (int i = 0; i < 2; ++i)
            made::add(*snapshot, made::aged(i, 60, "a.example"));
        snapshot->publish();
        recorder.setSources({source});
        QTest::qWait(50);
        QVERIFY(recorder.newest({}).empty());
        recorder.setWatched(true);
        const auto rows
            = [&] { return recorder.newest({}).empty() ? 0 : recorder.newest({}).front()->rows; };
        QTRY_COMPARE(rows(), 2u);
        made::add(*snapshot, made::aged(2, 60, "b.example"));
        snapshot->publish();
        recorder.rowsAdded(key);
        QTRY_COMPARE(rows(), 3u);
        QCOMPARE(recorder.history().size(), 0u);
        recorder.setWatched(false);
        made::add(*snapshot, made::aged(3, 60, "b.example"));
        snapshot->end(ListingState::Complete, 0, {});
        recorder.setSources({source});
        QTRY_COMPARE(rows(), 4u);
        QCOMPARE(recorder.history().size(), 1u);
        QVERIFY(!recorder.isCounting({}));
        // With the server goes what is kept of it.
        recorder.setSources({});
        QVERIFY(recorder.newest({}).empty());
        QCOMPARE(recorder.history().size(), 0u);
    }

    void anIncompleteListingIsNotPlayedBack()
    {
        ShapeRecorder recorder;
        const InstanceKey key = made::instance(u"mx1"_s);
        const auto snapshot = made::snapshot(key);
        made::add(*snapshot, made::aged(1, 60, "a.example"));
        snapshot->end(ListingState::Incomplete, 0, {});
        recorder.setSources({{key, u"mx1"_s, u"mx1"_s, 0, snapshot}});
        QTRY_COMPARE(recorder.newest({}).size(), 1u);
        QCOMPARE(recorder.history().size(), 0u);
    }

    void settingsThatCannotBeAreLeftOut()
    {
        const ScratchHome home;
        QSettings().setValue(u"shape/buckets"_s, 4711);
        QSettings().setValue(u"shape/bucketMinutes"_s, -3);
        QSettings().setValue(u"shape/leastSubdomains"_s, u"many"_s);
        QSettings().setValue(u"shape/hiddenQueues"_s,
            QStringList{u"maildrop"_s, u"incoming"_s, u"active"_s, u"deferred"_s, u"hold"_s});
        const ShapeSettings settings = loadShapeSettings();
        QCOMPARE(settings.options.buckets, ShapeOptions::mostBuckets);
        QCOMPARE(settings.options.bucketMinutes, 1);
        QCOMPARE(settings.options.leastSubdomains, 1);
        QCOMPARE(settings.queues.size(), listedQueues.size());
    }

    void csvIsTheWholeTable()
    {
        const auto document = documentOf(made::shaped({{"=1+1", {2}}, {"b.example", {1, 3}}}));
        const auto bytes = exportShape(document, ShapeFormat::Csv);
        QVERIFY(bytes);
        QCOMPARE(*bytes, shapeCsv(document.picture->shape));
        QVERIFY(bytes->contains("\r\nb.example,4,1,3,0"));
        QVERIFY(bytes->contains("'=1+1"));
        const auto searched = exportShape(
            documentOf(made::shaped({{"a.example", {2}}, {"b.example", {1}}}), u"b.ex"_s),
            ShapeFormat::Csv);
        QVERIFY(searched->contains("b.example") && !searched->contains("a.example"));
    }

    void picturesSayWhatTheyShow()
    {
        const auto document = documentOf(
            made::shaped({{"<script>&.example", {2}}, {"b.example", {1, 3}}}), u"example"_s);
        const auto svg = exportShape(document, ShapeFormat::Svg);
        QVERIFY(svg);
        const QString text = textOf(*svg);
        for (const QString &part : {u"Recipients by domain and age"_s, u"mx1, mx2"_s,
                 u"b.example"_s, u"<script>&.example"_s, u"5–10 min"_s, u"All domains"_s,
                 u"by magnitude: 1"_s, u"domains with \"example\""_s})
            QVERIFY2(text.contains(part), qPrintable(part + u" not in "_s + text));
        QVERIFY(!svg->contains("<script>"));
        const auto png = exportShape(document, ShapeFormat::Png);
        QVERIFY(png);
        const QImage image = QImage::fromData(*png);
        QVERIFY(image.width() > 800 && image.height() > 200);
        // In the colours of paper, with the largest cell in the darkest.
        QCOMPARE(image.pixelColor(2, 2).name(), u"#ffffff"_s);
        bool hasDarkest = false;
        for (int y = 0; y < image.height() && !hasDarkest; ++y)
            for (int x = 0; x < image.width() && !hasDarkest; ++x)
                hasDarkest = image.pixelColor(x, y) == heat::colour(1, light());
        QVERIFY(hasDarkest);
    }

    void aTableThatIsTooLongForPngIsRefused()
    {
        std::vector<made::Message> messages;
        for (int i = 0; i < 3000; ++i)
            messages.push_back(made::aged(i, 60, "d" + QByteArray::number(i) + ".example"));
        const auto document = documentOf(messages);
        const auto png = exportShape(document, ShapeFormat::Png);
        QVERIFY(!png);
        QVERIFY(png.error().message.contains(u"SVG or CSV"_s));
        const QString text = textOf(exportShape(document, ShapeFormat::Svg).value());
        QVERIFY(text.contains(u"|d2999.example|"_s)); // the last row as well
    }

    void filesAreWrittenWholeOrNotAtAll()
    {
        const QTemporaryDir directory;
        const auto document = documentOf(made::shaped({{"a.example", {2}}}));
        const QString file = directory.filePath(u"shape.csv"_s);
        QVERIFY(saveShape(file, document, ShapeFormat::Csv));
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(written.readAll(), shapeCsv(document.picture->shape));
        const auto failed
            = saveShape(directory.filePath(u"none/shape.csv"_s), document, ShapeFormat::Csv);
        QVERIFY(!failed);
        QVERIFY(failed.error().message.contains(u"none/shape.csv could not be written"_s));
    }

    void asksWhereToSave()
    {
        ShapeFixture shape;
        QVERIFY(shape.listShaped({{"a.example", {2}}}));
        const QTemporaryDir directory;
        auto *button = shape.page().bar()->findChild<QPushButton *>(u"shapeExport"_s);
        button->menu()->actions().last()->trigger();
        auto *dialog = shape.page().findChild<QFileDialog *>();
        QVERIFY(dialog);
        QCOMPARE(dialog->defaultSuffix(), u"csv"_s);
        dialog->setDirectory(directory.path());
        dialog->selectFile(u"table"_s);
        QMetaObject::invokeMethod(dialog, "accept");
        QVERIFY(shape.settle());
        QVERIFY(QFile(directory.filePath(u"table.csv"_s)).size() > 50);
    }

    /// By the page, on its own thread.
    void thePageWritesFiles()
    {
        ShapeFixture shape;
        QVERIFY(shape.listShaped({{"a.example", {2}}}));
        QSignalSpy noticed(&shape.page(), &ShapePage::noticed);
        const QTemporaryDir directory;
        for (const ShapeFormat format : {ShapeFormat::Png, ShapeFormat::Svg, ShapeFormat::Csv}) {
            const QString file = directory.filePath(u"shape."_s + suffixOf(format));
            shape.page().exportTo(file, format);
            QVERIFY(shape.settle());
            QVERIFY(QFile(file).size() > 100);
        }
        QCOMPARE(noticed.size(), 3);
        shape.page().exportTo(directory.filePath(u"none/x.png"_s), ShapeFormat::Png);
        QVERIFY(shape.settle());
        QVERIFY(shape.takeFailure().contains(u"could not be written"_s));
    }
};

QTEST_MAIN(TestShape)
#include "tst_shape.moc"
