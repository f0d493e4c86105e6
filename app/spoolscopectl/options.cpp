// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "options.h"

#include "where.h"

#include "core/base/textsafety.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <variant>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

using Text = QString Arguments::*;
using Switch = bool Arguments::*;
using Number = std::optional<qint64> Arguments::*;
struct Special // taken by name
{
};

/// One row an option.
struct Row
{
    QLatin1StringView name;
    QLatin1StringView meaning;
    QLatin1StringView value; ///< what it is called; empty for an option without one
    std::variant<Special, Text, Switch, Number, Format> target = Special{};
};

constexpr std::array rows{
    // Which server, and as whom
    Row{"identity"_L1, "Private key to log in with."_L1, "file"_L1, &Arguments::identityFile},
    Row{"known-hosts"_L1, "File of host keys to trust."_L1, "file"_L1, &Arguments::knownHostsFile},
    Row{"ssh-config"_L1, "Instead of ~/.ssh/config, as with ssh -F."_L1, "file"_L1,
        &Arguments::sshConfigFile},
    Row{"jump"_L1, "Jump hosts, as with ssh -J."_L1, "[user@]host[:port],..."_L1, &Arguments::jump},
    Row{"batch"_L1, "Never ask for a password or passphrase."_L1, {}, &Arguments::batch},
    // What of it
    Row{"instance"_L1, "Only this Postfix instance (name or directory)."_L1, "name"_L1,
        &Arguments::instance},
    Row{"ids"_L1, "Queue IDs, or lines of queue --json, one a line; - is stdin."_L1, "file"_L1,
        &Arguments::idsFile},
    Row{"where"_L1, "Only messages that match; see the manual page."_L1, "filter"_L1},
    Row{"group-by"_L1, "Count messages by this field; --limit is of groups then."_L1, "field"_L1},
    Row{"origins"_L1, "queue: read client, SASL user and subject from the queue files."_L1, {},
        &Arguments::origins},
    Row{"since"_L1,
        "log summary, log follow: from this time on, as 2026-11-28T10:00, 24h or 7d."_L1,
        "time"_L1},
    Row{"limit"_L1, "At most so many messages a server, or rows of a list."_L1, "n"_L1,
        &Arguments::limit},
    Row{"destination"_L1, "Only mail for this domain or [address], as postqueue -s."_L1, "site"_L1,
        &Arguments::destination},
    Row{"older-than"_L1, "Remove what was saved before so many days."_L1, "days"_L1,
        &Arguments::olderThanDays},
    Row{"max-bytes"_L1, "Remove the oldest until the rest is no larger."_L1, "n"_L1,
        &Arguments::maxBytes},
    Row{"role"_L1, "rights: viewer, operator or deleter."_L1, "role"_L1, &Arguments::role},
    Row{"user"_L1, "rights: for this account, not the one that logs in."_L1, "name"_L1,
        &Arguments::account},
    // As qshape's -s, -p, -m, -b, -t, -l and -w
    Row{"queue"_L1, "Only this queue; may be given several times."_L1, "name"_L1},
    Row{"sender"_L1, "By senders' domains, not by recipients'."_L1, {}},
    Row{"parents"_L1, "Parent domains too, as .example.com."_L1, {}},
    Row{"min-subdomains"_L1, "Of a parent domain to be shown: 5."_L1, "n"_L1},
    Row{"buckets"_L1, "How many ages: 10."_L1, "n"_L1},
    Row{"bucket-time"_L1, "Where the first age ends: 5."_L1, "minutes"_L1},
    Row{"linear"_L1, "Ages of one length; else each ends at twice the last."_L1, {}},
    Row{"width"_L1, "Columns of the table, from 80."_L1, "n"_L1, &Arguments::width},
    // How a change is made
    Row{"dry-run"_L1, "Show the plan and change nothing."_L1, {}, &Arguments::dryRun},
    Row{"yes"_L1, "Carry the plan out without asking."_L1, {}, &Arguments::yes},
    Row{"reason"_L1, "Why; the journal keeps it. Needed above 10 messages."_L1, "text"_L1,
        &Arguments::reason},
    Row{"rate"_L1, "At most so many messages a minute."_L1, "n"_L1},
    Row{"trash"_L1, "With act delete: move to the trash instead, as act trash."_L1, {}},
    Row{"vault"_L1, "With act delete: keep a copy of each message first."_L1, {},
        &Arguments::vault},
    // How it is printed
    Row{"json"_L1, "One JSON object a line."_L1, {}, Format::Json},
    Row{"csv"_L1, "RFC 4180, safe for spreadsheets."_L1, {}, Format::Csv},
    Row{"raw"_L1, "What postcat printed, byte for byte."_L1, {}, Format::Raw},
    Row{"eml"_L1, "The message as an .eml file."_L1, {}, Format::Eml},
    Row{"text"_L1, "As text, where that is not the only way."_L1, {}, Format::Text},
    Row{"html"_L1, "As a web page."_L1, {}, Format::Html},
    Row{"script"_L1, "As a shell script, for review."_L1, {}, Format::Script},
};

