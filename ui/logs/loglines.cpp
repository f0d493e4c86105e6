// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/logs/loglines.h"

#include "core/base/textsafety.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <cmath>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(LogLines)
};

constexpr int mostLayouts = 1000; ///< some screens full
constexpr qsizetype longestTip = 4000; ///< bytes

/// "submission/smtpd" of "postfix/submission/smtpd"; of another instance all of it.
QByteArrayView shortTag(QByteArrayView tag)
{
    constexpr QByteArrayView usual = "postfix/";
    return tag.startsWith(usual) ? tag.sliced(usual.size()) : tag;
}

/// Without the queue ID that it begins with, which stands before it already.
QByteArrayView behindId(QByteArrayView message, QByteArrayView id)
{
    if (!id.isEmpty() && message.startsWith(id) && message.sliced(id.size()).startsWith(": "))
        return message.sliced(id.size() + 2);
    return message;
}

}

QString shownLogTime(qint64 time)
{
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(
        qint64(std::floor(double(time) / 1000)), QTimeZone::systemTimeZone());
    return local.toString(
        time % 1'000'000 == 0 ? u"MM-dd HH:mm:ss    "_s : u"MM-dd HH:mm:ss.zzz"_s);
}

LogLines::LogLines(const KSyntaxHighlighting::Repository &repository)
    : m_highlighter(repository), m_layouts(mostLayouts)
{
}

void LogLines::setOrder(std::shared_ptr<const LogOrder> order)
{
    m_order = std::move(order);
    m_readers = m_order->readers();
}

void LogLines::setLook(const QFont &font, const QPalette &palette)
{
    m_font = font;
    m_highlighter.setPalette(palette);
    m_layouts.clear();
}

const LogRecord &LogLines::record(size_t place)
{
    const LogRef ref = m_order->at(place);
    return m_readers[ref.source()].record(ref.row());
}

ShownLogLine LogLines::line(size_t place)
{
    const LogRef ref = m_order->at(place);
    LogReader &reader = m_readers[ref.source()];
    ShownLogLine line;
    line.record = reader.record(ref.row());
    if (line.record.time != 0)
        line.time = shownLogTime(line.record.time);
    if (line.record.isGap()) {
        line.text = text::visibleStart(reader.text(ref.row()), longestText);
        return line;
    }
    const QByteArrayView id = reader.queueId(ref.row());
    line.queueId = text::visible(id);
    line.daemon = text::visible(shortTag(reader.tag(ref.row())));
    line.text = text::visibleStart(behindId(reader.message(ref.row()), id), longestText);
    return line;
}

QString LogLines::whole(size_t place)
{
    const LogRef ref = m_order->at(place);
    return text::visibleStart(m_readers[ref.source()].text(ref.row()), longestTip);
}

QString LogLines::tip(size_t place)
{
    const LogRef ref = m_order->at(place);
    LogReader &reader = m_readers[ref.source()];
    const LogRecord &record = reader.record(ref.row());
    const QDateTime utc = QDateTime::fromMSecsSinceEpoch(record.time / 1000, QTimeZone::utc());
    QStringList rows{Words::tr("Here: %1").arg(QLocale().toString(utc.toLocalTime())),
        Words::tr("UTC: %1").arg(utc.toString(Qt::ISODateWithMs))};
    if (record.flags & LogRecord::NoTime)
        rows = {Words::tr("The line has no time; it stands behind one of %1.")
                .arg(QLocale().toString(utc.toLocalTime()))};
    else if (record.tagSize > 0) // the server's own words are what the line begins with
        rows.append(Words::tr("On the server: %1")
                .arg(text::visible(reader.text(ref.row()).first(record.tagAt).trimmed())));
    return rows.join(u'\n');
}

const LogLines::Layout &LogLines::layout(size_t place)
{
    const LogRef ref = m_order->at(place);
    const quint64 key = quint64(ref.source()) << 52 | ref.row();
    if (const Layout *known = m_layouts.object(key))
        return *known;
    auto *made = new Layout; // QCache takes it
    made->line = line(place);
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    option.setTextDirection(Qt::LeftToRight);
    made->text.setText(made->line.text);
    made->text.setFont(m_font);
    made->text.setTextOption(option);
    made->text.setCacheEnabled(true);
    if (!made->line.record.isGap())
        made->text.setFormats(m_highlighter.formatsOf(made->line.text));
    made->text.beginLayout();
    QTextLine only = made->text.createLine();
    made->text.endLayout();
    made->width = only.isValid() ? int(std::ceil(only.naturalTextWidth())) : 0;
    m_layouts.insert(key, made);
    return *made;
}

}
