// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "where.h"

#include "targets.h"

#include "core/base/textsafety.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

qsizetype widthOf(const QString &visible)
{
    return visible.toUcs4().size();
}

/// The text about the fault, which may be one word of thousands, and carets below.
QString markedLines(const QString &text, const FilterError &error)
{
    constexpr qsizetype before = 40, marked = 60, after = 20;
    const qsizetype start = std::max<qsizetype>(0, error.offset - before);
    const qsizetype length = std::clamp<qsizetype>(error.length, 1, marked);
    const qsizetype end = std::min(text.size(), error.offset + length + after);
    const auto shown = [&](qsizetype from, qsizetype to) {
        return text::visible(QStringView(text).sliced(from, std::max(from, to) - from));
    };
    const qsizetype wordEnd = std::min(text.size(), error.offset + length);
    const QString lead
        = u"--where "_s + (start > 0 ? u"..."_s : QString()) + shown(start, error.offset);
    const QString word = shown(error.offset, wordEnd);
    return lead + word + shown(wordEnd, end) + (end < text.size() ? u"..."_s : QString()) + u'\n'
        + QString(widthOf(lead), u' ') + QString(std::max<qsizetype>(1, widthOf(word)), u'^');
}

}

Result<Filter> parseWhere(const QString &text)
{
    auto filter = Filter::parse(text);
    if (filter)
        return std::move(*filter);
    return failure(ErrorKind::InvalidInput, u"bad filter: "_s + filter.error().message,
        markedLines(text, filter.error()).toUtf8());
}

FilterContext filterContext(const Target &target, std::shared_ptr<const SnapshotFacts> facts)
{
    FilterContext context;
    context.serverNames = target.server.names();
    context.instanceNames = {QString::fromUtf8(target.instance.name),
        QString::fromUtf8(target.instance.configDirectory)};
    context.now = QDateTime::currentSecsSinceEpoch() + target.link.clockOffset;
    context.facts = std::move(facts);
    return context;
}

}
