// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/madequeues.h"
#include "tests/ui/scratchhome.h"
#include "tests/ui/stallmeter.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/queueexporter.h"
#include "ui/queue/queuemodel.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QFileDialog>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWidget>

using namespace Qt::StringLiterals;
using namespace spoolscope;

namespace {

/// The exporter on made queues, as the page puts it together.
struct Desk
{
    Desk()
    {
        QObject::connect(&model, &QueueModel::sourcesChanging, &selection,
            [this](const SharedSources &sources) { selection.setSources(sources); });
        QObject::connect(&exporter, &QueueExporter::jobStarted, &window,
            [this](Job *started) { job = started; });
        model.sort(int(QueueColumn::Id), Qt::AscendingOrder);
        window.resize(600, 400);
        window.show();
    }

    void show(QueueSources sources)
    {
        model.setSources(std::move(sources));
        settle();
    }

    void settle()
    {
        QVERIFY(QTest::qWaitFor([this] { return !model.isArranging(); }, 60'000));
    }

    void select(const std::vector<int> &rows)
    {
        std::vector<RowRef> refs;
        for (const int row : rows)
            refs.push_back(model.ref(row));
        selection.replace(refs);
    }

    /// Through the dialog.
    void exportTo(const QString &file, const QString &filter = {})
    {
        exporter.action()->trigger();
        auto *dialog = window.findChild<QFileDialog *>(u"exportDialog"_s);
        QVERIFY(dialog);
        if (!filter.isEmpty()) {
            const QStringList filters = dialog->nameFilters();
            for (const QString &one : filters) {
                if (one.contains(filter))
                    dialog->selectNameFilter(one);
            }
            emit dialog->filterSelected(dialog->selectedNameFilter());
        }
        auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
        QVERIFY(name);
        name->setText(file);
        QMetaObject::invokeMethod(dialog, "accept");
    }

    ScratchHome home;
    Fleet fleet{home.journal()};
    QueueModel model;
    MessageSelection selection;
    QWidget window;
    QueueExporter exporter{fleet, model, selection, &window};
    QSignalSpy noticed{&exporter, &QueueExporter::noticed};
    QSignalSpy failed{&exporter, &QueueExporter::failed};
    QPointer<Job> job;
};

QByteArrayList idsIn(const QString &file)
{
    QByteArrayList ids;
    QFile input(file);
    if (!input.open(QFile::ReadOnly))
        qFatal() << file << input.errorString();
    const QByteArrayList lines = input.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith('{'))
            ids += QJsonDocument::fromJson(line)["queue_id"_L1].toString().toLatin1();
        else if (!line.isEmpty() && !line.startsWith("server,"))
            ids += line.split(',').value(3);
    }
    return ids;
}

QByteArrayList idsOf(std::initializer_list<int> numbers)
{
    QByteArrayList ids;
    for (const int number : numbers)
        ids += made::idOf(number).toByteArray();
    return ids;
}

}

