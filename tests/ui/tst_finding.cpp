// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The filter line and the facets beside the table, in the window's own page.

#include "facethand.h"
#include "madequeues.h"
#include "scratchhome.h"

#include "core/servers/fleet.h"
#include "ui/facets/facetmodel.h"
#include "ui/facets/facetpanel.h"
#include "ui/filter/filteredit.h"
#include "ui/filter/savedfilters.h"
#include "ui/queue/emptystate.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/queueheader.h"
#include "ui/queue/queuemodel.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"

#include <KMessageWidget>

#include <QAbstractItemModelTester>
#include <QAction>
#include <QLabel>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr auto fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

/// One sender whose mail a provider limits, among other mail.
std::vector<made::Message> messages(int limited, int others)
{
    std::vector<made::Message> result;
    for (int i = 0; i < limited; ++i)
        result.push_back({.number = i,
            .sender = "shop@customer.example",
            .recipients = {"user" + QByteArray::number(i) + "@outlook.com"},
            .reason
            = "host outlook-com.olc.protection.outlook.com[192.0.2.1] said: 451 4.7.650 The "
              "mail server [192.0.2.9] has been temporarily rate limited"});
    for (int i = 0; i < others; ++i)
        result.push_back({.number = limited + i,
            .queue = i % 2 ? QueueName::Hold : QueueName::Deferred,
            .age = 60 + i,
            .sender = "info" + QByteArray::number(i % 20) + "@other.example",
            .recipients = {"a@d" + QByteArray::number(i % 50) + ".example"},
            .reason = "connect to mx.example[192.0.2.7]:25: Connection timed out"});
    return result;
}

}

class TestFinding : public QObject
{
    Q_OBJECT

private:
    /// A page with two servers' queues, settled.
    struct Window
    {
        Window()
        {
            page.resize(1100, 700);
            page.show();
            model = page.findChild<QueueModel *>();
            model->setSources({made::source(u"mx1"_s, messages(300, 100)),
                made::source(u"mx2"_s, messages(40, 60))});
        }
        bool settled()
        {
            return QTest::qWaitFor([this] {
                return page.isSettled() && page.facets()->isSettled() && model->rowCount() > 0;
            });
        }
        FilterEdit &filter() { return *page.filterEdit(); }
        QTreeView &tree() { return *page.facets()->tree(); }
        const FacetModel &facetModel() { return page.facets()->model(); }

        QModelIndex facet(GroupKey key, const QByteArray &value) const
        {
            return facetIndex(*page.facets(), key, value);
        }
        void click(const QModelIndex &index, Qt::KeyboardModifiers modifiers = {})
        {
            clickFacet(*page.facets(), index, modifiers);
        }

        /// What stands where there are no rows.
        QString emptyText() const
        {
            QStringList texts;
            for (const QLabel *label : page.findChild<EmptyState *>()->findChildren<QLabel *>())
                if (label->isVisible())
                    texts.append(label->text());
            return texts.join(u'\n');
        }

        Fleet fleet;
        QAction addServer;
        QueuePage page{fleet, &addServer};
        QueueModel *model = nullptr;
    };

    std::optional<ScratchHome> m_home;

private slots:
    void init() { m_home.emplace(); }

    void aClickIsAChoiceAndASecondTakesItAway()
    {
        Window window;
        QVERIFY(window.settled());
        const QAbstractItemModelTester tester(
            const_cast<FacetModel *>(&window.facetModel()), fatal);
        QCOMPARE(window.model->rowCount(), 500);
        const QModelIndex provider = window.facet(GroupKey::Provider, "microsoft");
        QVERIFY(provider.isValid());
        QCOMPARE(provider.data(FacetModel::MessagesRole).toLongLong(), 340);
        window.click(provider);
        QVERIFY(window.settled());
        QCOMPARE(window.filter().text(), u"provider:microsoft"_s);
        QCOMPARE(window.model->rowCount(), 340);
        // Its own counts stay, those of others narrow.
        QCOMPARE(window.facet(GroupKey::Provider, "other").data(FacetModel::MessagesRole), 160);
        QCOMPARE(window.facet(GroupKey::Queue, "deferred").data(FacetModel::MessagesRole), 340);
        QVERIFY(!window.facet(GroupKey::Queue, "hold").isValid());
        window.click(window.facet(GroupKey::Provider, "microsoft"));
        QVERIFY(window.settled());
        QCOMPARE(window.filter().text(), QString());
        QCOMPARE(window.model->rowCount(), 500);
    }

