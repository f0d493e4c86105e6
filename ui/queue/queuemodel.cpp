// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/queuemodel.h"

#include "core/base/textsafety.h"
#include "core/queue/retryestimate.h"
#include "ui/style/humanize.h"
#include "ui/style/plaintext.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 shortestInterval = 50; ///< ms between two looks at rows that keep arriving
constexpr qint64 ageStep = 60; ///< seconds
constexpr quint32 listedRecipients = 20;
constexpr qsizetype longestText = 1000; ///< bytes of a cell; a server may send megabytes

QString shown(QByteArrayView utf8)
{
    if (utf8.size() <= longestText)
        return text::visible(utf8);
    qsizetype end = longestText;
    while (end > 0 && (uchar(utf8[end]) & 0xc0) == 0x80) // not within a character
        --end;
    return text::visible(utf8.first(end)) + u'…';
}

bool mentions(const FilterNode &node, FilterField field)
{
    return node.kind == FilterNode::Kind::Term
        ? node.term.field == field
        : std::ranges::any_of(
              node.children, [field](const FilterNode &child) { return mentions(child, field); });
}

RowRef mapped(RowRef ref, const QueueArrangement &from, const QueueArrangement &to, bool &found)
{
    const QueueSource &source = from.source(ref);
    const auto target = std::ranges::find(*to.sources, source.key, &QueueSource::key);
    found = target != to.sources->end();
    if (!found)
        return {};
    const auto index = quint32(target - to.sources->begin());
    if (target->snapshot == source.snapshot)
        return {index, ref.row};
    const auto row = target->snapshot->find(source.snapshot->id(ref.row));
    found = row && target->snapshot->arrival(*row) == source.snapshot->arrival(ref.row);
    return found ? RowRef{index, *row} : RowRef{};
}

}

QueueModel::QueueModel(QObject *parent)
    : QAbstractTableModel(parent)
    , m_arrangement(std::make_shared<const QueueArrangement>())
    , m_sources(m_arrangement->sources)
    , m_now(QDateTime::currentSecsSinceEpoch())
{
    m_start.setSingleShot(true);
    connect(&m_start, &QTimer::timeout, this, &QueueModel::startArranging);
}

QueueModel::~QueueModel()
{
    m_stop.request_stop();
}

void QueueModel::setSources(QueueSources sources)
{
    std::erase_if(sources, [](const QueueSource &source) { return !source.snapshot; });
    if (sources == *m_sources)
        return;
    m_sources = std::make_shared<const QueueSources>(std::move(sources));
    m_arrangedNow = m_now;
    arrangeLater(false);
}

void QueueModel::rowsAdded(const InstanceKey &key)
{
    if (std::ranges::contains(*m_sources, key, &QueueSource::key))
        arrangeLater(false);
}

void QueueModel::setFilter(const Filter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    m_arrangedNow = m_now;
    arrangeLater(true);
}

void QueueModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= queueColumnCount)
        return;
    setOrder({QueueColumn(column), order});
}

void QueueModel::setOrder(const QueueOrder &order)
{
    if (order == m_order)
        return;
    m_order = order;
    m_arrangedNow = m_now;
    arrangeLater(true);
}

void QueueModel::setNow(qint64 secondsSinceEpoch)
{
    m_now = secondsSinceEpoch;
    // Messages come of age while a filter is on.
    if (m_now - m_arrangedNow >= ageStep && mentions(m_filter.root(), FilterField::Age)) {
        m_arrangedNow = m_now;
        arrangeLater(false);
    }
    if (m_shown == 0)
        return;
    for (const QueueColumn column : {QueueColumn::Age, QueueColumn::NextTry, QueueColumn::Expires})
        emit dataChanged(index(0, int(column)), index(int(m_shown) - 1, int(column)),
            {Qt::DisplayRole, Qt::ToolTipRole});
}

