// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The window filled with the corpus, and looked at from all sides. The test hostile_window_opens
// runs it once more under strace. The dialogs have tst_hostiledialogs.

#include "tests/hostile/hostilequeue.h"
#include "ui/groups/groupmenu.h"
#include "ui/groups/grouppanel.h"
#include "ui/groups/groupview.h"
#include "ui/jobs/noticearea.h"
#include "ui/mainwindow.h"
#include "ui/message/messageview.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/queueactions.h"
#include "ui/queue/queuemodel.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"
#include "ui/shape/shapedesk.h"
#include "ui/shape/shapeexport.h"
#include "ui/shape/shapepage.h"
#include "ui/shape/shapeview.h"
#include "ui/style/plaintext.h"

#include <KMessageWidget>

#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;
using namespace spoolscope;
using namespace spoolscope::hostile;

namespace {

MessageContent content(const QByteArray &bytes)
{
    const QByteArray line = QByteArray(bytes).replace('\n', ' ').replace('\0', '?');
    MessageContent message;
    message.envelope = {{"sender", bytes}, {"recipient", bytes}};
    message.envelopeText = "sender: " + bytes + "\n";
    message.content = "Subject: " + line + "\nFrom: " + line + " <a@x.example>\nTo: " + line
        + "\nCc: a@" + line + "\nDate: " + line + "\nMessage-ID: " + line + "\nReceived: from "
        + line + " by " + line + " with " + line + " id " + line + "; " + line
        + "\nReceived: from a by b; Thu, 1 Jan 2026 00:00:00 +0000\n";
    message.headerSize = message.content.size();
    message.content += '\n' + bytes + '\n';
    message.raw = message.envelopeText + message.content;
    return message;
}

}