    /// The view measures each row that is said to have changed, with every letter that is typed.
    void onlyValuesThatChangedAreSaidTo()
    {
        Window window;
        QVERIFY(window.settled());
        QSignalSpy changed(&window.facetModel(), &QAbstractItemModel::dataChanged);
        const auto changedValues = [&] {
            QSet<GroupKey> keys;
            for (const QList<QVariant> &signal : std::as_const(changed))
                if (const auto first = signal.front().toModelIndex(); first.parent().isValid())
                    keys.insert(window.facetModel().keyOf(first));
            return keys;
        };
        window.page.facets()->setFilter(Filter::everything());
        QVERIFY(window.settled());
        QVERIFY(changedValues().isEmpty());
        window.click(window.facet(GroupKey::Provider, "microsoft"));
        QVERIFY(window.settled());
        QVERIFY(changedValues().contains(GroupKey::Provider)); // its mark
        QVERIFY(changedValues().contains(GroupKey::Queue)); // its counts
    }

    void ctrlClickExcludes()
    {
        Window window;
        QVERIFY(window.settled());
        window.click(window.facet(GroupKey::Provider, "microsoft"), Qt::ControlModifier);
        QVERIFY(window.settled());
        QCOMPARE(window.filter().text(), u"not provider:microsoft"_s);
        QCOMPARE(window.model->rowCount(), 160);
        QCOMPARE(window.facet(GroupKey::Provider, "microsoft").data(FacetModel::MarkRole),
            int(FacetMark::Excluded));
    }

    void keysChooseToo()
    {
        Window window;
        QVERIFY(window.settled());
        const QModelIndex sender = window.facet(GroupKey::Sender, "shop@customer.example");
        window.tree().setFocus();
        window.tree().setCurrentIndex(sender);
        QTest::keyClick(&window.tree(), Qt::Key_Space);
        QVERIFY(window.settled());
        QCOMPARE(window.filter().text(), u"sender:shop@customer.example"_s);
        QTest::keyClick(&window.tree(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(window.settled());
        QCOMPARE(window.filter().text(), u"not sender:shop@customer.example"_s);
    }

    void whereTheKeysAreIsSeen()
    {
        Window window;
        QVERIFY(window.settled());
        window.page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window.page));
        window.tree().setFocus();
        const QModelIndex sender = window.facet(GroupKey::Sender, "shop@customer.example");
        const auto picture = [&] {
            return window.tree().viewport()->grab(window.tree().visualRect(sender)).toImage();
        };
        window.tree().setCurrentIndex(sender);
        const QImage current = picture();
        window.tree().setCurrentIndex(sender.parent());
        QVERIFY(picture() != current);
    }

    /// From start to exactly the right selection in three clicks.
    void threeClicksSelectWhatAProviderLimits()
    {
        Window window;
        QVERIFY(window.settled());
        window.click(window.facet(GroupKey::Cause, "rate-limit"));
        QVERIFY(window.settled());
        const auto notes = window.page.findChildren<KMessageWidget *>();
        const auto isAdvice = [](const KMessageWidget *note) {
            return note->isVisible() && note->text().contains(u"Rate limited"_s);
        };
        QVERIFY(std::ranges::any_of(notes, isAdvice));
        window.click(window.facet(GroupKey::Sender, "shop@customer.example"));
        QVERIFY(window.settled());
        auto *all = window.page.findChild<QToolButton *>(u"selectAllMatching"_s);
        QVERIFY(all->isVisible());
        QCOMPARE(all->text(), u"Select All 340"_s);
        all->click();
        QCOMPARE(window.page.selection().count(), 340);
        QTRY_VERIFY(!all->isVisible());
        for (int row = 0; row < window.model->rowCount(); ++row)
            QVERIFY(window.page.view()->isSelected(row));
    }

