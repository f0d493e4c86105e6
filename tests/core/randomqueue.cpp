// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/core/randomqueue.h"

#include "core/queue/reasonknowledge.h"
#include "core/queue/reasontemplate.h"

#include <QRegularExpression>

#include <array>

namespace spoolscope::made {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 now = 1'800'000'000;

const QByteArrayList locals{
    "info", "Info", "root", "a", "b.c", "x*y", "q?", "ä", "caf\xe9", "\"q r\"", ""};
const QByteArrayList domains{"gmail.com", "GMAIL.com", "mail.example.com", "example.com",
    "a.b.example.com", "xn--bcher-kva.example", "bücher.example", "b\xff.example", "[192.0.2.1]"};

const std::vector<std::pair<QByteArray, QByteArray>> reasons{{"", ""},
    {"connect to mx.example[192.0.2.7]:25: Connection timed out", ""},
    {"host mx[192.0.2.1] said: 421-4.7.28 Our system has detected (in reply to end of DATA)",
        "4.7.28"},
    {"host mx[4.7.1.2] said: 450 4.2.1 try again LATER", "4.2.1"},
    {"host a said: 554 5.7.1 <x@y>: Blocked, see https://b.example/?ip=192.0.2.1", "5.7.1"},
    {"delivery temporarily suspended: 4.4.2 lost connection", "4.4.2"},
    {"zeitweise nicht verf\xfcgbar", ""}, {"später", ""}, {"later", ""}};

using TextTest = std::function<bool(const QByteArray &)>;

TextTest equals(const QByteArray &wanted)
{
    return [wanted](const QByteArray &text) { return lower(text) == lower(wanted); };
}

TextTest contains(const QByteArray &wanted)
{
    return [wanted](const QByteArray &text) { return lower(text).contains(lower(wanted)); };
}

TextTest globs(const QByteArray &glob)
{
    return [glob](const QByteArray &text) {
        return isGlob(characters(lower(text)), characters(lower(glob)));
    };
}

TextTest matches(const QString &pattern)
{
    return [pattern](const QByteArray &text) {
        const QRegularExpression expression(pattern, QRegularExpression::CaseInsensitiveOption);
        return expression.match(QString::fromUtf8(text)).hasMatch();
    };
}

QByteArray domainPart(const QByteArray &address)
{
    return address.contains('@') ? address.split('@').last() : QByteArray();
}

QString quote(const QByteArray &text)
{
    QString quoted = u"\""_s;
    for (const QChar c : QString::fromUtf8(text)) {
        if (c == u'"' || c == u'\\')
            quoted += u'\\';
        quoted += c;
    }
    return quoted + u'"';
}

bool isUtf8(const QByteArray &text)
{
    return QString::fromUtf8(text).toUtf8() == text;
}

/// With a character or two replaced by wildcards; of letters that need no quotes.
QByteArray wildened(QByteArrayList letters, std::mt19937_64 &random)
{
    for (int i = 0; i < 2 && !letters.isEmpty(); ++i) {
        const auto at = qsizetype(random() % quint64(letters.size()));
        letters[at] = random() % 2 ? "*" : "?";
    }
    for (QByteArray &letter : letters) {
        if (QByteArrayView(" ()\":<>/").contains(letter))
            letter = "?";
    }
    return (letters.isEmpty() ? QByteArray("*") : letters.join()) + (random() % 2 ? "*" : "");
}

RandomFilter onTexts(const QString &text, bool isSender, const TextTest &test)
{
    if (isSender)
        return {text, [test](const RandomMessage &m) { return test(m.sender); }};
    return {text, [test](const RandomMessage &m) {
                return std::ranges::any_of(
                    m.recipients, [&](const RandomRecipient &r) { return test(r.address); });
            }};
}

RandomFilter onReasons(const QString &text, const TextTest &test)
{
    return {text, [test](const RandomMessage &m) {
                return std::ranges::any_of(
                    m.recipients, [&](const RandomRecipient &r) { return test(r.reason); });
            }};
}

}

quint64 seed()
{
    bool isNumber = false;
    const auto given = qEnvironmentVariable("SPOOLSCOPE_SEED").toULongLong(&isNumber);
    const quint64 seed = isNumber ? given : std::random_device()();
    qInfo("SPOOLSCOPE_SEED=%llu", seed);
    return seed;
}

QueueId idNumber(int number)
{
    return *QueueId::parse("A" + QByteArray::number(0x1000000 + number, 16).toUpper());
}

FilterContext context()
{
    return {.serverNames = {u"mx1"_s, u"mx1.example.com"_s},
        .instanceNames = {u"-"_s, u"/etc/postfix"_s},
        .now = now};
}

