// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queuelisting.h"

#include <QCoreApplication>

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <optional>
#include <vector>

namespace spoolscope {

using namespace Qt::Literals;
namespace json = simdjson::ondemand;

namespace {

constexpr qsizetype padding = simdjson::SIMDJSON_PADDING; ///< readable bytes simdjson wants behind
constexpr qsizetype badLineSample = 1000;
constexpr size_t keptCapacity = size_t(4) << 20; ///< more is given back after an unusual line

QByteArrayView toView(std::string_view text)
{
    return QByteArrayView(text.data(), qsizetype(text.size()));
}

enum class Member {
    QueueName,
    QueueId,
    ArrivalTime,
    MessageSize,
    ForcedExpire,
    Sender,
    Recipients,
    Address, ///< of a recipient, as is what follows
    DelayReason,
    Other, ///< of a later version
};

Member memberNamed(std::string_view name)
{
    switch (name.size()) {
    case 6:
        return name == "sender" ? Member::Sender : Member::Other;
    case 7:
        return name == "address" ? Member::Address : Member::Other;
    case 8:
        return name == "queue_id" ? Member::QueueId : Member::Other;
    case 10:
        return name == "queue_name" ? Member::QueueName
            : name == "recipients"  ? Member::Recipients
                                    : Member::Other;
    case 12:
        return name == "arrival_time" ? Member::ArrivalTime
            : name == "message_size"  ? Member::MessageSize
            : name == "delay_reason"  ? Member::DelayReason
                                      : Member::Other;
    case 13:
        return name == "forced_expire" ? Member::ForcedExpire : Member::Other;
    default:
        return Member::Other;
    }
}

/// Postfix writes no escapes in a name, so one that is known as it stands is not looked through.
simdjson::error_code readMember(json::field &field, Member &member)
{
    const std::string_view name = field.escaped_key();
    member = memberNamed(name);
    if (member != Member::Other || !name.contains('\\'))
        return simdjson::SUCCESS;
    std::string_view plain;
    const simdjson::error_code error = field.unescaped_key(true).get(plain);
    member = memberNamed(plain);
    return error;
}

/// The line as JSON may have it: raw control characters and bytes that are no UTF-8 become '?', as
/// Postfix itself writes them since 3.7. Older ones let them through.
void sanitise(std::string &line)
{
    size_t i = 0;
    while (i < line.size()) {
        const auto lead = static_cast<unsigned char>(line[i]);
        if (lead < 0x80) {
            if (lead < 0x20)
                line[i] = '?';
            ++i;
            continue;
        }
        size_t length = 0;
        for (const size_t candidate : {2, 3, 4}) {
            if (i + candidate <= line.size()
                && simdjson::validate_utf8(line.data() + i, candidate)) {
                length = candidate;
                break;
            }
        }
        if (length == 0) {
            line[i] = '?';
            ++i;
        } else {
            i += length;
        }
    }
}

}

struct QueueListParser::Private
{
    /// The members of one line that matter. A member that comes twice makes the line bad: which of
    /// two queue IDs is meant must not be a guess.
    struct Members
    {
        std::optional<QueueId> id;
        std::optional<QueueName> queue;
        std::optional<qint64> arrival;
        std::optional<qint64> size;
        std::optional<bool> forcedExpire;
        std::optional<std::string_view> sender;
        bool hasRecipients = false;
    };

    explicit Private(Sink receiver) : sink(std::move(receiver)) { }

    void takeLine(const char *line, qsizetype size, qsizetype readable);
    void takeCopied(const char *line, qsizetype size);
    bool parse(const char *line, qsizetype size, qsizetype readable);
    bool parseMember(Member member, json::value value, Members &members);
    bool parseRecipients(json::array array);
    bool parseRecipient(json::object object);
    void addBadLine(const char *line, qsizetype size);
    void appendToPartial(QByteArrayView bytes);
    void endPartial();