    /// "Everything from this account", and nothing of which nobody knows whose it is.
    void aClickFindsWhatAUserSent()
    {
        Window window;
        QVERIFY(window.settled());
        const auto isHidden = [&](GroupKey key) {
            return window.tree().isRowHidden(window.facetModel().indexOf(key).row(), {});
        };
        for (const GroupKey key : {GroupKey::User, GroupKey::Client, GroupKey::Subject})
            QVERIFY(isHidden(key)); // nothing is known
        QueueSource source = made::source(u"mx1"_s, messages(0, 90));
        const auto factsOf = [](const QueueId &id, qint64) -> std::optional<MessageFacts> {
            for (int i = 0; i < 90; ++i) {
                if (id != made::idOf(i) || i % 3 == 0)
                    continue;
                MessageFacts facts;
                facts.isOriginKnown = true;
                facts.clientAddress = "192.0.2.7";
                facts.saslUser = i % 3 == 1 ? "ann@example.com" : "";
                return facts;
            }
            return {};
        };
        source.facts = *SnapshotFacts::make(*source.snapshot, factsOf);
        window.model->setSources({source});
        QTRY_VERIFY(window.facet(GroupKey::User, "ann@example.com").isValid());
        QVERIFY(!isHidden(GroupKey::User) && !isHidden(GroupKey::Client));
        QVERIFY(isHidden(GroupKey::Subject));
        QCOMPARE(window.facetModel().distinct(GroupKey::User), 2);

        window.click(window.facet(GroupKey::User, "ann@example.com"));
        QCOMPARE(window.filter().text(), u"user:ann@example.com"_s);
        QTRY_COMPARE(window.model->rowCount(), 30);
        // Those of which it is not known may be hers as well.
        const auto *note = window.page.findChild<KMessageWidget *>(u"originNote"_s);
        QTRY_VERIFY(note->isVisible());
        QVERIFY2(note->text().startsWith(u"30 "_s), qUtf8Printable(note->text()));
        window.page.selectEverything();
        QCOMPARE(window.page.selection().count(), 30);
        for (const QueueSnapshot::Row row : window.page.selection().rows(0))
            QCOMPARE(source.facts->facts(row).saslUser, "ann@example.com");
        QVERIFY(window.settled());
        window.click(window.facet(GroupKey::User, "ann@example.com"), Qt::ControlModifier);
        QTRY_COMPARE(window.filter().text(), u"not user:ann@example.com"_s);
        QTRY_COMPARE(window.model->rowCount(), 30); // the others of whom it is known
        window.page.setFilter(*Filter::parse(u"not user:ann@example.com queue:active"_s));
        QTRY_COMPARE(window.model->rowCount(), 0);
        QTRY_VERIFY(window.page.isSettled());
        QVERIFY(!note->isVisible()); // whosever they are, the rest does not match
        QVERIFY(!window.emptyText().contains(u"is not known"_s));
        window.page.setFilter(Filter::everything());
        QTRY_COMPARE(window.model->rowCount(), 90);
        QVERIFY(!note->isVisible());
    }

