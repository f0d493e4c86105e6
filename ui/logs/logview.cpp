// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/logs/logview.h"

#include "core/base/textsafety.h"
#include "ui/logs/logviewspeech.h"
#include "ui/style/colours.h"
#include "ui/style/flatheader.h"
#include "ui/style/metrics.h"

#include <QFontDatabase>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>
#include <limits>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int margin = FlatHeader::margin;
constexpr int stripe = 3; ///< at a row's left, in the colour of its severity
constexpr int timeCharacters = 18; ///< shownLogTime()
constexpr int daemonCharacters = 17; ///< "submission/smtpd"
constexpr int fewestIdCharacters = 11, mostIdCharacters = 18;
constexpr int mostServerCharacters = 14;

}

/// The titles, where a table has its header.
class LogView::Header final : public QWidget
{
public:
    explicit Header(LogView *view) : QWidget(view), m_view(view) { }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        m_view->paintHeader(painter);
    }

private:
    LogView *m_view;
};

LogView::LogView(const KSyntaxHighlighting::Repository &repository, QWidget *parent)
    : QAbstractScrollArea(parent), m_lines(repository), m_header(new Header(this))
{
    installLogViewSpeech();
    setObjectName(u"logLines"_s);
    setAccessibleName(tr("Log lines"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setMouseTracking(true);
    connect(this, &LogView::currentChanged, this, [this] { speakCurrentLine(*this); });
    updateLook();
}

LogView::~LogView() = default;

void LogView::updateLook()
{
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(font().pointSizeF());
    const QFontMetrics measured(fixed);
    m_character = QFontMetricsF(fixed).horizontalAdvance(u'0');
    m_rowHeight = measured.height() + 5;
    m_lines.setLook(fixed, palette());
    m_inks.dimmed = colours::dimmed(palette());
    const QColor base = palette().color(QPalette::Base);
    m_inks.current = colours::mixed(base, palette().color(QPalette::Highlight), 0.14);
    m_inks.warning = colours::of(colours::Meaning::Warning, palette());
    m_inks.error = colours::of(colours::Meaning::Critical, palette());
    m_inks.gap = colours::mixed(base, m_inks.warning, 0.14);
    const int band = metrics::bandHeight(fontMetrics());
    setViewportMargins(0, band, 0, 0);
    m_header->setGeometry(0, 0, width(), band);
    updateColumns();
}

void LogView::updateColumns()
{
    m_inks.servers.clear();
    qsizetype longest = 6;
    for (const ShownLog &source : m_sources) {
        const QColor own = colours::named(source.colour, palette());
        m_inks.servers.push_back(own.isValid() ? own : m_inks.dimmed);
        longest = std::max(longest, std::min<qsizetype>(source.name.size(), mostServerCharacters));
    }
    m_serverWidth = m_sources.size() > 1 ? textWidth(int(longest)) + 3 * margin : 0;
    m_idWidth = std::max(m_idWidth, textWidth(fewestIdCharacters) + 2 * margin);
    updateBars();
    m_header->update();
    viewport()->update();
}

void LogView::setOrder(
    const std::shared_ptr<const LogOrder> &order, const ShownLogs &sources, Change change)
{
    const bool isSame
        = std::ranges::equal(m_sources, sources, {}, &ShownLog::store, &ShownLog::store);
    std::optional<Place> top, current, anchor;
    if (isSame && order->sourceCount() == this->order().sourceCount()) {
        top = keep(m_lines.order().size() > 0 ? std::optional(firstVisible()) : std::nullopt);
        current = keep(m_current);
        anchor = keep(m_anchor);
    }
    // A current line keeps its place on screen when others come or go around it.
    const bool isCurrentShown
        = m_current && *m_current >= firstVisible() && *m_current < firstVisible() + visibleCount();
    const bool follows = isAtEnd() && !(change == Change::Another && isCurrentShown);
    const qint64 offset = isCurrentShown ? qint64(*m_current) - qint64(firstVisible()) : 0;
    m_lines.setOrder(order);
    if (!isSame)
        m_lines.forgetLayouts();
    m_sources = sources;
    const auto before = m_current;
    m_current = found(current);
    m_anchor = found(anchor);
    updateColumns();
    const auto place = isCurrentShown && m_current ? m_current : found(top);
    if (follows || !place)
        goToEnd();
    else
        verticalScrollBar()->setValue(int(std::max<qint64>(0, qint64(*place) - offset)));
    if (before != m_current)
        emit currentChanged();
    emit selectionChanged();
    emit scrolled();
}

std::optional<LogView::Place> LogView::keep(std::optional<size_t> place)
{
    if (!place || *place >= order().size())
        return std::nullopt;
    return Place{m_lines.record(*place).time, order().at(*place)};
}

/// The row, or the one that is behind where it was.
std::optional<size_t> LogView::found(const std::optional<Place> &kept)
{
    if (!kept || order().size() == 0)
        return std::nullopt;
    return std::min(order().placeOf(kept->time, kept->ref, m_lines.readers()), order().size() - 1);
}

int LogView::textWidth(int characters) const
{
    return int(std::ceil(characters * m_character)) + 1;
}

int LogView::mostIdWidth() const
{
    return textWidth(mostIdCharacters) + 2 * margin;
}

QStringList LogView::serverNames() const
{
    QStringList names;
    for (const ShownLog &source : m_sources)
        names.append(source.name);
    return names;
}

// --- where things are ---

size_t LogView::visibleCount() const
{
    return size_t(std::max(1, viewport()->height() / m_rowHeight));
}

size_t LogView::firstVisible() const
{
    return size_t(verticalScrollBar()->value());
}

bool LogView::isAtEnd() const
{
    return verticalScrollBar()->value() >= verticalScrollBar()->maximum();
}

void LogView::updateBars()
{
    const auto rows = qint64(order().size());
    const auto page = qint64(visibleCount());
    verticalScrollBar()->setPageStep(int(page));
    verticalScrollBar()->setRange(
        0, int(std::clamp<qint64>(rows - page, 0, std::numeric_limits<int>::max())));
    const int room = viewport()->width() - columnRect(Column::Text).left() - margin;
    horizontalScrollBar()->setPageStep(std::max(1, room));
    horizontalScrollBar()->setSingleStep(textWidth(4));
    horizontalScrollBar()->setRange(0, std::max(0, m_textWidth - room));
}

QRect LogView::columnRect(Column column) const
{
    const int time = stripe + textWidth(timeCharacters) + 2 * margin;
    const int daemon = textWidth(daemonCharacters) + 2 * margin;
    int left = 0;
    for (const auto &[one, width] : {std::pair(Column::Time, time), {Column::Server, m_serverWidth},
             {Column::Daemon, daemon}, {Column::QueueId, m_idWidth}}) {
        if (one == column)
            return {left, 0, width, m_rowHeight};
        left += width;
    }
    return {left, 0, std::max(0, viewport()->width() - left), m_rowHeight};
}

LogView::Column LogView::columnAt(int x) const
{
    for (const Column column : {Column::Time, Column::Server, Column::Daemon, Column::QueueId}) {
        const QRect rect = columnRect(column);
        if (x >= rect.left() && x < rect.left() + rect.width())
            return column;
    }
    return Column::Text;
}

std::optional<size_t> LogView::placeAt(const QPoint &point) const
{
    if (point.y() < 0)
        return std::nullopt;
    const size_t place = firstVisible() + size_t(point.y() / m_rowHeight);
    return place < order().size() ? std::optional(place) : std::nullopt;
}

// --- what is chosen ---

LogStretch LogView::selection() const
{
    if (!m_current)
        return {};
    const size_t other = m_anchor.value_or(*m_current);
    return {std::min(*m_current, other), std::max(*m_current, other) + 1};
}

void LogView::select(size_t place, bool extends)
{
    if (place >= order().size())
        return;
    m_current = place;
    if (!extends || !m_anchor)
        m_anchor = place;
    scrollTo(place);
    viewport()->update();
    emit currentChanged();
    emit selectionChanged();
}

void LogView::selectLine(qint64 time, LogRef ref)
{
    if (const auto place = found(Place{time, ref}))
        select(*place);
}

void LogView::selectAll()
{
    if (order().size() == 0)
        return;
    m_anchor = 0;
    m_current = order().size() - 1;
    viewport()->update();
    emit currentChanged();
    emit selectionChanged();
}

void LogView::moveBy(qint64 rows, bool extends)
{
    if (order().size() == 0)
        return;
    const qint64 last = qint64(order().size()) - 1;
    const qint64 from = m_current ? qint64(*m_current)
        : rows > 0                ? qint64(firstVisible()) - 1
                                  : std::min(last + 1, qint64(firstVisible() + visibleCount()));
    select(size_t(std::clamp<qint64>(from + rows, 0, last)), extends);
}

void LogView::scrollTo(size_t place)
{
    const size_t first = firstVisible(), count = visibleCount();
    if (place < first)
        verticalScrollBar()->setValue(int(place));
    else if (place >= first + count)
        verticalScrollBar()->setValue(int(place - count + 1));
}

void LogView::goToEnd()
{
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void LogView::goToTime(qint64 time)
{
    if (order().size() == 0)
        return;
    const size_t place = std::min(order().placeOf(time, {}, m_lines.readers()), order().size() - 1);
    verticalScrollBar()->setValue(int(place > 2 ? place - 2 : 0));
    select(place);
}

QString LogView::currentText() const
{
    if (!m_current || *m_current >= order().size())
        return {};
    auto &lines = const_cast<LogView *>(this)->m_lines; // it reads, and keeps what it read
    const ShownLogLine line = lines.line(*m_current);
    QStringList words{line.time.trimmed()};
    if (m_sources.size() > 1)
        words.append(text::visible(m_sources[order().at(*m_current).source()].name));
    words << line.daemon << line.queueId << line.text;
    words.removeAll(QString());
    return words.join(u' ');
}

QStringList LogView::shownTexts()
{
    QStringList texts;
    const size_t end = std::min(order().size(), firstVisible() + visibleCount());
    for (size_t place = firstVisible(); place < end; ++place) {
        const ShownLogLine line = m_lines.line(place);
        texts.append(QStringList{line.time, line.daemon, line.queueId, line.text}.join(u'|'));
    }
    return texts;
}

}