/// `restart`: what a running worker makes is of no use any more.
void QueueModel::arrangeLater(bool restart)
{
    m_isDirty = true;
    if (restart) {
        ++m_generation;
        m_stop.request_stop();
    }
    if (m_isRunning)
        return;
    // A long sort is given time between two rounds: rows must not keep a core busy by arriving.
    const qint64 interval = std::max(shortestInterval, 2 * m_lastDuration);
    const qint64 waited = m_sinceStart.isValid() ? m_sinceStart.elapsed() : interval;
    if (restart)
        m_start.start(0);
    else if (!m_start.isActive())
        m_start.start(int(std::max<qint64>(0, interval - waited)));
}

void QueueModel::startArranging()
{
    m_isDirty = false;
    m_isRunning = true;
    m_stop = std::stop_source();
    m_sinceStart.start();
    const ArrangeRequest request{m_sources, m_order, m_filter, m_arrangedNow, m_arrangement};
    m_worker.run([this, request, stop = m_stop.get_token(), generation = m_generation] {
        QElapsedTimer clock;
        clock.start();
        auto result = arrange(request, stop);
        auto next = result ? std::make_shared<const QueueArrangement>(*std::move(result)) : nullptr;
        // The destructor waits for this thread, so `this` is there.
        QMetaObject::invokeMethod(
            this,
            [this, next = std::move(next), generation, duration = clock.elapsed()] {
                m_isRunning = false;
                m_lastDuration = duration;
                if (next && generation == m_generation)
                    take(next);
                if (m_isDirty)
                    arrangeLater(generation != m_generation);
                if (next && generation == m_generation)
                    emit arranged();
            },
            Qt::QueuedConnection);
    });
}

void QueueModel::take(std::shared_ptr<const QueueArrangement> next)
{
    std::shared_ptr<const QueueArrangement> before = m_arrangement;
    const size_t after = next->rows.size();
    if (next->sources != before->sources)
        emit sourcesChanging(next->sources);
    const bool isLonger = next->sources == before->sources && after >= m_shown
        && std::equal(before->rows.begin(), before->rows.end(), next->rows.begin());
    if (isLonger)
        m_arrangement = next;
    // New rows come first, empty, and leaving ones go last: in between every old and new row has
    // an index, so that the current one can follow its message.
    if (after > m_shown) {
        beginInsertRows({}, int(m_shown), int(after) - 1);
        m_shown = after;
        endInsertRows();
    }
    if (!isLonger)
        permute(std::move(next));
    if (after < m_shown) {
        beginRemoveRows({}, int(after), int(m_shown) - 1);
        m_shown = after;
        endRemoveRows();
    }
    // Freeing a large snapshot takes a while: not here.
    m_worker.run([before = std::move(before)]() mutable { before.reset(); });
}

void QueueModel::permute(std::shared_ptr<const QueueArrangement> next)
{
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    const QModelIndexList after = movedIndexes(before, *next);
    m_arrangement = std::move(next);
    changePersistentIndexList(before, after);
    emit layoutChanged({}, VerticalSortHint);
}

QModelIndexList QueueModel::movedIndexes(
    const QModelIndexList &before, const QueueArrangement &next) const
{
    struct Wanted
    {
        int row;
        RowRef ref;
        int newRow = -1;
    };
    std::vector<Wanted> wanted;
    for (const QModelIndex &index : before) {
        if (std::ranges::contains(wanted, index.row(), &Wanted::row)
            || size_t(index.row()) >= m_arrangement->rows.size())
            continue;
        bool found = false;
        const RowRef moved = mapped(ref(index.row()), *m_arrangement, next, found);
        if (found)
            wanted.push_back({index.row(), moved});
    }
    for (size_t row = 0; row < next.rows.size() && !wanted.empty(); ++row)
        for (Wanted &one : wanted)
            if (one.ref == next.rows[row])
                one.newRow = int(row);
    QModelIndexList after;
    for (const QModelIndex &index : before) {
        const auto one = std::ranges::find(wanted, index.row(), &Wanted::row);
        after.append(one == wanted.end() || one->newRow < 0
                ? QModelIndex()
                : createIndex(one->newRow, index.column()));
    }
    return after;
}

qint64 QueueModel::messageCount() const
{
    qint64 sum = 0;
    for (const QueueSource &source : *m_sources)
        sum += qint64(source.snapshot->rowCount());
    return sum;
}