    void theUnknownIsSaidToBeSo()
    {
        Window window;
        QVERIFY(window.settled());
        QSignalSpy wanted(&window.page, &QueuePage::originsWanted);
        QVERIFY(!window.page.wantsOrigins());
        QAction step(u"Read"_s);
        window.page.setOriginStep(&step);
        window.page.setFilter(*Filter::parse(u"not user:ann"_s));
        QVERIFY(window.page.wantsOrigins());
        QVERIFY(wanted.count() > 0);
        QTRY_COMPARE(window.model->rowCount(), 0);
        QTRY_VERIFY(window.emptyText().contains(u"is not known"_s));
        window.page.setFilter(Filter::everything());
        QVERIFY(!window.page.wantsOrigins());
        const int before = int(wanted.count());
        window.page.view()->header()->showSection(int(QueueColumn::User));
        QVERIFY(window.page.wantsOrigins());
        QVERIFY(wanted.count() > before);
    }

    void searchNarrowsValues()
    {
        Window window;
        QVERIFY(window.settled());
        auto *search = window.page.findChild<QLineEdit *>(u"facetSearch"_s);
        QTest::keyClicks(search, u"D49."_s);
        QVERIFY(window.settled());
        const QModelIndex domains = window.facetModel().indexOf(GroupKey::Domain);
        QCOMPARE(window.facetModel().rowCount(domains), 1);
        QVERIFY(window.facet(GroupKey::Domain, "d49.example").isValid());
        QCOMPARE(window.model->rowCount(), 500); // the table is not searched
        QTest::keyClick(search, Qt::Key_Escape);
        QVERIFY(window.settled());
        QVERIFY(window.facetModel().rowCount(domains) > 5);
        // The last row shows more of them.
        const int before = window.facetModel().rowCount(domains);
        window.click(window.facetModel().index(before - 1, 0, domains));
        QVERIFY(window.settled());
        QVERIFY(window.facetModel().rowCount(domains) > before);
    }

    /// Half a word is no reason to push the table down while there are offers for the rest.
    void aFaultWaitsForTheOffers()
    {
        Window window;
        QVERIFY(window.settled());
        window.page.activateWindow();
        window.filter().setFocus();
        const auto isTold = [&] {
            return std::ranges::any_of(window.page.findChildren<KMessageWidget *>(),
                [](const KMessageWidget *note) { return note->isVisible(); });
        };
        QTest::keyClicks(&window.filter(), u"provider:m"_s);
        QVERIFY(window.settled());
        QVERIFY(window.filter().fault());
        QVERIFY(window.filter().isOffering());
        QVERIFY(!isTold());
        QTest::keyClick(QApplication::activePopupWidget(), Qt::Key_Escape);
        QVERIFY(!window.filter().isOffering());
        QTRY_VERIFY(isTold());
    }

    void faultsAreUnderlinedAndChangeNothing()
    {
        Window window;
        QVERIFY(window.settled());
        window.page.setFilter(made::filter(u"queue:hold"_s));
        QVERIFY(window.settled());
        const int rows = window.model->rowCount();
        QVERIFY(rows < 500);
        window.filter().setFocus();
        window.filter().selectAll();
        QTest::keyClicks(&window.filter(), u"queue:nowhere"_s);
        QVERIFY(window.settled());
        QVERIFY(window.filter().fault());
        QCOMPARE(window.model->rowCount(), rows);
        const auto notes = window.page.findChildren<KMessageWidget *>();
        QVERIFY(std::ranges::any_of(notes, [](const KMessageWidget *note) {
            return note->isVisible() && note->text().contains(u"no such queue"_s);
        }));
        QTest::keyClick(&window.filter(), Qt::Key_Escape); // the offers, if any
        QTest::keyClick(&window.filter(), Qt::Key_Escape);
        QVERIFY(window.settled());
        QVERIFY(!window.filter().fault());
        QCOMPARE(window.model->rowCount(), 500);
    }