    Sink sink;
    json::parser parser{longestLine};
    std::vector<ListedRecipient> recipients;
    std::string partial; ///< the beginning of a line whose end has not come yet
    std::string scratch; ///< a line with padding behind it
    bool isSkipping = false; ///< the rest of a line that was too long
    qint64 badLineCount = 0;
    QByteArrayList badLines;
};

void QueueListParser::Private::addBadLine(const char *line, qsizetype size)
{
    ++badLineCount;
    if (badLines.size() < keptBadLines)
        badLines.append(QByteArray(line, std::min(size, badLineSample)));
}

bool QueueListParser::Private::parseRecipient(json::object object)
{
    std::optional<std::string_view> address, reason;
    for (auto entry : object) {
        json::field field;
        Member member = Member::Other;
        if (std::move(entry).get(field) || readMember(field, member))
            return false;
        if (member != Member::Address && member != Member::DelayReason)
            continue;
        auto &target = member == Member::Address ? address : reason;
        std::string_view text;
        if (target || field.value().get_string(true).get(text))
            return false;
        target = text;
    }
    if (!address)
        return false;
    recipients.emplace_back(toView(*address), toView(reason.value_or(std::string_view())));
    return true;
}

bool QueueListParser::Private::parseRecipients(json::array array)
{
    for (auto entry : array) {
        json::object object;
        if (std::move(entry).get_object().get(object) || !parseRecipient(object))
            return false;
    }
    return true;
}

bool QueueListParser::Private::parseMember(Member member, json::value value, Members &members)
{
    const auto takeCount = [&](std::optional<qint64> &target) {
        int64_t number = 0;
        if (target || value.get_int64().get(number) || number < 0)
            return false;
        target = number;
        return true;
    };
    std::string_view text;
    switch (member) {
    case Member::QueueName:
        if (members.queue || value.get_string(true).get(text))
            return false;
        members.queue = parseQueueName(toView(text));
        return members.queue.has_value();
    case Member::QueueId:
        if (members.id || value.get_string(true).get(text))
            return false;
        members.id = QueueId::parse(toView(text));
        return members.id.has_value();
    case Member::ArrivalTime:
        return takeCount(members.arrival);
    case Member::MessageSize:
        return takeCount(members.size);
    case Member::ForcedExpire: {
        bool flag = false;
        if (members.forcedExpire || value.get_bool().get(flag))
            return false;
        members.forcedExpire = flag;
        return true;
    }
    case Member::Sender:
        if (members.sender || value.get_string(true).get(text))
            return false;
        members.sender = text;
        return true;
    case Member::Recipients: {
        json::array array;
        if (members.hasRecipients || value.get_array().get(array))
            return false;
        members.hasRecipients = true;
        return parseRecipients(array);
    }
    case Member::Address:
    case Member::DelayReason:
    case Member::Other:
        return true;
    }
    Q_UNREACHABLE_RETURN(false);
}

bool QueueListParser::Private::parse(const char *line, qsizetype size, qsizetype readable)
{
    const auto needed = std::bit_ceil(std::max<size_t>(size_t(size), 4096));
    if (parser.capacity() < needed && parser.allocate(needed))
        return false;
    json::document document;
    json::object object;
    if (parser.iterate(line, size_t(size), size_t(readable)).get(document)
        || document.get_object().get(object))
        return false;

    recipients.clear();
    Members members;
    for (auto entry : object) {
        json::field field;
        Member member = Member::Other;
        if (std::move(entry).get(field) || readMember(field, member)
            || !parseMember(member, field.value(), members))
            return false;
    }
    if (!document.at_end() || !members.id || !members.queue || !members.arrival || !members.size
        || !members.sender || !members.hasRecipients)
        return false;

    // showq(8) writes empty_address_recipient for the null sender.
    const QByteArrayView sender
        = *members.sender == "MAILER-DAEMON" ? QByteArrayView("") : toView(*members.sender);
    sink({.id = *members.id,
        .queue = *members.queue,
        .arrival = *members.arrival,
        .size = *members.size,
        .forcedExpire = members.forcedExpire.value_or(false),
        .sender = sender,
        .recipients = recipients});
    return true;
}

/// `readable` counts the bytes from `line` on that may be looked at, at least size + padding.
void QueueListParser::Private::takeLine(const char *line, qsizetype size, qsizetype readable)
{
    const QByteArrayView text(line, size);
    if (size == 0 || text.trimmed().isEmpty())
        return;
    if (parse(line, size, readable))
        return;
    std::string copy(line, size_t(size));
    sanitise(copy);
    const bool isChanged = copy.compare(0, copy.size(), line, size_t(size)) != 0;
    copy.append(size_t(padding), '\0');
    if (!isChanged || !parse(copy.data(), size, qsizetype(copy.size())))
        addBadLine(line, size);
    if (parser.capacity() > keptCapacity)
        parser = json::parser(longestLine);
}

void QueueListParser::Private::takeCopied(const char *line, qsizetype size)
{
    scratch.assign(line, size_t(size));
    scratch.append(size_t(padding), '\0');
    takeLine(scratch.data(), size, qsizetype(scratch.size()));
}

void QueueListParser::Private::appendToPartial(QByteArrayView bytes)
{
    if (isSkipping || bytes.isEmpty())
        return;
    if (qsizetype(partial.size()) + bytes.size() > longestLine) {
        partial.append(bytes.data(), size_t(std::min(bytes.size(), badLineSample)));
        addBadLine(partial.data(), qsizetype(partial.size()));
        partial = {};
        isSkipping = true;
        return;
    }
    partial.append(bytes.data(), size_t(bytes.size()));
}

void QueueListParser::Private::endPartial()
{
    if (!isSkipping && !partial.empty()) {
        const auto size = qsizetype(partial.size());
        partial.append(size_t(padding), '\0');
        takeLine(partial.data(), size, qsizetype(partial.size()));
    }
    isSkipping = false;
    if (partial.capacity() > keptCapacity)
        partial = {};
    partial.clear();
}

CommandLine listQueueCommand(const Instance &instance)
{
    return {.arguments = {"postqueue"_ba, "-c"_ba, instance.configDirectory, "-j"_ba}};
}

CommandLine listQueueWithClockCommand(const Instance &instance)
{
    return {.arguments = {"sh"_ba, "-c"_ba, "date +%s; exec postqueue -c \"$1\" -j"_ba,
                "spoolscope"_ba, instance.configDirectory}};
}

QueueListParser::QueueListParser(Sink sink) : d(std::make_unique<Private>(std::move(sink)))
{
}

QueueListParser::~QueueListParser() = default;

void QueueListParser::feed(QByteArrayView bytes)
{
    if (bytes.isEmpty())
        return;
    const char *const end = bytes.data() + bytes.size();
    const char *position = bytes.data();
    const auto lineBreak = [&] {
        return static_cast<const char *>(std::memchr(position, '\n', size_t(end - position)));
    };

    if (d->isSkipping || !d->partial.empty()) {
        const char *const stop = lineBreak();
        d->appendToPartial({position, stop ? stop : end});
        if (!stop)
            return;
        d->endPartial();
        position = stop + 1;
    }
    // Complete lines are parsed where they are; only one so near the end that simdjson would read
    // past the chunk is copied.
    while (position < end) {
        const char *const stop = lineBreak();
        if (!stop) {
            d->appendToPartial({position, end});
            return;
        }
        const qsizetype size = stop - position;
        if (size > longestLine)
            d->addBadLine(position, size);
        else if (end - stop >= padding)
            d->takeLine(position, size, end - position);
        else
            d->takeCopied(position, size);
        position = stop + 1;
    }
}

void QueueListParser::finish()
{
    d->endPartial();
}

qint64 QueueListParser::badLineCount() const
{
    return d->badLineCount;
}

QByteArrayList QueueListParser::badLines() const
{
    return d->badLines;
}

Result<void> checkListingExit(int exitCode, const QByteArray &errors)
{
    const auto fail = [&](ErrorKind kind, const char *text) {
        return failure(kind, QCoreApplication::translate("spoolscope", text), errors);
    };
    switch (exitCode) { // sysexits.h
    case 0:
        return {};
    case 64: // EX_USAGE
        return fail(ErrorKind::NotFound,
            QT_TRANSLATE_NOOP("spoolscope",
                "postqueue on this server does not know the option -j. Postfix 3.1 or later is "
                "needed."));
    case 69: // EX_UNAVAILABLE; postqueue.c turns every fatal error into it, whatever it says inside
    case 70: // EX_SOFTWARE
    case 74: // EX_IOERR
    case 77: // EX_NOPERM
        if (exitCode == 77 || errors.contains("is not allowed to view the mail queue")) {
            return fail(ErrorKind::Permission,
                QT_TRANSLATE_NOOP("spoolscope",
                    "This account may not list the queue. Add it to authorized_mailq_users in "
                    "main.cf."));
        }
        if (errors.contains("mail system is down")) {
            return fail(ErrorKind::NotFound,
                QT_TRANSLATE_NOOP("spoolscope",
                    "The mail system is not running on this server, so its queue cannot be listed. "
                    "Start it with \"postfix start\", or log in as root, who can list it anyway."));
        }
        if (exitCode == 70 || errors.contains("malformed showq server response")) {
            return fail(ErrorKind::Parse,
                QT_TRANSLATE_NOOP("spoolscope",
                    "Postfix broke off the listing because of an internal error. Look for "
                    "\"showq\" in the server's mail log."));
        }
        if (exitCode == 74 || errors.contains("output write error")) {
            return fail(ErrorKind::Io,
                QT_TRANSLATE_NOOP("spoolscope",
                    "Postfix could not write the listing. Look at the server's mail log."));
        }
        return fail(ErrorKind::Io,
            QT_TRANSLATE_NOOP("spoolscope",
                "postqueue could not start on this server. Its own words are in the details; "
                "\"postfix check\" there may say more."));
    case 126:
        return fail(ErrorKind::Permission,
            QT_TRANSLATE_NOOP("spoolscope", "This account may not run postqueue on the server."));
    case 127:
        return fail(ErrorKind::NotFound,
            QT_TRANSLATE_NOOP("spoolscope",
                "postqueue was not found on the server. Is Postfix installed there?"));
    default:
        return failure(ErrorKind::Parse,
            QCoreApplication::translate("spoolscope",
                "postqueue failed with exit status %1. Its own words are in the details.")
                .arg(exitCode),
            errors);
    }
}

}