MessageKey QueueModel::key(int row) const
{
    const RowRef at = ref(row);
    const QueueSnapshot &from = m_arrangement->snapshot(at);
    return {m_arrangement->source(at).key, from.id(at.row), from.arrival(at.row)};
}

int QueueModel::rowOf(RowRef ref) const
{
    const auto found = std::ranges::find(m_arrangement->rows, ref);
    return found == m_arrangement->rows.end() ? -1 : int(found - m_arrangement->rows.begin());
}

int QueueModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown);
}

int QueueModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : queueColumnCount;
}

QVariant QueueModel::data(const QModelIndex &index, int role) const
{
    // Rows that are just coming or going have nothing to show.
    if (!index.isValid() || size_t(index.row()) >= m_arrangement->rows.size())
        return {};
    const RowRef at = ref(index.row());
    const auto column = QueueColumn(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return display(column, *m_arrangement, at);
    case Qt::ToolTipRole:
        return exact(column, *m_arrangement, at);
    case QueueNameRole:
        return int(m_arrangement->snapshot(at).queue(at.row));
    case MoreRole: {
        const quint32 recipients = m_arrangement->snapshot(at).recipientCount(at.row);
        if (column != QueueColumn::Recipients || recipients < 2)
            return {};
        return QString(u'+' + humanize::count(recipients - 1));
    }
    default:
        return {};
    }
}

QString QueueModel::display(QueueColumn column, const QueueArrangement &from, RowRef ref) const
{
    const QueueSnapshot &snapshot = from.snapshot(ref);
    switch (column) {
    case QueueColumn::Queue:
        return toString(snapshot.queue(ref.row));
    case QueueColumn::Server:
        return text::visible(from.source(ref).server);
    case QueueColumn::Id:
        return snapshot.id(ref.row).toString();
    case QueueColumn::Age:
        return humanize::age(ageOf(from, ref));
    case QueueColumn::Size:
        return humanize::size(snapshot.size(ref.row));
    case QueueColumn::Sender: {
        const QByteArrayView sender = snapshot.sender(ref.row);
        return sender.isEmpty() ? u"<>"_s : shown(sender);
    }
    case QueueColumn::Recipients:
        return snapshot.recipientCount(ref.row) == 0
            ? QString()
            : shown(snapshot.text(snapshot.recipient(ref.row, 0).address));
    case QueueColumn::Reason:
        return shown(snapshot.reason(ref.row));
    case QueueColumn::NextTry:
    case QueueColumn::Expires:
        return estimate(column, from, ref);
    case QueueColumn::Client:
    case QueueColumn::User:
    case QueueColumn::Subject:
        return origin(column, from, ref);
    }
    return {};
}

/// Nothing where it is not known, a dash where it is known that there is none.
QString QueueModel::origin(QueueColumn column, const QueueArrangement &from, RowRef ref) const
{
    const auto &facts = from.source(ref).facts;
    if (!facts)
        return {};
    const auto value = facts->value(originKey(column), ref.row);
    return value == SnapshotFacts::none ? u"–"_s : shown(facts->text(value));
}

QString QueueModel::exactOrigin(QueueColumn column, const QueueArrangement &from, RowRef ref) const
{
    const auto &facts = from.source(ref).facts;
    const auto value = facts ? facts->value(originKey(column), ref.row) : SnapshotFacts::Value(0);
    if (value == SnapshotFacts::unknown)
        return tr("Not known. What the logs do not say can be read from the queue file.");
    if (value == SnapshotFacts::none)
        return column == QueueColumn::Client
            ? tr("No client: submitted on the server itself, or made by Postfix")
            : column == QueueColumn::User ? tr("The client had not logged in")
                                          : tr("The message has no subject");
    const MessageFacts known = facts->facts(ref.row);
    if (column == QueueColumn::Client && !known.client.isEmpty() && !known.clientAddress.isEmpty())
        return plaintext::toolTip(
            shown(known.client) + u" ["_s + shown(known.clientAddress) + u']');
    return plaintext::toolTip(origin(column, from, ref));
}

