// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/knowledge.h"

#include "core/queue/facetcounter.h"
#include "core/queue/filterrun.h"
#include "core/queue/knowledgefile.h"
#include "core/queue/queuegroups.h"
#include "core/queue/queuesnapshot.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

void write(const QString &name, const QByteArray &bytes)
{
    QFile file(name);
    if (!file.open(QFile::WriteOnly | QFile::Truncate) || file.write(bytes) != bytes.size())
        qFatal() << name << file.errorString();
}

/// A cause with what must be there, and more.
QByteArray cause(const QByteArray &id, const QByteArray &more)
{
    return R"({"id": ")" + id + R"(", "title": "T", "explanation": "E", "remedy": "R")" + more
        + '}';
}

QByteArray provider(const QByteArray &id, const QByteArray &more)
{
    return R"({"id": ")" + id + R"(", "title": "T")" + more + '}';
}

template <typename Part> QString faultOf(const QByteArray &json)
{
    const auto parsed = Part::parse(json);
    if (parsed)
        return u"no fault"_s;
    return parsed.error().kind == ErrorKind::InvalidInput ? parsed.error().message
                                                          : u"other kind"_s;
}

constexpr QByteArrayView ownCauses = R"([
    {"id": "crm", "title": "Our CRM is down", "explanation": "E", "remedy": "Call the desk.",
        "any": ["crm relay", "]:587: "]},
    {"id": "timeout", "title": "Too slow\u202e", "explanation": "E", "remedy": "R",
        "any": ["timed out"]}])";
constexpr QByteArrayView ownProviders = R"([
    {"id": "we", "title": "We", "domains": ["we.example", "gmail.com"], "hosts": ["mx.we.example"]},
    {"id": "apple", "title": "Apple", "domains": ["apple.example"]}])";

}