class TestHostileWindow : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        m_window = std::make_unique<MainWindow>(m_fleet, std::nullopt);
        m_window->resize(1600, 1000);
        ServerDefinition definition;
        definition.id = server;
        definition.name = u"mx1 "_s + token;
        definition.endpoint.host = u"mx1"_s;
        m_fleet.add(definition);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanupTestCase() { m_window.reset(); }

    /// A walk that finds nothing proves nothing unless it finds what is there.
    void theWalkSees()
    {
        QWidget bad;
        auto *label = new QLabel(u"<b>x</b>"_s, &bad);
        VERIFY_CLEAN(faultsOf(&bad).isEmpty() ? QStringList{u"rich label"_s} : QStringList());
        label->setTextFormat(Qt::PlainText);
        VERIFY_CLEAN(faultsOf(&bad));
        const auto fails = [&] { return !faultsOf(&bad).isEmpty(); };
        label->setText(u"a\u202eb"_s);
        QVERIFY(fails());
        label->setText({});
        label->setToolTip(u"<img src=\"file:///canary\">"_s);
        QVERIFY(fails());
        label->setToolTip(plaintext::toolTip(u"<img src=\"file:///canary\">"_s));
        VERIFY_CLEAN(faultsOf(&bad));
        label->setToolTip(u"a\x1b[31m"_s);
        QVERIFY(fails());
        label->setToolTip({});
        auto *button = new QPushButton(u"&"_s + token, &bad);
        QVERIFY(fails());
        button->setText(plaintext::label(u"&"_s + token));
        VERIFY_CLEAN(faultsOf(&bad));
        bad.addAction(new QAction(u"x\u200b"_s, &bad));
        QVERIFY(fails());
        bad.removeAction(bad.actions().constFirst());
        bad.setAccessibleName(u"\u2066x"_s);
        QVERIFY(fails());
        bad.setAccessibleName({});
        auto *edit = new QTextEdit(&bad);
        edit->setHtml(u"<a href=\"file:///canary\">x</a>"_s);
        QVERIFY(fails());
        delete edit;
        auto *text = new QPlainTextEdit(u"x"_s, &bad);
        bad.show();
        // Qt's own puts HTML beside; the window's guard takes it away.
        VERIFY_CLEAN(copyFaults(&bad));
        delete text;
    }

    void serversAndNotices()
    {
        auto *notices = m_window->findChild<NoticeArea *>();
        for (const Entry &entry : category("uitexts") + category("sshtexts")) {
            ServerDefinition definition;
            definition.id = u"s"_s + QString::fromLatin1(entry.name());
            definition.name = marked(entry, 2000);
            definition.endpoint.host = marked(entry, 200);
            // A name like any other would be looked up; all else is refused before anything is done
            // with it.
            if (QRegularExpression(u"\\A[\\w.:%-]*\\z"_s)
                    .match(definition.endpoint.host)
                    .hasMatch())
                definition.endpoint.host.prepend(u'-');
            m_fleet.add(definition)->connectToServer();
            notices->postError(marked(entry, 2000));
            notices->post(marked(entry, 2000), new QAction(u"Undo"_s));
        }
        QTRY_VERIFY(std::ranges::all_of(m_fleet.servers(), [](const Server *one) {
            return one->id() == server || one->state() == ServerState::Failed;
        }));
        VERIFY_CLEAN(faultsOfEverything());
        VERIFY_CLEAN(copyFaults(m_window.get()));
        QTest::qWait(1); // so that what was asked for is painted
        m_window->grab();
        while (m_fleet.servers().size() > 1)
            m_fleet.remove(m_fleet.servers().constLast()->id());
    }

    void theTable()
    {
        auto *model = m_window->queuePage()->findChild<QueueModel *>();
        const QueueSource source{
            made::instance(server), u"mx1 "_s + token, u"mx1 "_s + token, 0, snapshot()};
        // The fleet's own news, of servers that were removed, may still be on its way.
        QVERIFY(QTest::qWaitFor([&] {
            model->setSources({source});
            return model->rowCount() == int(corpus().size());
        }));
        QTRY_VERIFY(m_window->queuePage()->isSettled());
        VERIFY_CLEAN(faultsOfEverything());
        QueueView *view = m_window->queuePage()->view();
        for (int row = 0; row < model->rowCount(); row += 20) { // all of it is painted
            view->scrollTo(model->index(row, 0), QAbstractItemView::PositionAtTop);
            view->grab();
        }
        m_window->queuePage()->selectEverything();
        m_window->queuePage()->actions()->copyIds()->trigger();
        QCOMPARE(clipboardFault(), QString());
        QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), corpus().size() - 1);
        m_window->findChild<QAction *>(u"copyRows"_s)->trigger();
        QCOMPARE(clipboardFault(), QString());
        for (const QString &words : {u"<b>"_s, u"\u202e"_s, u"%1"_s, u"&"_s, u"["_s}) {
            const auto filter = Filter::parse(u'"' + words + u'"');
            QVERIFY(filter);
            model->setFilter(*filter);
            QTRY_VERIFY(!model->isArranging());
            VERIFY_CLEAN(faultsOf(m_window->queuePage()));
        }
        model->setFilter(Filter::everything());
        model->setSources({});
        QTRY_COMPARE(model->rowCount(), 0);
    }

    void theGroups()
    {
        QueuePage *page = m_window->queuePage();
        auto *model = page->findChild<QueueModel *>();
        const QueueSource source{
            made::instance(server), u"mx1 "_s + token, u"mx1 "_s + token, 0, snapshot()};
        model->setSources({source});
        QTRY_COMPARE(model->rowCount(), int(corpus().size()));
        GroupView *view = page->groups()->view();
        for (const GroupKey key : allGroupKeys) {
            page->groupMenu()->choose(key);
            QTRY_VERIFY(page->isSettled());
            const int groups = view->model()->rowCount();
            QVERIFY(groups > 0);
            for (int row = 0; row < groups; ++row)
                view->expand(view->model()->index(row, 0));
            QTRY_VERIFY(page->isSettled());
            VERIFY_CLEAN(faultsOf(page->groups()));
            view->setCurrent(view->model()->index(0, 0));
            QMenu menu;
            page->groups()->addActions(menu);
            VERIFY_CLEAN(faultsOf(&menu));
            const QList<QAction *> actions = menu.actions();
            const auto copy = std::ranges::find(actions, u"Copy &Value"_s, &QAction::text);
            QVERIFY(copy != actions.end());
            page->selectEverything();
            QTRY_VERIFY(page->isSettled());
            QCOMPARE(page->selection().count(), qint64(corpus().size()));
            (*copy)->trigger();
            QCOMPARE(clipboardFault(), QString());
            for (int row = 0; row < groups; row += 20) { // all of it is painted
                view->scrollTo(view->model()->index(row, 0), QAbstractItemView::PositionAtTop);
                view->grab();
            }
        }
        page->groupMenu()->choose({});
        model->setSources({});
        QTRY_COMPARE(model->rowCount(), 0);
    }

    void theShape()
    {
        ShapePage *page = m_window->shapePage();
        m_window->showPage(MainWindow::ShapeTab);
        const QueueSource source{
            made::instance(server), u"mx1 "_s + token, u"mx1 "_s + token, 0, snapshot()};
        page->desk()->recorder().setSources({source});
        auto *side = page->findChild<QComboBox *>(u"shapeSide"_s);
        for (int index = 0; index < side->count(); ++index) {
            side->setCurrentIndex(index);
            QTRY_VERIFY_WITH_TIMEOUT(page->isSettled(), 20'000);
            QVERIFY(page->view()->picture().shown.size() > 100);
            VERIFY_CLEAN(faultsOf(page));
            theFiltersOf(*page);
        }
        const ShapeDocument document{page->view()->pictureOnScreen(), u"mx1"_s, m_window->font()};
        const auto svg = exportShape(document, ShapeFormat::Svg);
        QVERIFY(svg);
        QXmlStreamReader reader(*svg);
        while (!reader.atEnd()) {
            if (reader.readNext() == QXmlStreamReader::Characters)
                QCOMPARE(fault(reader.text().toString()), QString());
        }
        QCOMPARE(reader.errorString(), QString());
        page->desk()->recorder().setSources({});
        QTRY_VERIFY(page->isSettled());
        m_window->showPage(MainWindow::QueueTab);
    }

    void everyMessage()
    {
        MessageView *view = m_window->messageView();
        auto *tabs = view->findChild<QTabWidget *>(u"messageTabs"_s);
        const auto rows = snapshot();
        Server *shown = m_fleet.server(server);
        for (QueueSnapshot::Row row = 0; row < QueueSnapshot::Row(corpus().size()); ++row) {
            const Entry &entry = corpus()[row];
            // The parsers' own categories are in the table and in tst_hostileinput.
            const bool isText = QByteArrayList{"addresses", "reasons", "subjects", "times",
                "uitexts", "sshtexts", "postcat"}
                                    .contains(entry.category);
            if (!isText && row % 20 != 0)
                continue;
            view->showMessage(shown, rows, row);
            MessageContent message = content(marked(entry.bytes, longest));
            if (entry.category == "subjects") { // these are header blocks themselves
                message.content.prepend(marked(entry.bytes, 200'000) + '\n');
                message.headerSize = std::max<qsizetype>(0, message.content.indexOf("\n\n") + 1);
            }
            view->setContent(std::move(message));
            QVERIFY(view->isLoaded());
            tabs->setCurrentIndex(int(row) % tabs->count());
            const QStringList faults = faultsOf(view);
            QVERIFY2(faults.isEmpty(),
                qPrintable(QString::fromLatin1(entry.name()) + u'\n' + faults.join(u'\n')));
            if (row % 25 == 0)
                VERIFY_CLEAN(copyFaults(view));
        }
        // What the copy menu offers, whatever it is by then.
        for (QMenu *menu : view->findChildren<QMenu *>())
            for (QAction *action : menu->actions()) {
                QGuiApplication::clipboard()->setText(u"before"_s);
                action->trigger();
                QCOMPARE(clipboardFault(), QString());
            }
        view->clear();
    }

    void everyReadingError()
    {
        MessageView *view = m_window->messageView();
        const auto rows = snapshot();
        for (const Entry &entry : category("sshtexts") + category("uitexts")) {
            for (const ErrorKind kind : {ErrorKind::NotFound, ErrorKind::Permission,
                     ErrorKind::Network, ErrorKind::Parse, ErrorKind::OutputTooLarge}) {
                view->showMessage(m_fleet.server(server), rows, 0);
                view->setContent(failure(kind, marked(entry), marked(entry.bytes, longest)));
                VERIFY_CLEAN(faultsOf(view));
            }
        }
        view->clear();
    }

    /// A tag is painted letter by letter.
    void tagsArePaintedAsText()
    {
        const QString tag = u"<b>x</b><img src=\"file:///canary\">"_s;
        const auto label = std::unique_ptr<QLabel>(plaintext::makeLabel(nullptr, tag));
        label->resize(label->sizeHint());
        QImage painted = label->grab().toImage().convertToFormat(QImage::Format_RGB32);
        QImage expected(painted.size(), QImage::Format_RGB32);
        expected.setDevicePixelRatio(painted.devicePixelRatio());
        expected.fill(label->palette().color(QPalette::Window));
        QPainter painter(&expected);
        painter.setFont(label->font());
        painter.setPen(label->palette().color(QPalette::WindowText));
        painter.drawText(label->rect(), Qt::AlignLeft | Qt::AlignVCenter, tag);
        painter.end();
        QCOMPARE(painted, expected);

        // A tooltip, too, shows what stands there.
        QTextDocument tip;
        tip.setHtml(plaintext::toolTip(tag + u"\n&lt;  two"_s));
        QCOMPARE(tip.toPlainText(), tag + u"\n&lt;  two"_s);
    }

private:
    /// What a click on a name puts into the line of the filter.
    static void theFiltersOf(const ShapePage &page)
    {
        const ShapePicture &picture = page.view()->picture();
        for (int place = 0; place < int(picture.shown.size()); ++place) {
            const ShapeCells cells{.isTotal = false,
                .places = {place},
                .lastBucket = picture.settings.options.buckets - 1};
            const auto filter = filterOf(picture, cells, made::now);
            if (filter)
                QCOMPARE(fault(filter->toString(), Lines::One), QString());
            else
                QVERIFY(picture.row(size_t(place)).domain.size() > 150); // it has no room
        }
    }

    QTemporaryDir m_settings;
    Fleet m_fleet;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestHostileWindow)
#include "tst_hostilewindow.moc"
