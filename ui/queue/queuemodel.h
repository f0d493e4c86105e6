// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/queuearrangement.h"
#include "ui/queue/serialworker.h"

#include <QAbstractTableModel>
#include <QElapsedTimer>
#include <QTimer>

namespace spoolscope {

/// The queue table: a sink of snapshots. It sorts and filters on a worker thread and takes each
/// result in one step, so that what is on screen is always one whole arrangement. Everything it
/// hands out is made visible by text::visible; it holds no icons, colours or connections.
class QueueModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        QueueNameRole = Qt::UserRole, ///< int(QueueName)
        MoreRole, ///< "+3": further recipients beside the first one
    };

    explicit QueueModel(QObject *parent = nullptr);
    ~QueueModel() override;

    void setSources(QueueSources sources); ///< takes effect with the next arrangement
    void rowsAdded(const InstanceKey &key); ///< the snapshot of this source grew
    void setFilter(const Filter &filter);
    void setNow(qint64 secondsSinceEpoch); ///< what ages are counted to, this machine's clock
    void sort(int column, Qt::SortOrder order) override;
    void setOrder(const QueueOrder &order);

    const QueueArrangement &arrangement() const { return *m_arrangement; }
    const std::shared_ptr<const QueueArrangement> &shared() const { return m_arrangement; }
    const QueueOrder &order() const { return m_order; }
    bool isArranging() const { return m_isRunning || m_isDirty; }
    qint64 messageCount() const; ///< of the sources, whether they match or not
    RowRef ref(int row) const { return m_arrangement->rows[size_t(row)]; }
    MessageKey key(int row) const;
    /// What a cell shows, also of a row that the filter hides.
    QString text(QueueColumn column, RowRef ref) const
    {
        return display(column, *m_arrangement, ref);
    }
    int rowOf(RowRef ref) const; ///< -1 where the filter hides it

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    /// Before rows of other sources are shown: whoever keeps RowRefs maps them now.
    void sourcesChanging(const spoolscope::SharedSources &sources);
    void arranged(); ///< an arrangement was taken; isArranging() says whether another follows

private:
    Q_DISABLE_COPY_MOVE(QueueModel)
    void arrangeLater(bool restart);
    void startArranging();
    void take(std::shared_ptr<const QueueArrangement> next);
    void permute(std::shared_ptr<const QueueArrangement> next);
    QModelIndexList movedIndexes(const QModelIndexList &before, const QueueArrangement &next) const;
    QString display(QueueColumn column, const QueueArrangement &from, RowRef ref) const;
    QString exact(QueueColumn column, const QueueArrangement &from, RowRef ref) const;
    QString origin(QueueColumn column, const QueueArrangement &from, RowRef ref) const;
    QString exactOrigin(QueueColumn column, const QueueArrangement &from, RowRef ref) const;
    QString estimate(QueueColumn column, const QueueArrangement &from, RowRef ref) const;
    QString exactEstimate(QueueColumn column, const QueueArrangement &from, RowRef ref) const;
    std::optional<qint64> estimatedTime(
        QueueColumn column, const QueueArrangement &from, RowRef ref) const;
    qint64 ageOf(const QueueArrangement &from, RowRef ref) const;

    std::shared_ptr<const QueueArrangement> m_arrangement; ///< what is on screen
    size_t m_shown = 0; ///< rows of it that the view was told of
    SharedSources m_sources; ///< what the next arrangement is made of
    QueueOrder m_order;
    Filter m_filter = Filter::everything();
    qint64 m_arrangedNow = 0; ///< what ages are filtered and tries estimated by
    qint64 m_now = 0;

    bool m_isDirty = false;
    bool m_isRunning = false;
    quint64 m_generation = 0;
    std::stop_source m_stop;
    QElapsedTimer m_sinceStart;
    qint64 m_lastDuration = 0;
    QTimer m_start;
    SerialWorker m_worker; ///< last: waits for its thread before the rest goes
};

}
