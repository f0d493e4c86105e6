// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/groups/grouparrangement.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/serialworker.h"

#include <QObject>
#include <QSet>

#include <stop_token>

namespace spoolscope {

/// Groups and single messages that were picked together.
struct GroupChoice
{
    QByteArrayList values; ///< of groups
    std::vector<RowRef> messages;
};

/// Selects the messages of groups, which it finds on a thread of its own. From the click until they
/// are found nothing is selected: no action can meet what was selected before. As in the table the
/// selection is by message, which a refresh does not change.
class GroupSelector final : public QObject
{
    Q_OBJECT

public:
    explicit GroupSelector(MessageSelection &selection, QObject *parent = nullptr);
    ~GroupSelector() override;

    /// What is on screen. Groups that are gone from it are no longer picked.
    void setCounts(const std::shared_ptr<const GroupCounts> &counts);

    bool isPicked(const QByteArray &value) const; ///< all its messages were selected by a click
    bool isSelected(RowRef ref) const; ///< in the sources of the counts
    QByteArrayList pickedValues(qsizetype most) const; ///< one more where there are more
    bool isFinding() const { return m_isFinding || !m_steps.empty(); }

    void replace(const GroupChoice &choice); ///< exactly these
    void add(const GroupChoice &choice);
    void remove(const GroupChoice &choice);
    void selectAll(); ///< what the groups count, also of groups that are not shown
    void clear();
    void forget(); ///< the groups; their messages stay selected

signals:
    void changed(); ///< which groups are picked, or whether it is finding

private:
    struct Step
    {
        enum class Kind { Replace, Add, Remove, AllBut } kind;
        GroupChoice choice = {};
        QByteArrayList others = {}; ///< of Remove: groups that stay
    };
    void addNames(QSet<QByteArray> &names, const QByteArrayList &values) const;
    void keepPicked(const GroupCounts &before);
    static bool carryOut(const Step &step, const GroupCounts &counts,
        MessageSelection::Marks &marks, const std::stop_token &stop);
    bool isCurrent() const; ///< the counts are of what the selection is of
    void pick(Step step);
    void start();
    void startAgain();
    void take(MessageSelection::Marks marks);
    void selectionChanged();

    MessageSelection &m_selection;
    std::shared_ptr<const GroupCounts> m_counts = std::make_shared<const GroupCounts>();
    QSet<QByteArray> m_picked; ///< or, of all, those that are not
    bool m_isAll = false; ///< of a million groups no set is made
    MessageSelection::Marks m_base; ///< selected before the steps
    std::vector<Step> m_steps; ///< since then
    SharedSources m_sources; ///< of the selection when it was last looked at
    bool m_isApplying = false;
    bool m_isFinding = false;
    quint64 m_generation = 0;
    std::stop_source m_stop;
    SerialWorker m_worker; ///< last: joins before the rest goes
};

}
