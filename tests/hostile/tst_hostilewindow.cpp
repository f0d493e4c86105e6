// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The window and its dialogs filled with the corpus, and looked at from all sides. The test
// hostile_opens runs it once more under strace.

#include "core/base/textsafety.h"
#include "tests/core/captured.h"
#include "tests/hostile/clean.h"
#include "tests/hostile/corpus.h"
#include "tests/hostile/surfacewalk.h"
#include "tests/ui/madequeues.h"
#include "ui/actions/plandialog.h"
#include "ui/actions/resultmodel.h"
#include "ui/actions/resultpage.h"
#include "ui/fleet/hostkeydialog.h"
#include "ui/fleet/serverdialog.h"
#include "ui/fleet/sshimportdialog.h"
#include "ui/groups/groupmenu.h"
#include "ui/groups/grouppanel.h"
#include "ui/groups/groupview.h"
#include "ui/jobs/noticearea.h"
#include "ui/mainwindow.h"
#include "ui/message/messageheader.h"
#include "ui/message/messageview.h"
#include "ui/message/savemessage.h"
#include "ui/operations/restoredialog.h"
#include "ui/operations/vaultfeed.h"
#include "ui/operations/vaultview.h"
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

#include <QBuffer>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;
using namespace spoolscope;
using namespace spoolscope::hostile;

namespace {

constexpr qsizetype longest = 4000; ///< of an entry on a surface that lays all of it out
const QString server = u"1"_s;

QByteArray marked(const QByteArray &bytes, qsizetype most = 2'000'000)
{
    return bytes.first(std::min(bytes.size(), most)) + token.toLatin1();
}

QString marked(const Entry &entry, qsizetype most = longest)
{
    return text::exact(marked(entry.bytes, most));
}

/// One message an entry, which is in every place that a listing has for text.
std::shared_ptr<QueueSnapshot> makeSnapshot()
{
    auto result = made::snapshot(made::instance(server));
    int number = 0;
    for (const Entry &entry : corpus()) {
        const QByteArray text = marked(entry.bytes);
        made::add(*result,
            {.number = number,
                .queue = number % 3 ? QueueName::Deferred : QueueName::Hold,
                .sender = text,
                .recipients = {text, text},
                .reason = text});
        ++number;
    }
    result->end(ListingState::Complete, 0, {});
    return result;
}

std::shared_ptr<QueueSnapshot> snapshot()
{
    static const std::shared_ptr<QueueSnapshot> made = makeSnapshot();
    return made;
}

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

#define VERIFY_CLEAN(faults)                                                                       \
    do {                                                                                           \
        const QStringList found = (faults);                                                        \
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));                                  \
    } while (false)

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
