// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/fleet.h"
#include "tests/hostile/corpus.h"
#include "tests/ui/madequeues.h"
#include "tests/ui/scratchhome.h"
#include "tests/ui/stallmeter.h"
#include "ui/queue/copiedtext.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/queuecopier.h"
#include "ui/queue/queueheader.h"
#include "ui/queue/queuemodel.h"
#include "ui/queue/queueview.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace spoolscope;

namespace {

/// The table with its copier, as the window puts them together.
struct Desk
{
    Desk()
    {
        QObject::connect(&model, &QueueModel::sourcesChanging, &selection,
            [this](const SharedSources &sources) { selection.setSources(sources); });
        model.sort(int(QueueColumn::Id), Qt::AscendingOrder);
        QGuiApplication::clipboard()->setText(u"before"_s);
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

    static QString copied() { return QGuiApplication::clipboard()->text(); }

    ScratchHome home;
    Fleet fleet{home.journal()};
    QueueModel model;
    MessageSelection selection;
    QueueView view{model, selection};
    QAction copyIds;
    QueueCopier copier{fleet, model, selection, *view.header(), &copyIds, &view};
    QSignalSpy failed{&copier, &QueueCopier::failed};
};

}

class TestQueueCopier : public QObject
{
    Q_OBJECT

private slots:
    void nothingSelectedIsNotCopied()
    {
        Desk desk;
        desk.show({made::source(u"mx1"_s, made::many(3))});
        QVERIFY(!desk.copier.copyRows()->isEnabled());
        QVERIFY(!desk.copier.copyCommands()->menu()->isEnabled());
        desk.view.selectEverything();
        QVERIFY(desk.copier.copyRows()->isEnabled());
        QVERIFY(desk.copier.copyCommands()->menu()->isEnabled());
        QCOMPARE(desk.copier.copyCommands()->menu()->actions().size(), 5);
    }

    void rowsAreWhatTheTableShows()
    {
        Desk desk;
        desk.show({made::source(u"mx1"_s,
            {{.number = 1, .sender = "a@b.example", .reason = "why\tnot\nat all"},
                {.number = 2, .sender = "", .reason = ""}})});
        desk.view.header()->setSectionHidden(int(QueueColumn::Size), true);
        desk.view.header()->setSectionHidden(int(QueueColumn::Age), true);
        desk.view.header()->moveSection(
            desk.view.header()->visualIndex(int(QueueColumn::Reason)), 0);
        desk.view.selectEverything();
        desk.copier.copyRows()->trigger();
        QCOMPARE(Desk::copied(),
            u"Reason\tQueue\tServer\tID\tSender\tRecipients\n"
            "why not⟨U+000A⟩at all\tdeferred\tmx1\tA1000001\ta@b.example\trecipient@example.org\n"
            "\tdeferred\tmx1\tA1000002\t<>\trecipient@example.org\n"_s);
        QVERIFY(desk.failed.isEmpty());
    }

    void whatIsHiddenIsCopiedLast()
    {
        Desk desk;
        desk.show(
            {made::source(u"mx1"_s, made::many(5)), made::source(u"mx2"_s, made::many(1, 9))});
        desk.view.selectEverything();
        desk.model.setFilter(made::filter(u"server:mx2"_s));
        desk.settle();
        desk.copier.copyRows()->trigger();
        const QStringList lines = Desk::copied().split(u'\n');
        QCOMPARE(lines.size(), 8);
        QVERIFY(lines[1].contains(made::idOf(9).toString()));
        desk.copyIds.trigger();
        QCOMPARE(Desk::copied().split(u'\n').size(), 6);
    }

    void hostileTextStaysInItsField()
    {
        Desk desk;
        std::vector<made::Message> messages;
        int number = 0;
        for (const hostile::Entry &entry : hostile::corpus()) {
            if (entry.bytes.size() < 200)
                messages.push_back({.number = ++number,
                    .sender = entry.bytes,
                    .recipients = {entry.bytes},
                    .reason = entry.bytes});
        }
        desk.show({made::source(u"mx1"_s, messages)});
        desk.view.selectEverything();
        desk.copier.copyRows()->trigger();
        QVERIFY(desk.failed.isEmpty());
        const QStringList lines = Desk::copied().split(u'\n');
        QCOMPARE(lines.size(), number + 2);
        for (int row = 1; row <= number; ++row) {
            const QStringList fields = lines[row].split(u'\t');
            QVERIFY2(fields.size() == lines[0].split(u'\t').size(), qPrintable(lines[row]));
            for (const QString &field : fields) {
                for (const QChar c : field)
                    QVERIFY(c.category() != QChar::Other_Control);
                const QString bare = field.trimmed();
                QVERIFY2(bare.isEmpty() || !u"=+-@"_s.contains(bare.front()), qPrintable(field));
            }
        }
    }

    /// Half of what was meant would pass for all of it.
    void whatIsTooMuchIsNotCopied()
    {
        Desk desk;
        desk.show({made::source(u"mx1"_s, made::many(1'000'000))});
        desk.view.selectEverything();
        StallMeter meter;
        desk.copier.copyRows()->trigger();
        desk.copyIds.trigger();
        QTest::qWait(1);
        QCOMPARE(desk.failed.size(), 2);
        QVERIFY(desk.failed[0][0].toString().contains(u"1,000,000"_s));
        QVERIFY(desk.failed[0][0].toString().contains(u"Export List"_s));
        QCOMPARE(Desk::copied(), u"before"_s);
        QVERIFY2(meter.longest() < 50, qPrintable(QString::number(meter.longest())));
    }

    void theMostThatIsCopiedIsQuick()
    {
        Desk desk;
        desk.show({made::source(u"mx1"_s, made::many(500'000))});
        std::vector<RowRef> refs;
        for (int row = 0; row < 400'000; ++row) {
            if (row < 7'000)
                refs.push_back(desk.model.ref(row));
        }
        desk.selection.replace(refs);
        StallMeter meter;
        desk.copier.copyRows()->trigger();
        QTest::qWait(1);
        qInfo() << "rows:" << meter.longest() << "ms" << Desk::copied().size() << "characters";
        QVERIFY(desk.failed.isEmpty());
        QVERIFY2(meter.longest() < 100, qPrintable(QString::number(meter.longest())));
        for (int row = 7'000; row < 400'000; ++row)
            refs.push_back(desk.model.ref(row));
        desk.selection.replace(refs);
        QTest::qWait(1);
        meter.restart();
        desk.copyIds.trigger();
        QTest::qWait(1);
        qInfo() << "IDs:" << meter.longest() << "ms" << Desk::copied().size() << "characters";
        QVERIFY(desk.failed.isEmpty());
        QVERIFY2(meter.longest() < 100, qPrintable(QString::number(meter.longest())));
    }
};

QTEST_MAIN(TestQueueCopier)
#include "tst_queuecopier.moc"
