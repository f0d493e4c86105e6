// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/journalentry.h"

#include "core/postfix/journalcommand.h"

#include <QDateTime>
#include <QTimeZone>

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace spoolscope {

namespace json = simdjson::ondemand;

namespace {

enum Member { Message, MessageId, Dropped, Identifier, SyslogPid, Pid, Host, Time, Cursor };
constexpr std::array<std::pair<std::string_view, Member>, 9> known{
    {{"MESSAGE", Message}, {"MESSAGE_ID", MessageId}, {"N_DROPPED", Dropped},
        {"SYSLOG_IDENTIFIER", Identifier}, {"SYSLOG_PID", SyslogPid}, {"_PID", Pid},
        {"_HOSTNAME", Host}, {"__REALTIME_TIMESTAMP", Time}, {"__CURSOR", Cursor}}};

constexpr qsizetype longestCursor = 1024;

/// A field: a string, an array of its bytes where they are no UTF-8, or an array of several values,
/// of which the first counts (systemd's "Journal JSON Format").
bool readValue(json::value value, std::string &to, int depth = 0)
{
    constexpr int deepest = 2; // several values, each of bytes
    std::string_view text;
    if (value.get_string(true).get(text) == simdjson::SUCCESS) {
        to.assign(text);
        return true;
    }
    json::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS)
        return false;
    to.clear();
    for (auto element : array) {
        json::value one;
        if (element.get(one) != simdjson::SUCCESS)
            return false;
        if (uint64_t byte = 0; one.get_uint64().get(byte) == simdjson::SUCCESS)
            to += char(byte);
        else
            return depth < deepest && to.empty() && readValue(one, to, depth + 1);
    }
    return true;
}

qint64 toNumber(const std::string &text)
{
    return QByteArrayView(text).toLongLong();
}

QByteArrayView first(const std::string &text, const std::string &otherwise)
{
    return text.empty() ? QByteArrayView(otherwise) : QByteArrayView(text);
}

}

struct JournalEntryReader::Members
{
    json::parser parser;
    std::string line; ///< with the room behind it that simdjson wants
    std::array<std::string, known.size()> values;

    bool read();
};

bool JournalEntryReader::Members::read()
{
    for (std::string &value : values)
        value.clear();
    json::document document;
    json::object object;
    if (parser.iterate(line).get(document) != simdjson::SUCCESS
        || document.get_object().get(object) != simdjson::SUCCESS)
        return false;
    for (auto entry : object) {
        json::field field;
        std::string_view key;
        if (std::move(entry).get(field) != simdjson::SUCCESS
            || field.unescaped_key(true).get(key) != simdjson::SUCCESS)
            return false;
        const auto found
            = std::ranges::find(known, key, &std::pair<std::string_view, Member>::first);
        if (found != known.end() && !readValue(field.value(), values[found->second]))
            values[found->second].clear(); // null: too long for journalctl without -a
    }
    return document.is_alive() && document.at_end(); // an error in a value may have ended it
}

JournalEntryReader::JournalEntryReader() : m_members(std::make_unique<Members>())
{
}

JournalEntryReader::~JournalEntryReader() = default;

bool JournalEntryReader::read(QByteArrayView line)
{
    m_frame = {};
    m_cursor.clear();
    m_dropped = 0;
    m_members->line.reserve(size_t(line.size()) + simdjson::SIMDJSON_PADDING);
    m_members->line.assign(line.data(), size_t(line.size()));
    if (!m_members->read())
        return false;
    const auto &values = m_members->values;
    const qint64 time = toNumber(values[Time]);
    if (time <= 0 || time > qint64(253'402'300'799) * 1'000'000) // the year 9999
        return false;
    if (values[Cursor].size() <= size_t(longestCursor))
        m_cursor = QByteArray::fromStdString(values[Cursor]);
    if (QByteArrayView(values[MessageId]) == journalDroppedId)
        m_dropped = std::max<qint64>(1, toNumber(values[Dropped]));
    compose(time);
    return true;
}

/// "2026-11-28T11:20:28.123456+00:00 host program[pid]: text"
void JournalEntryReader::compose(qint64 time)
{
    constexpr qsizetype stampSize = 19; // without a zone
    const auto &values = m_members->values;
    const QByteArrayView pid = first(values[SyslogPid], values[Pid]);
    const QByteArray fraction = QByteArray::number(time % 1'000'000).rightJustified(6, '0');
    m_raw = QDateTime::fromSecsSinceEpoch(time / 1'000'000, QTimeZone::utc())
                .toString(Qt::ISODate)
                .first(stampSize)
                .toLatin1()
        + '.' + fraction + "+00:00 ";
    const auto append = [&](QByteArrayView text) {
        const qsizetype from = m_raw.size();
        m_raw.append(text);
        return std::pair(from, text.size());
    };
    const auto host = append(values[Host].empty() ? QByteArrayView("-") : values[Host]);
    m_raw += ' ';
    const auto program
        = append(values[Identifier].empty() ? QByteArrayView("-") : values[Identifier]);
    if (!pid.isEmpty())
        m_raw += '[' + pid.toByteArray() + ']';
    m_raw += ": ";
    const auto message = append(values[Message]);
    std::ranges::replace(m_raw, '\n', ' ');
    const auto view = [&](const std::pair<qsizetype, qsizetype> &place) {
        return QByteArrayView(m_raw).sliced(place.first, place.second);
    };
    m_frame.time = time;
    m_frame.host = view(host);
    m_frame.program = view(program);
    m_frame.pid = pid.toUInt();
    m_frame.message = view(message);
    m_frame.raw = m_raw;
}

}