std::unique_ptr<QueueSnapshot> listed(const std::vector<RandomMessage> &messages)
{
    auto snapshot = std::make_unique<QueueSnapshot>(InstanceKey{u"mx1"_s, "/etc/postfix"}, 0);
    for (const RandomMessage &message : messages)
        message.addTo(*snapshot);
    snapshot->end(ListingState::Complete, 0, {});
    return snapshot;
}

std::shared_ptr<const SnapshotFacts> factsOf(
    const std::vector<RandomMessage> &messages, const QueueSnapshot &snapshot)
{
    return *SnapshotFacts::make(
        snapshot, [&](const QueueId &id, qint64) -> std::optional<MessageFacts> {
            const auto message = std::ranges::find(messages, id, &RandomMessage::id);
            const bool isKnown = message->facts.isOriginKnown || message->facts.isSubjectKnown;
            return isKnown ? std::optional(message->facts) : std::nullopt;
        });
}

QByteArray plainParent(const QByteArray &name)
{
    QByteArrayList labels = name.split('.');
    if (labels.first().isEmpty())
        labels.removeFirst();
    if (labels.size() < 3 || labels.first().isEmpty())
        return {};
    labels.removeFirst();
    return '.' + labels.join('.');
}

void RandomMessage::addTo(QueueSnapshot &snapshot) const
{
    std::vector<ListedRecipient> listed;
    for (const RandomRecipient &recipient : recipients)
        listed.push_back({recipient.address, recipient.reason});
    snapshot.add({id, queue, arrival, size, false, sender, listed});
}

QByteArray RandomQueue::address()
{
    const int kind = below(12);
    if (kind == 0)
        return {};
    const QByteArray local = pick(locals);
    return kind == 1 ? local : local + '@' + pick(domains);
}

MessageFacts RandomQueue::facts()
{
    MessageFacts facts;
    facts.isOriginKnown = below(4) > 0;
    facts.isSubjectKnown = below(3) > 0;
    if (facts.isOriginKnown && below(4)) {
        facts.client = pick(QByteArrayList{"", "", "mail.example.com", "Mail.Example.com", "a"});
        // There is no client without an address, whatever it is called.
        facts.clientAddress = pick(QByteArrayList{facts.client.isEmpty() ? "" : "unknown",
            "192.0.2.1", "192.0.2.17", "2001:db8::1", "::1"});
        facts.saslUser = pick(QByteArrayList{"", "ann", "Ann", "bob@example.com", "b\xff", "@"});
    }
    if (facts.isSubjectKnown)
        facts.subject
            = pick(QByteArrayList{"", "Hello", "hello", "Re: <Hello>", "<b>", "\xc3\xa4*"});
    return facts;
}

std::vector<RandomMessage> RandomQueue::messages(int count)
{
    constexpr std::array queues{QueueName::Maildrop, QueueName::Incoming, QueueName::Active,
        QueueName::Deferred, QueueName::Hold};
    std::vector<RandomMessage> result;
    for (int i = 0; i < count; ++i) {
        RandomMessage message{.id = idNumber(i),
            .queue = pick(queues),
            .arrival = now - below(4) * 3600 - below(3),
            .size = below(4) * 1024 + below(2),
            .sender = address()};
        for (int j = below(4); j > 0; --j) {
            const auto reason = pick(reasons);
            message.recipients.push_back({address(), reason.first, reason.second});
        }
        message.facts = facts();
        result.push_back(std::move(message));
    }
    return result;
}

RandomFilter RandomQueue::filter()
{
    return filter(0);
}

RandomFilter RandomQueue::filter(int depth)
{
    if (depth > 3 || below(3) == 0)
        return term();
    const RandomFilter a = filter(depth + 1);
    const int kind = below(5);
    const auto both = [&](const QString &text) { return below(2) ? u'(' + text + u')' : text; };
    if (kind == 0)
        return {u"NOT ("_s + a.text + u')',
            [p = a.predicate](const RandomMessage &m) { return !p(m); }};
    const RandomFilter b = filter(depth + 1);
    if (kind < 3)
        return {
            u'(' + a.text + pick(QStringList{u") ("_s, u") and ("_s, u")And("_s}) + b.text + u')',
            [p = a.predicate, q = b.predicate](const RandomMessage &m) { return p(m) && q(m); }};
    return {u'(' + both(a.text) + u" or "_s + both(b.text) + u')',
        [p = a.predicate, q = b.predicate](const RandomMessage &m) { return p(m) || q(m); }};
}