void takeTextsAndSwitches(const QCommandLineParser &parser, Arguments &arguments)
{
    for (const Row &row : rows) {
        if (const Text *text = std::get_if<Text>(&row.target))
            arguments.*(*text) = parser.value(row.name);
        else if (const Switch *flag = std::get_if<Switch>(&row.target))
            arguments.*(*flag) = parser.isSet(row.name);
    }
}

Result<void> takeFilter(const QCommandLineParser &parser, Arguments &arguments)
{
    if (const QString name = u"where"_s; parser.isSet(name)) {
        arguments.where = parser.value(name);
        auto filter = parseWhere(arguments.where);
        if (!filter)
            return std::unexpected(filter.error());
        arguments.filter = std::move(*filter);
    }
    if (!parser.isSet(u"group-by"_s))
        return {};
    arguments.groupBy = parseGroupKey(parser.value(u"group-by"_s));
    if (!arguments.groupBy)
        return failure(ErrorKind::InvalidInput,
            u"--group-by needs one of: %1"_s.arg(groupKeyNames().join(u", "_s)));
    return {};
}

/// "90m", "24h", "7d" or "2w" ago, or a time in ISO 8601 by the local clock.
std::optional<qint64> parseTime(const QString &text)
{
    static constexpr std::array<std::pair<char16_t, qint64>, 4> units{
        {{u'm', 60}, {u'h', 3600}, {u'd', 86400}, {u'w', 7 * 86400}}};
    for (const auto &[letter, seconds] : units) {
        bool isNumber = false;
        const uint number = text.endsWith(letter) ? text.chopped(1).toUInt(&isNumber) : 0;
        if (isNumber)
            return QDateTime::currentSecsSinceEpoch() - qint64(number) * seconds;
    }
    const QDateTime time = QDateTime::fromString(text, Qt::ISODate);
    return time.isValid() ? std::optional(time.toSecsSinceEpoch()) : std::nullopt;
}

Result<void> takeSince(const QCommandLineParser &parser, Arguments &arguments)
{
    if (!parser.isSet(u"since"_s))
        return {};
    arguments.since = parseTime(parser.value(u"since"_s));
    if (!arguments.since)
        return failure(ErrorKind::InvalidInput,
            u"--since needs a time, as 2026-11-28, 2026-11-28T10:00, 24h or 7d"_s);
    return {};
}

struct ShapeSwitch
{
    QLatin1StringView name;
    bool ShapeOptions::*target;
};
constexpr std::array shapeSwitches{ShapeSwitch{"sender"_L1, &ShapeOptions::bySender},
    ShapeSwitch{"parents"_L1, &ShapeOptions::foldsDomains},
    ShapeSwitch{"linear"_L1, &ShapeOptions::isLinear}};