/// What users know, in files beside what is built in.
class TestKnowledge : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_directory.isValid());
        write(path(u"causes.json"_s), ownCauses.toByteArray());
        write(path(u"providers.json"_s), ownProviders.toByteArray());
        m_loaded = loadKnowledge(m_directory.path());
        setKnowledge(m_loaded.knowledge);
    }

    void faultsAreNamed_data()
    {
        QTest::addColumn<bool>("isOfCauses");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("fault");
        const auto ofCauses = [](const char *name, const QByteArray &json, const QString &fault) {
            QTest::newRow(name) << true << json << fault;
        };
        ofCauses("nothing", "", u"line 1 is no JSON: illegal value"_s);
        ofCauses("no JSON", "[\n{\"id\": 'x'}]", u"line 2 is no JSON: illegal number"_s);
        ofCauses("cut off", "[\n{},\n", u"line 3 is no JSON: unterminated array"_s);
        ofCauses("no array", "{}", u"it is no array [...] of entries"_s);
        ofCauses("no object", "[1]", u"entry 1: it is no object {...}"_s);
        ofCauses("no ID", R"([{"title": "T"}])", u"entry 1: \"id\" is missing"_s);
        ofCauses("a number", R"([{"id": 1}])", u"entry 1: \"id\" is no text"_s);
        ofCauses("an ID to be quoted", '[' + cause("my cause", R"(, "any": ["x"])") + ']',
            u"entry 1 (my cause): \"id\" may have small letters, digits and \"-\", 40 at most"_s);
        ofCauses("a long ID", '[' + cause(QByteArray(41, 'a'), R"(, "any": ["x"])") + ']',
            u"entry 1 (%1): \"id\" may have small letters, digits and \"-\", 40 at most"_s.arg(
                QString(40, u'a')));
        ofCauses("the ID of none", '[' + cause("other", R"(, "any": ["x"])") + ']',
            u"entry 1 (other): \"other\" is what nothing is known of; choose another \"id\""_s);
        ofCauses("no remedy", '[' + cause("a", R"(, "any": ["x"])") + R"(, {"id": "b", "title": "T",
                "explanation": "E"}])",
            u"entry 2 (b): \"remedy\" is missing"_s);
        ofCauses("an ID twice",
            '[' + cause("a", R"(, "any": ["x"])") + ',' + cause("a", R"(, "any": ["y"])") + ']',
            u"entry 2 (a): there is another of this \"id\""_s);
        ofCauses("no list", '[' + cause("a", R"(, "any": "x")") + ']',
            u"entry 1 (a): \"any\" is no array of texts"_s);
        ofCauses("an empty phrase", '[' + cause("a", R"(, "any": ["x", ""])") + ']',
            u"entry 1 (a): \"any\" is no array of texts"_s); // would be in every reason
        ofCauses("a list with a number", '[' + cause("a", R"(, "dsn": [4.7])") + ']',
            u"entry 1 (a): \"dsn\" is no array of texts"_s);
        ofCauses("no status code", '[' + cause("a", R"(, "dsn": ["4.7"])") + ']',
            u"entry 1 (a): \"4.7\" in \"dsn\" is no status code such as \"4.7.28\""_s);
        ofCauses("a phrase that is never found",
            '[' + cause("a", R"(, "any": ["blocked by mx7.example.com now"])") + ']',
            u"entry 1 (a): \"blocked by mx7.example.com now\" in \"any\" is never found, because "
            "names, addresses and numbers are left out of reasons; it may be a part of \"blocked "
            "by … now\""_s);
        ofCauses("whose words", '[' + cause("a", R"(, "any": ["x"], "where": "elsewhere")") + ']',
            u"entry 1 (a): \"where\" is none of \"here\", \"there\""_s);
        ofCauses("a member misspelled",
            '[' + cause("a", R"(, "any": ["x"], "dns": ["4.7.1"])") + ']',
            u"entry 1 (a): \"dns\" is not known; there are \"id\", \"title\", \"explanation\", "
            "\"remedy\", \"where\", \"dsn\", \"any\", \"otherwise-dsn\""_s);
        ofCauses("nothing that tells it", '[' + cause("a", "") + ']',
            u"entry 1 (a): nothing tells it: \"dsn\", \"any\" or \"otherwise-dsn\" does"_s);
        const auto ofProviders
            = [](const char *name, const QByteArray &json, const QString &fault) {
                  QTest::newRow(name) << false << json << fault;
              };
        ofProviders("no provider", "[[]]", u"entry 1: it is no object {...}"_s);
        ofProviders("no title", R"([{"id": "a"}])", u"entry 1 (a): \"title\" is missing"_s);
        ofProviders("an address", '[' + provider("a", R"(, "domains": ["me@a.example"])") + ']',
            u"entry 1 (a): \"me@a.example\" in \"domains\" is no name such as \"example.com\""_s);
        ofProviders("a wildcard", '[' + provider("a", R"(, "hosts": ["*.a.example"])") + ']',
            u"entry 1 (a): \"*.a.example\" in \"hosts\" is no name such as \"example.com\""_s);
        ofProviders("a name twice",
            '[' + provider("a", R"(, "domains": ["x.example"])") + ','
                + provider("b", R"(, "domains": ["X.example"])") + ']',
            u"entry 2 (b): \"x.example\" is named twice"_s);
        ofProviders("an ID of two providers",
            '[' + provider("a", R"(, "hosts": ["x.example"])") + ','
                + provider("a", R"(, "hosts": ["y.example"])") + ']',
            u"entry 2 (a): there is another of this \"id\""_s);
        ofProviders("nothing that tells it there", '[' + provider("a", "") + ']',
            u"entry 1 (a): nothing tells it: \"domains\" or \"hosts\" does"_s);
    }

    void faultsAreNamed()
    {
        QFETCH(bool, isOfCauses);
        QFETCH(QByteArray, json);
        QFETCH(QString, fault);
        QCOMPARE(
            isOfCauses ? faultOf<ReasonKnowledge>(json) : faultOf<ProviderKnowledge>(json), fault);
    }

    /// Whatever is wrong with a file: it is named, and what is built in is known.
    void filesThatCannotBeUsed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("fault");
        QTest::newRow("fault") << R"([{"id": "a"}])"_ba << u"entry 1 (a): \"title\" is missing"_s;
        QTest::newRow("too large")
            << QByteArray(largestKnowledgeFile + 1, ' ') << u"it is larger than 256 KiB"_s;
        QTest::newRow("deeply nested")
            << QByteArray(100'000, '[') << u"line 1 is no JSON: too deeply nested document"_s;
        QTest::newRow("a pipe") << QByteArray() << u"it is not a file"_s;
    }

    void filesThatCannotBeUsed()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, fault);
        const QTemporaryDir directory;
        const QString name = directory.filePath(u"causes.json"_s);
        if (bytes.isEmpty())
            QCOMPARE(mkfifo(qPrintable(name), 0600), 0);
        else
            write(name, bytes);
        const LoadedKnowledge loaded = loadKnowledge(directory.path());
        QVERIFY(loaded.causes.fault);
        QCOMPARE(loaded.causes.fault->message,
            u"Nothing of %1 is used: %2. Correct it with a text editor, or move it away, and start "
            "again. What is built in is known all the same."_s.arg(name, fault));
        QVERIFY(loaded.causes.ids.isEmpty());
        QVERIFY(!loaded.providers.fault);
        QCOMPARE(loaded.knowledge.reasons.ids(), ReasonKnowledge::builtIn().ids());
        QCOMPARE(loaded.knowledge.providers.ids(), ProviderKnowledge::builtIn().ids());
    }

    void noFilesAreNoFault()
    {
        const QTemporaryDir empty;
        const LoadedKnowledge loaded = loadKnowledge(empty.path());
        QVERIFY(!loaded.causes.fault && !loaded.providers.fault);
        QCOMPARE(loaded.knowledge.reasons.ids(), ReasonKnowledge::builtIn().ids());
    }

    void ownCausesComeFirst()
    {
        const ReasonKnowledge &reasons = m_loaded.knowledge.reasons;
        QCOMPARE(m_loaded.causes.ids, QStringList({u"crm"_s, u"timeout"_s}));
        QStringList expected = ReasonKnowledge::builtIn().ids();
        expected.removeOne(u"timeout"_s);
        QCOMPARE(reasons.ids(), m_loaded.causes.ids + expected);
        QCOMPARE(reasons.causeNamed(u"timeout")->title, u"Too slow⟨U+202E⟩"_s);
        // A built-in cause would win by its place in the list.
        QCOMPARE(reasons.causeIdOf("crm relay: Connection refused"), "crm"_ba);
        QCOMPARE(reasons.causeIdOf("connect to a.example[192.0.2.1]:587: Connection refused"),
            "crm"_ba); // though what it begins with is no word
        // So would one by its code.
        QCOMPARE(reasons.causeIdOf("host a.example[192.0.2.1] said: 421-4.7.28 crm relay is busy"),
            "crm"_ba);
        QCOMPARE(reasons.causeIdOf("host a.example[192.0.2.1] said: 421-4.7.28 it is busy"),
            "rate-limit"_ba);
        QCOMPARE(reasons.causeIdOf("connect to a.example[192.0.2.1]:25: Connection refused"),
            "refused"_ba);
    }

    void ownProvidersComeFirst()
    {
        const ProviderKnowledge &providers = m_loaded.knowledge.providers;
        QCOMPARE(providers.ids().first(2), QStringList({u"we"_s, u"apple"_s}));
        QCOMPARE(providers.ids().count(u"apple"_s), 1);
        QCOMPARE(providers.providerOfDomain("we.example"), "we"_ba);
        QCOMPARE(providers.providerOfDomain("gmail.com"), "we"_ba);
        QCOMPARE(providers.providerOfDomain("googlemail.com"), "google"_ba);
        QCOMPARE(providers.providerOfDomain("apple.example"), "apple"_ba);
        QCOMPARE(providers.providerOfDomain("icloud.com"), "other"_ba); // replaced, not extended
        QCOMPARE(
            providers.providerOfReason("connect to a.mx.we.example[192.0.2.1]:25: no"), "we"_ba);
        QCOMPARE(providers.providerOfReason("delivery temporarily suspended: connect to "
                                            "a.mx.we.example[192.0.2.1]:25: no"),
            "we"_ba);
    }

    /// Filters, groups, facets and the index know the same.
    void allOfTheProgramKnows()
    {
        QueueSnapshot snapshot({u"s"_s, "/etc/postfix"_ba}, 0);
        add(snapshot, "4F2A81C09D", {"a@we.example", "CRM relay is away"});
        add(snapshot, "4F2A81C09E", {"b@elsewhere.example", "Connection timed out"});
        snapshot.publish();
        snapshot.end(ListingState::Complete, 0, {});

        const auto filter = Filter::parse(u"cause:crm provider:we"_s);
        QVERIFY2(filter, filter ? "" : qPrintable(filter.error().message));
        FilterRun run(*filter, snapshot, {});
        QCOMPARE(run.rows(0, {}).rows, LargeVector<QueueSnapshot::Row>{0});

        const auto unknown = Filter::parse(u"cause:nobody"_s);
        QVERIFY(!unknown);
        QVERIFY(unknown.error().message.contains(u"there are crm, timeout, rate-limit"_s));

        const std::vector<FacetSource> sources{{{snapshot, u"s"_s, 0}, {}}};
        const auto facets = countFacets({}, sources);
        QVERIFY(facets);
        const auto countOf = [&](GroupKey key, const QByteArray &value) {
            const auto &values = (*facets)[size_t(key)].values;
            const auto found = std::ranges::find(values, value, &FacetValue::value);
            return found == values.end() ? 0 : found->messages;
        };
        QCOMPARE(countOf(GroupKey::Cause, "crm"), 1);
        QCOMPARE(countOf(GroupKey::Cause, "timeout"), 1);
        QCOMPARE(countOf(GroupKey::Provider, "we"), 1);

        QueueGroups groups(GroupKey::Cause);
        const auto adder = groups.adder({snapshot, u"s"_s, 0});
        adder->add(0);
        adder->add(1);
        const auto sorted = groups.sorted();
        QCOMPARE(sorted.size(), 2u);
        QCOMPARE(sorted[0].value, "crm"_ba);
        QCOMPARE(sorted[1].value, "timeout"_ba);
    }

private:
    QString path(const QString &name) const { return m_directory.filePath(name); }

    static void add(QueueSnapshot &snapshot, const QByteArray &id, const ListedRecipient &recipient)
    {
        snapshot.add({.id = *QueueId::parse(id),
            .queue = QueueName::Deferred,
            .sender = "x@x.example",
            .recipients = std::span(&recipient, 1)});
        snapshot.publish(); // the recipient is the caller's
    }

    QTemporaryDir m_directory;
    LoadedKnowledge m_loaded;
};

QTEST_GUILESS_MAIN(TestKnowledge)
#include "tst_knowledge.moc"