RandomFilter RandomQueue::term()
{
    switch (below(10)) {
    case 0:
    case 1:
        return addressTerm(u"sender"_s, true);
    case 2:
        return addressTerm(u"to"_s, false);
    case 3:
        return domainTerm(u"from-domain"_s, true);
    case 4:
        return domainTerm(u"domain"_s, false);
    case 5:
        return reasonTerm();
    case 6:
        return dsnTerm();
    case 7:
        return numberTerm();
    case 8:
        return placeTerm();
    default:
        return wordTerm();
    }
}

QString RandomQueue::inAnyCase(const QString &text)
{
    QString result = text;
    for (QChar &c : result) {
        if (c.unicode() < 0x80 && below(4) == 0)
            c = c.isUpper() ? c.toLower() : c.toUpper();
    }
    return result;
}

RandomFilter RandomQueue::addressTerm(const QString &field, bool isSender)
{
    const QString start = inAnyCase(field) + u':';
    QByteArray wanted = address();
    while (!isUtf8(wanted))
        wanted = address();
    switch (below(6)) {
    case 0:
        return onTexts(start + quote('<' + wanted + '>'), isSender, equals(wanted));
    case 1: {
        const QByteArray glob = wildened(characters(wanted), m_random);
        return onTexts(start + QString::fromUtf8(glob), isSender, globs(glob));
    }
    case 2: {
        const QByteArray domain = '@' + pick(QByteArrayList{"gmail.com", "example.com", "a"});
        return onTexts(start + inAnyCase(QString::fromUtf8(domain)), isSender,
            [domain](const QByteArray &text) { return lower(text).endsWith(domain); });
    }
    case 3: {
        const QByteArray local = pick(QByteArrayList{"info@", "root@", "a@"});
        return onTexts(start + QString::fromUtf8(local), isSender,
            [local](const QByteArray &text) { return lower(text).startsWith(local); });
    }
    case 4: {
        const QString pattern = pick(QStringList{u"^info@"_s, u"\\.com$"_s, u"^.?@"_s, u"[xq]"_s});
        return onTexts(start + u'/' + pattern + u'/', isSender, matches(pattern));
    }
    default: {
        const QByteArray part = pick(QByteArrayList{"mail", "o", "x*", "ä", "example", "["});
        return onTexts(start + inAnyCase(quote(part)), isSender, contains(part));
    }
    }
}

RandomFilter RandomQueue::domainTerm(const QString &field, bool isSender)
{
    const auto onDomains = [&](const QString &value, const TextTest &test) {
        return onTexts(field + u':' + value, isSender,
            [test](const QByteArray &text) { return test(domainPart(text)); });
    };
    QByteArray domain = pick(domains);
    while (!isUtf8(domain))
        domain = pick(domains);
    switch (below(4)) {
    case 0:
        return onDomains(u".example.com"_s,
            [](const QByteArray &text) { return lower(text).endsWith(".example.com"); });
    case 1: {
        const QByteArray glob = wildened(characters(domain), m_random);
        return onDomains(QString::fromUtf8(glob), globs(glob));
    }
    case 2:
        return onDomains(u"\"\""_s, equals({}));
    default:
        return onDomains(inAnyCase(quote((below(2) ? "@" : "") + domain)), equals(domain));
    }
}

RandomFilter RandomQueue::reasonTerm()
{
    QByteArray reason = pick(reasons).first;
    while (!isUtf8(reason))
        reason = pick(reasons).first;
    if (reason.isEmpty())
        return onReasons(u"reason:\"\""_s, equals({}));
    const QByteArrayList letters = characters(reason);
    const int first = below(int(letters.size()));
    const QByteArray part = letters.sliced(first, 1 + below(int(letters.size()) - first)).join();
    switch (below(5)) {
    case 3: {
        const QByteArray cluster = reasonTemplate(reason);
        return onReasons(u"cluster:"_s + inAnyCase(quote(cluster)),
            [cluster](const QByteArray &text) { return equals(cluster)(reasonTemplate(text)); });
    }
    case 4: {
        const QByteArray cause = pick(QByteArrayList{"timeout", "rate-limit", "other", ""});
        return onReasons(u"cause:"_s + inAnyCase(quote(cause)), [cause](const QByteArray &text) {
            return ReasonKnowledge::builtIn().causeIdOf(text) == cause;
        });
    }
    case 0: {
        const QByteArray glob = wildened(letters, m_random);
        return onReasons(u"reason:"_s + QString::fromUtf8(glob), globs(glob));
    }
    case 1: {
        const QString pattern = pick(
            QStringList{u"4[0-9]{2}[ -]4"_s, u"(timed|try).*(out|later)"_s, u"^$"_s, u"\\?"_s});
        return onReasons(u"reason:/"_s + pattern + u'/', matches(pattern));
    }
    default:
        return onReasons(u"reason:"_s + inAnyCase(quote(part)), contains(part));
    }
}