struct ShapeNumber
{
    QLatin1StringView name;
    int ShapeOptions::*target;
    int most;
};
constexpr std::array shapeNumbers{
    ShapeNumber{"min-subdomains"_L1, &ShapeOptions::leastSubdomains, 1'000'000},
    ShapeNumber{"buckets"_L1, &ShapeOptions::buckets, ShapeOptions::mostBuckets},
    ShapeNumber{"bucket-time"_L1, &ShapeOptions::bucketMinutes, ShapeOptions::mostBucketMinutes}};

Result<void> takeShape(const QCommandLineParser &parser, Arguments &arguments)
{
    for (const ShapeSwitch &option : shapeSwitches) {
        if (parser.isSet(option.name)) {
            arguments.shapeOption = option.name;
            arguments.shape.*option.target = true;
        }
    }
    for (const ShapeNumber &option : shapeNumbers) {
        if (!parser.isSet(option.name))
            continue;
        arguments.shapeOption = option.name;
        const int number = parser.value(option.name).toInt(); // 0 for what is none
        if (number < 1 || number > option.most)
            return failure(ErrorKind::InvalidInput,
                u"--%1 needs a number from 1 to %2"_s.arg(option.name).arg(option.most));
        arguments.shape.*option.target = number;
    }
    for (const QString &name : parser.values(u"queue"_s)) {
        arguments.shapeOption = u"queue"_s;
        const auto queue = parseQueueName(name.toUtf8());
        if (!queue || !std::ranges::contains(listedQueues, *queue))
            return failure(ErrorKind::InvalidInput,
                u"--queue needs maildrop, incoming, active, deferred or hold, not \"%1\""_s.arg(
                    text::visible(name)));
        arguments.queues.append(*queue);
    }
    if (arguments.width)
        arguments.shapeOption = u"width"_s;
    return {};
}

Result<void> takeFormat(const QCommandLineParser &parser, Arguments &arguments)
{
    int formats = 0;
    for (const Row &row : rows) {
        const Format *format = std::get_if<Format>(&row.target);
        if (format && parser.isSet(row.name)) {
            arguments.format = *format;
            ++formats;
        }
    }
    if (formats > 1)
        return failure(
            ErrorKind::InvalidInput, u"choose one of --json, --csv, --html, --raw, --eml"_s);
    return {};
}

Result<void> takeNumbers(const QCommandLineParser &parser, Arguments &arguments)
{
    for (const Row &row : rows) {
        const Number *target = std::get_if<Number>(&row.target);
        if (!target || !parser.isSet(row.name))
            continue;
        bool isNumber = false;
        const qint64 number = parser.value(row.name).toLongLong(&isNumber);
        arguments.*(*target) = number;
        const bool isDays = *target == &Arguments::olderThanDays;
        if (!isNumber || number < 0 || (isDays && number > 100'000))
            return failure(ErrorKind::InvalidInput, u"--%1 needs a number"_s.arg(row.name));
    }
    return {};
}

}

QList<QCommandLineOption> options()
{
    QList<QCommandLineOption> all;
    for (const Row &row : rows)
        all.append(QCommandLineOption(row.name, row.meaning, row.value));
    return all;
}

Result<void> takeOptions(const QCommandLineParser &parser, Arguments &arguments)
{
    takeTextsAndSwitches(parser, arguments);
    if (const auto taken = takeFilter(parser, arguments); !taken)
        return taken;
    if (const QString name = u"rate"_s; parser.isSet(name)) {
        const int rate = parser.value(name).toInt();
        arguments.rate = rate > 0 ? rate : -1;
    }
    if (const auto taken = takeFormat(parser, arguments); !taken)
        return taken;
    if (parser.isSet(u"destination"_s) && arguments.destination.isEmpty()) // would flush everything
        return failure(ErrorKind::InvalidInput, u"--destination needs a domain"_s);
    if (const auto taken = takeNumbers(parser, arguments); !taken)
        return taken;
    if (const auto taken = takeSince(parser, arguments); !taken)
        return taken;
    return takeShape(parser, arguments);
}

}