    void backAndForward()
    {
        Window window;
        QVERIFY(window.settled());
        FilterEdit &filter = window.filter();
        QVERIFY(!filter.backAction()->isEnabled());
        window.page.setFilter(made::filter(u"queue:hold"_s));
        window.page.setFilter(made::filter(u"age>2h"_s));
        filter.backAction()->trigger();
        QCOMPARE(filter.text(), u"queue:hold"_s);
        filter.backAction()->trigger();
        QCOMPARE(filter.text(), QString());
        QVERIFY(!filter.backAction()->isEnabled());
        filter.forwardAction()->trigger();
        QCOMPARE(filter.filter().toString(), u"queue:hold"_s);
        window.page.setFilter(made::filter(u"size>1k"_s)); // takes the place of what was ahead
        QVERIFY(!filter.forwardAction()->isEnabled());
    }

    void completes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("offered");
        QTest::newRow("field") << u"prov"_s << u"provider:"_s;
        QTest::newRow("number") << u"word ag"_s << u"age>"_s;
        QTest::newRow("value") << u"provider:micro"_s << u"provider:microsoft"_s;
        QTest::newRow("within a value") << u"domain:47"_s << u"domain:d47.example"_s;
        QTest::newRow("quoted") << u"sender:\"shop"_s << u"sender:shop@customer.example"_s;
        QTest::newRow("behind a parenthesis") << u"not (que"_s << u"queue:"_s;
        QTest::newRow("keyword") << u"word o"_s << u"or "_s;
        QTest::newRow("pattern") << u"reason:/prov"_s << QString();
        QTest::newRow("in quotes") << u"\"prov"_s << QString();
    }

    void completes()
    {
        QFETCH(QString, text);
        QFETCH(QString, offered);
        Window window;
        QVERIFY(window.settled());
        const auto completion = completeFilter(text, text.size(),
            [&](FilterField field) { return window.page.facets()->values(field); });
        QStringList texts;
        for (const FilterCandidate &candidate : completion.candidates)
            texts.append(candidate.text);
        if (offered.isEmpty())
            QCOMPARE(texts, QStringList());
        else
            QVERIFY2(texts.contains(offered), qUtf8Printable(texts.join(u", "_s)));
    }

    void savedFiltersComeBack()
    {
        Window window;
        QVERIFY(window.settled());
        window.page.setFilter(made::filter(u"queue:hold age>1d"_s));
        SavedFilters saved(window.filter());
        saved.save(u"old/held"_s);
        QCOMPARE(saved.names(), QStringList(u"old/held"_s));
        window.page.setFilter(Filter::everything());
        SavedFilters again(window.filter());
        emit again.aboutToShow();
        const auto actions = again.actions();
        const auto found = std::ranges::find(actions, u"old/held"_s, &QAction::text);
        QVERIFY(found != actions.end());
        (*found)->trigger();
        QCOMPARE(window.filter().text(), u"queue:hold age>1d"_s);
        again.remove(u"old/held"_s);
        QVERIFY(again.names().isEmpty());
    }

    /// A selection that the filter does not ask for.
    void selectsAValueWithoutFiltering()
    {
        Window window;
        QVERIFY(window.settled());
        emit window.page.facets()->selectionRequested(made::filter(u"queue:hold"_s));
        QVERIFY(window.settled());
        QCOMPARE(window.page.selection().count(), 80);
        QCOMPARE(window.filter().text(), QString());
        QCOMPARE(window.model->rowCount(), 500);
    }

    /// Faster than it can be worked out: the last letter counts.
    void fastTypingIsTakenAsAWhole()
    {
        Window window;
        window.model->setSources({made::source(u"mx1"_s, made::many(200'000))});
        QVERIFY(window.settled());
        QTRY_COMPARE(window.model->rowCount(), 200'000);
        window.filter().setFocus();
        const QString text
            = u"sender:user1 or domain:recipient.example reason:/mx[0-9]+ said/ age>1h"_s;
        for (const QChar c : text) {
            QTest::keyClick(&window.filter(), c.toLatin1());
            QTest::qWait(5);
        }
        QVERIFY(window.settled());
        QVERIFY(!window.filter().fault());
        QCOMPARE(window.filter().filter(), made::filter(text));
    }
};

QTEST_MAIN(TestFinding)
#include "tst_finding.moc"