QString QueueModel::exact(QueueColumn column, const QueueArrangement &from, RowRef ref) const
{
    const QueueSnapshot &snapshot = from.snapshot(ref);
    switch (column) {
    case QueueColumn::Age: {
        const QDateTime arrived = QDateTime::fromSecsSinceEpoch(
            snapshot.arrival(ref.row) - from.source(ref).clockOffset);
        return tr("Arrived %1\n%2 ago")
            .arg(QLocale().toString(arrived, QLocale::ShortFormat),
                humanize::exactAge(ageOf(from, ref)));
    }
    case QueueColumn::Server:
        return text::visible(from.source(ref).fullName);
    case QueueColumn::Size:
        return humanize::exactSize(snapshot.size(ref.row));
    case QueueColumn::Sender:
        if (snapshot.sender(ref.row).isEmpty())
            return tr("<> (the null sender: a bounce or another notification)");
        return plaintext::address(display(column, from, ref));
    case QueueColumn::Recipients: {
        QStringList addresses;
        const quint32 count = snapshot.recipientCount(ref.row);
        for (quint32 i = 0; i < std::min(count, listedRecipients); ++i)
            addresses += shown(snapshot.text(snapshot.recipient(ref.row, i).address));
        if (count > listedRecipients)
            addresses += tr("… and %1 more").arg(humanize::count(count - listedRecipients));
        return plaintext::address(addresses.join(u'\n'));
    }
    case QueueColumn::NextTry:
    case QueueColumn::Expires:
        return exactEstimate(column, from, ref);
    case QueueColumn::Client:
    case QueueColumn::User:
    case QueueColumn::Subject:
        return exactOrigin(column, from, ref);
    default:
        return display(column, from, ref);
    }
}

std::optional<qint64> QueueModel::estimatedTime(
    QueueColumn column, const QueueArrangement &from, RowRef ref) const
{
    const QueueSource &source = from.source(ref);
    if (!source.retry)
        return std::nullopt;
    const auto guess
        = estimateRetry(*source.retry, *source.snapshot, ref.row, m_now + source.clockOffset);
    const auto time = column == QueueColumn::NextTry ? guess.nextTry : guess.expires;
    return time ? std::optional(*time - source.clockOffset) : std::nullopt;
}

QString QueueModel::estimate(QueueColumn column, const QueueArrangement &from, RowRef ref) const
{
    const auto time = estimatedTime(column, from, ref);
    if (!time)
        return {};
    return *time <= m_now ? tr("due") : u'~' + humanize::age(*time - m_now);
}

QString QueueModel::exactEstimate(
    QueueColumn column, const QueueArrangement &from, RowRef ref) const
{
    const auto time = estimatedTime(column, from, ref);
    if (!time)
        return {};
    const QString when
        = QLocale().toString(QDateTime::fromSecsSinceEpoch(*time), QLocale::ShortFormat);
    return column == QueueColumn::NextTry
        ? tr("About %1. An estimate from its arrival and the server's settings: Postfix does not "
             "list its next try.")
              .arg(when)
        : tr("About %1. An estimate: the first try that fails behind that returns it to its "
             "sender.")
              .arg(when);
}

qint64 QueueModel::ageOf(const QueueArrangement &from, RowRef ref) const
{
    return std::max<qint64>(
        0, m_now + from.source(ref).clockOffset - from.snapshot(ref).arrival(ref.row));
}

QVariant QueueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = QueueColumn(section);
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = column == QueueColumn::Age || column == QueueColumn::Size
            || column == QueueColumn::NextTry || column == QueueColumn::Expires;
        return QVariant::fromValue((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case QueueColumn::Queue:
        return tr("Queue");
    case QueueColumn::Server:
        return tr("Server");
    case QueueColumn::Id:
        return tr("ID");
    case QueueColumn::Age:
        return tr("Age");
    case QueueColumn::Size:
        return tr("Size");
    case QueueColumn::Sender:
        return tr("Sender");
    case QueueColumn::Recipients:
        return tr("Recipients");
    case QueueColumn::Reason:
        return tr("Reason");
    case QueueColumn::NextTry:
        return tr("Next Try");
    case QueueColumn::Expires:
        return tr("Expires");
    case QueueColumn::Client:
        return tr("Client");
    case QueueColumn::User:
        return tr("SASL User");
    case QueueColumn::Subject:
        return tr("Subject");
    }
    return {};
}

}