class TestQueueExporter : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QApplication::setAttribute(Qt::AA_DontUseNativeDialogs); }

    void init() { m_files = std::make_unique<QTemporaryDir>(); }

    void nothingShownIsNotExported()
    {
        Desk desk;
        QVERIFY(!desk.exporter.action()->isEnabled());
        QVERIFY(!desk.exporter.action()->toolTip().isEmpty());
        desk.show({made::source(u"mx1"_s, made::many(2))});
        QVERIFY(desk.exporter.action()->isEnabled());
        desk.model.setFilter(made::filter(u"nothing has this"_s));
        desk.settle();
        QVERIFY(!desk.exporter.action()->isEnabled());
    }

    void allShownInTheirOrder()
    {
        Desk desk;
        desk.show({made::source(u"mx1"_s, made::many(30))});
        desk.model.sort(int(QueueColumn::Id), Qt::DescendingOrder);
        desk.model.setFilter(
            made::filter(desk.model.index(7, int(QueueColumn::Sender)).data().toString()));
        desk.settle();
        QCOMPARE(desk.model.rowCount(), 1);
        const QByteArray id = desk.model.key(0).id.toByteArray();
        desk.exportTo(path(u"one.csv"_s));
        QTRY_COMPARE(desk.noticed.size(), 1);
        QCOMPARE(idsIn(path(u"one.csv"_s)), QByteArrayList{id});

        desk.model.setFilter(Filter::everything());
        desk.settle();
        desk.exportTo(path(u"all.csv"_s));
        QTRY_COMPARE(desk.noticed.size(), 2);
        const QByteArrayList ids = idsIn(path(u"all.csv"_s));
        QCOMPARE(ids.size(), 30);
        QVERIFY(std::ranges::is_sorted(ids, std::greater()));
        QVERIFY(desk.noticed[1][0].toString().contains(u"30 messages"_s));
        QVERIFY(desk.noticed[1][1].value<QAction *>()); // the folder
        QCOMPARE(QFile(path(u"all.csv"_s)).permissions()
                & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
            QFile::Permissions());
        QVERIFY(desk.failed.isEmpty());
    }

    void theSelectedOnesAndWhatIsHiddenOfThem()
    {
        Desk desk;
        desk.show(
            {made::source(u"mx1"_s, made::many(10)), made::source(u"mx2"_s, made::many(10, 100))});
        desk.model.sort(int(QueueColumn::Id), Qt::DescendingOrder);
        desk.settle();
        desk.select({0, 3, 12, 19});
        const QByteArray hidden = desk.model.key(19).id.toByteArray();
        desk.model.setFilter(made::filter(u"server:mx2"_s));
        desk.settle();
        desk.exportTo(path(u"some.jsonl"_s));
        QTRY_COMPARE(desk.noticed.size(), 1);
        QCOMPARE(idsIn(path(u"some.jsonl"_s)), idsOf({109, 106, 0, 7}));
        QCOMPARE(hidden, made::idOf(0).toByteArray());
    }

    void theKindFollowsNameAndFilter_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("file");
        QTest::addColumn<bool>("isJson");
        QTest::newRow("csv by name") << u"a.csv"_s << QString() << u"a.csv"_s << false;
        QTest::newRow("jsonl by name") << u"a.jsonl"_s << QString() << u"a.jsonl"_s << true;
        QTest::newRow("upper case") << u"a.NDJSON"_s << QString() << u"a.NDJSON"_s << true;
        QTest::newRow("no ending") << u"a"_s << QString() << u"a.csv"_s << false;
        QTest::newRow("no ending, json") << u"a"_s << u"jsonl"_s << u"a.jsonl"_s << true;
        QTest::newRow("other ending") << u"a.txt"_s << u"jsonl"_s << u"a.txt"_s << true;
    }
    void theKindFollowsNameAndFilter()
    {
        QFETCH(QString, name);
        QFETCH(QString, filter);
        QFETCH(QString, file);
        QFETCH(bool, isJson);
        Desk desk;
        desk.show({made::source(u"mx1"_s, made::many(3))});
        desk.exportTo(path(name), filter);
        QTRY_COMPARE(desk.noticed.size() + desk.failed.size(), 1);
        QCOMPARE(idsIn(path(file)).size(), 3);
        QFile written(path(file));
        QVERIFY(written.open(QFile::ReadOnly));
        QCOMPARE(written.peek(1) == "{", isJson);
    }

    void whatCannotBeWrittenIsSaid()
    {
        Desk desk;
        desk.show({made::source(u"mx1"_s, made::many(3))});
        QVERIFY(QDir().mkpath(path(u"folder.csv"_s)));
        desk.exporter.action()->trigger();
        auto *dialog = desk.window.findChild<QFileDialog *>(u"exportDialog"_s);
        QVERIFY(dialog);
        emit dialog->fileSelected(path(u"folder.csv"_s));
        dialog->close();
        QTRY_COMPARE(desk.failed.size(), 1);
        QVERIFY(desk.failed[0][0].toString().contains(u"folder.csv"_s));
        QVERIFY(desk.noticed.isEmpty());
    }

    /// What a million rows cost the window, and that a stop leaves the file as it was.
    void aMillionRowsAreStopped()
    {
        constexpr int rows = 1'000'000;
        Desk desk;
        desk.show({made::source(u"mx1"_s, made::many(rows))});
        QCOMPARE(desk.model.rowCount(), rows);
        QFile before(path(u"large.jsonl"_s));
        QVERIFY(before.open(QFile::WriteOnly) && before.write("before") == 6);
        before.close();
        StallMeter meter;
        desk.exporter.action()->trigger();
        auto *dialog = desk.window.findChild<QFileDialog *>(u"exportDialog"_s);
        QVERIFY(dialog);
        emit dialog->fileSelected(path(u"large.jsonl"_s));
        dialog->close();
        QVERIFY(desk.job);
        QTRY_VERIFY(desk.job->progress().done > 1000);
        QCOMPARE(desk.job->progress().total, qint64(rows));
        desk.job->cancel();
        QTRY_COMPARE(desk.noticed.size(), 1);
        qInfo() << "longest stall:" << meter.longest() << "ms";
        QVERIFY2(meter.longest() < 100, qPrintable(QString::number(meter.longest())));
        QVERIFY(desk.noticed[0][0].toString().contains(u"stopped"_s));
        QVERIFY(desk.failed.isEmpty());
        QVERIFY(before.open(QFile::ReadOnly));
        QCOMPARE(before.readAll(), "before");
        QCOMPARE(QDir(m_files->path()).entryList(QDir::Files).size(), 1); // nothing half-written
        QTRY_VERIFY(!desk.job);
    }

    void theWindowMayBeClosedMeanwhile()
    {
        {
            Desk desk;
            desk.show({made::source(u"mx1"_s, made::many(300'000))});
            desk.exporter.action()->trigger();
            emit desk.window.findChild<QFileDialog *>(u"exportDialog"_s)
                ->fileSelected(path(u"late.csv"_s));
        }
        QVERIFY(QDir(m_files->path()).isEmpty());
    }

private:
    QString path(const QString &name) const { return m_files->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_files;
};

QTEST_MAIN(TestQueueExporter)
#include "tst_queueexporter.moc"
