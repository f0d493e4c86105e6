// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "oneserverwindow.h"
#include "origintruth.h"

#include "core/jobs/job.h"
#include "tests/ui/facethand.h"
#include "ui/jobs/noticearea.h"
#include "ui/queue/columnsets.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/originreader.h"
#include "ui/queue/queueactions.h"
#include "ui/queue/queueheader.h"
#include "ui/queue/queueview.h"

#include <KMessageWidget>

#include <QAction>
#include <QTest>

#include <algorithm>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// Where the messages of a real host came from: from its log, and from its queue files.
class TestOriginsOnHosts : public QObject, OneServerWindow
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        startLab(2, 120);
        m_truth = trueOrigins(*m_lab, host);
        for (const TrueOrigin &origin : std::as_const(m_truth)) {
            if (!origin.user.isEmpty()
                && sentBy(m_truth, origin.user).size() > sentBy(m_truth, m_user).size())
                m_user = origin.user;
        }
        QVERIFY(sentBy(m_truth, m_user).size() > 1);
    }
    void init() { openWindow(); }
    void cleanup() { closeWindow(); }

    /// Showing the columns is to want what they say: the log is read, and nothing else.
    void logsFillTheColumns()
    {
        connectServer();
        QCOMPARE(knownRows(), 0);
        // What came in within the last hours, with its line in the log.
        QVERIFY(m_lab->exec(host,
            {u"sh"_s, u"-c"_s,
                u"printf 'Subject: x\\n\\nhello\\n' | sendmail -f local@lab.example "
                "nobody@far.invalid; for i in $(seq 600); do grep -q "
                "'to=<nobody@far.invalid>.*deferred' /var/log/mail.log && exit 0; sleep 0.1; "
                "done; exit 1"_s}));
        m_truth = trueOrigins(*m_lab, host);
        const auto sets = builtInColumnSets();
        const auto origin = std::ranges::find_if(sets, [](const ColumnSet &set) {
            return set.columns.contains(QueueColumn::User)
                && !set.columns.contains(QueueColumn::Expires);
        });
        QVERIFY(origin != sets.end());
        page().view()->header()->show(*origin);
        page().refresh();
        QTRY_VERIFY_WITH_TIMEOUT(row(u"nobody@far.invalid"_s) >= 0 && knownRows() > 1, patience);
        QTRY_VERIFY_WITH_TIMEOUT(page().isSettled(), patience);
        checkKnownRows();
        // A local message is known to have no client.
        const int local = row(u"nobody@far.invalid"_s);
        QTRY_COMPARE_WITH_TIMEOUT(text(local, QueueColumn::Client), u"–"_s, patience);
        QCOMPARE(text(local, QueueColumn::User), u"–"_s);
        QCOMPARE(text(local, QueueColumn::Subject), QString()); // no log tells it
        QVERIFY(QFile::exists(m_lab->root(host) + u"/var/log/mail.log"_s));
    }

    /// All that the log does not tell is in the queue files.
    void queueFilesTellTheRest()
    {
        connectServer();
        readOrigins();
        QTRY_COMPARE_WITH_TIMEOUT(knownRows(), page().model().rowCount(), patience);
        checkKnownRows();
        int subjects = 0;
        for (int i = 0; i < page().model().rowCount(); ++i)
            subjects += text(i, QueueColumn::Subject).size() > 1 ? 1 : 0;
        QVERIFY(subjects > page().model().rowCount() / 2);
        // What is known stays so in the next listing, and is not read again.
        page().refresh();
        QTRY_VERIFY_WITH_TIMEOUT(page().isSettled(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(knownRows(), page().model().rowCount(), patience);
        m_window->originReader()->action()->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(notices().contains(u"known already"_s), patience);
    }

    /// "Everything from this account": a click, and Select All.
    void aClickFindsWhatAUserSent()
    {
        connectServer();
        readOrigins();
        QTRY_COMPARE_WITH_TIMEOUT(knownRows(), page().model().rowCount(), patience);
        const FacetPanel &facets = *page().facets();
        QTRY_VERIFY_WITH_TIMEOUT(page().isSettled() && facets.isSettled(), patience);
        const QModelIndex index = facetIndex(facets, GroupKey::User, m_user);
        const auto meant = sentBy(m_truth, m_user);
        QCOMPARE(index.data(FacetModel::MessagesRole).toLongLong(), qint64(meant.size()));
        activate();
        clickFacet(facets, index);
        QTRY_COMPARE_WITH_TIMEOUT(page().model().rowCount(), int(meant.size()), patience);
        page().selectEverything();
        const auto plan = page().actions()->freeze(Action::Trash);
        QVERIFY(plan);
        std::set<QByteArray> planned;
        for (const PlanPart &part : plan->parts())
            for (const PlannedMessage &message : part.messages)
                planned.insert(message.identity.id.toByteArray());
        QCOMPARE(planned, meant);
    }

    /// A filter that asks what is not known says so, and what would tell it: of all of them,
    /// whatever is selected.
    void theUnknownIsSaidToBeSo()
    {
        connectServer();
        select(1);
        page().setFilter(*Filter::parse(u"user:<%1>"_s.arg(QString::fromUtf8(m_user))));
        const auto *note = find<KMessageWidget>(u"originNote"_s);
        QAction *step = m_window->originReader()->shownAction();
        QVERIFY(note->actions().contains(step));
        step->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(
            page().model().rowCount(), int(sentBy(m_truth, m_user).size()), patience);
        QTRY_VERIFY_WITH_TIMEOUT(page().isSettled() && !note->isVisible(), patience);
    }

    void aStopKeepsWhatWasRead()
    {
        connectServer();
        connect(m_fleet.get(), &Fleet::jobStarted, this,
            [](Job *job) { connect(job, &Job::progressed, job, &Job::cancel); });
        m_window->originReader()->action()->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(notices().contains(u"was stopped"_s), patience);
        QVERIFY(!m_window->originReader()->isReading());
        QTRY_VERIFY_WITH_TIMEOUT(knownRows() > 0, patience);
        QVERIFY(knownRows() < page().model().rowCount());
    }

    void whoMayNotReadIsTold()
    {
        Server *server = m_fleet->add(m_lab->server(host, u"viewer"_s));
        m_fleet->connectAll();
        QTRY_VERIFY_WITH_TIMEOUT(server->state() == ServerState::Connected
                && page().model().rowCount() > 0 && page().isSettled(),
            patience);
        m_window->originReader()->action()->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(notices().contains(u"may not read messages"_s), patience);
        QCOMPARE(knownRows(), 0);
    }

    /// It left between the listing and the reading: no fault, and nothing is known of it.
    void whatHasLeftIsLeftOut()
    {
        connectServer();
        const QByteArray gone = m_truth.firstKey();
        QVERIFY(m_lab->exec(host, {u"postsuper"_s, u"-d"_s, QString::fromLatin1(gone)}));
        readOrigins();
        QTRY_VERIFY_WITH_TIMEOUT(notices().contains(u"1 more had left the queue"_s), patience);
        QTRY_COMPARE_WITH_TIMEOUT(knownRows(), page().model().rowCount() - 1, patience);
    }

private:
    QString text(int row, QueueColumn column) const
    {
        return page().model().text(column, page().model().ref(row));
    }
    int row(const QString &recipient) const
    {
        for (int i = 0; i < page().model().rowCount(); ++i)
            if (text(i, QueueColumn::Recipients) == recipient)
                return i;
        return -1;
    }
    int knownRows() const
    {
        int known = 0;
        for (int i = 0; i < page().model().rowCount(); ++i)
            known += text(i, QueueColumn::User).isEmpty() ? 0 : 1;
        return known;
    }
    /// What the columns say of a row is what postcat says.
    void checkKnownRows() const
    {
        const auto orDash = [](const QByteArray &text) {
            return text.isEmpty() ? u"–"_s : QString::fromUtf8(text);
        };
        for (int i = 0; i < page().model().rowCount(); ++i) {
            if (text(i, QueueColumn::User).isEmpty())
                continue;
            const TrueOrigin truth = m_truth.value(text(i, QueueColumn::Id).toLatin1());
            QCOMPARE(text(i, QueueColumn::User).toLower(), orDash(truth.user).toLower());
            QCOMPARE(text(i, QueueColumn::Client).toLower(),
                orDash(truth.address.isEmpty() ? truth.name : truth.address).toLower());
        }
    }
    /// The columns say it a moment after the notice.
    void readOrigins() const
    {
        OriginReader &reader = *m_window->originReader();
        QVERIFY(reader.action()->isEnabled());
        reader.action()->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!reader.isReading(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(
            notices().contains(u"were read"_s) && page().isSettled() && knownRows() > 0, patience);
    }
    QString notices() const
    {
        QStringList texts;
        for (const KMessageWidget *bar : m_window->notices()->findChildren<KMessageWidget *>())
            texts.append(bar->text());
        return texts.join(u'\n');
    }

    QMap<QByteArray, TrueOrigin> m_truth;
    QByteArray m_user;
};

QTEST_MAIN(TestOriginsOnHosts)
#include "tst_originsonhosts.moc"