RandomFilter RandomQueue::dsnTerm()
{
    const QByteArray wanted = pick(
        QByteArrayList{"4.7.28", "4.2.1", "4.2", "4.7", "4", "5", "5.7.1", "4.7.2", "4.*.1", ""});
    const int dots = int(wanted.count('.'));
    const bool isPrefix = !wanted.isEmpty() && dots < 2;
    const TextTest test = wanted.contains('*') ? globs(wanted)
        : isPrefix ? [wanted](const QByteArray &dsn) { return dsn.startsWith(wanted + '.'); }
                   : equals(wanted);
    return {u"dsn:"_s + (wanted.isEmpty() ? u"\"\""_s : QString::fromUtf8(wanted)),
        [test](const RandomMessage &m) {
            return std::ranges::any_of(
                m.recipients, [&](const RandomRecipient &r) { return test(r.dsn); });
        }};
}

RandomFilter RandomQueue::numberTerm()
{
    struct Quantity
    {
        QString text;
        qint64 number;
    };
    const int kind = below(3);
    const auto quantity = kind == 0
        ? pick(std::vector<Quantity>{{u"1h"_s, 3600}, {u"7200s"_s, 7200}, {u"121m"_s, 7260}})
        : kind == 1 ? pick(std::vector<Quantity>{{u"1K"_s, 1024}, {u"0"_s, 0}, {u"2k"_s, 2048}})
                    : pick(std::vector<Quantity>{{u"0"_s, 0}, {u"1"_s, 1}, {u"2"_s, 2}});
    const auto value = [kind](const RandomMessage &m) {
        return kind == 0 ? now - m.arrival : kind == 1 ? m.size : qint64(m.recipients.size());
    };
    const QString sign = pick(QStringList{u"<"_s, u"<="_s, u"="_s, u">="_s, u">"_s});
    const QString blank = below(2) ? u" "_s : QString();
    return {
        QStringList{u"age"_s, u"size"_s, u"rcpts"_s}[kind] + blank + sign + blank + quantity.text,
        [sign, value, number = quantity.number](const RandomMessage &m) {
            const qint64 difference = value(m) - number;
            return (sign.contains(u'<') && difference < 0)
                || (sign.contains(u'>') && difference > 0)
                || (sign.contains(u'=') && difference == 0);
        }};
}

RandomFilter RandomQueue::placeTerm()
{
    switch (below(4)) {
    case 0: {
        const QByteArray name = pick(
            QByteArrayList{"maildrop", "incoming", "active", "deferred", "hold", "*e*", "????"});
        return {u"queue:"_s + inAnyCase(QString::fromUtf8(name)),
            [test = globs(name)](
                const RandomMessage &m) { return test(toBytes(m.queue).toByteArray()); }};
    }
    case 1:
        return {u"server:mx1"_s, [](const RandomMessage &) { return true; }};
    case 2:
        return {u"instance:postfix-*"_s, [](const RandomMessage &) { return false; }};
    default: {
        const QueueId id = idNumber(below(80));
        return {u"id:"_s + id.toString(), [id](const RandomMessage &m) { return m.id == id; }};
    }
    }
}

RandomFilter RandomQueue::wordTerm()
{
    const auto anywhere = [](const QString &text, const TextTest &test) {
        return RandomFilter{text, [test](const RandomMessage &m) {
                                return test(m.sender) || test(m.id.toByteArray())
                                    || std::ranges::any_of(
                                        m.recipients, [&](const RandomRecipient &r) {
                                            return test(r.address) || test(r.reason);
                                        });
                            }};
    };
    switch (below(3)) {
    case 0: {
        const QByteArray glob = pick(QByteArrayList{"*gmail*", "?nfo@*", "A1*", "l?ter", "*"});
        return anywhere(QString::fromUtf8(glob), globs(glob));
    }
    case 1: {
        const QString pattern = pick(QStringList{u"^a"_s, u"said: 4"_s, u"[0-9]{5}"_s});
        return anywhere(u'/' + pattern + u'/', matches(pattern));
    }
    default: {
        const QByteArray word = pick(QByteArrayList{"gmail", "later", "a10", "é", "ä", "(in"});
        return anywhere(inAnyCase(quote(word)), contains(word));
    }
    }
}

}
