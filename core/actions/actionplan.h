// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/hostfacts.h"
#include "core/postfix/instance.h"
#include "core/postfix/queuecommand.h"
#include "core/queue/messagekey.h"
#include "core/queue/queuesnapshot.h"

#include <QList>
#include <QString>

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace spoolscope {

enum class Action {
    Hold,
    Release,
    Delete,
    Requeue,
    Trash, ///< on hold, with a mark in the journal: restored or purged later
    Return, ///< marked as expired: goes back to its sender when it is tried next (Postfix 3.5)
    Retry, ///< tried at once; held mail is not
};

inline constexpr std::array allActions{Action::Hold, Action::Release, Action::Delete,
    Action::Requeue, Action::Trash, Action::Return, Action::Retry};

/// Whether the action begins with a hold, which fixes what a queue ID means.
bool holdsFirst(Action action);
/// Whether the verified hold is all there is to it.
bool isHoldAll(Action action);
/// What postsuper does to a message that is in hold and verified, if anything.
std::optional<QueueCommand> finalCommand(Action action);
/// Whether a message that the action was done to is no longer listed under its ID.
bool leavesQueue(Action action);

struct PlannedMessage
{
    MessageIdentity identity;
    QueueName queue; ///< when it was listed
    QByteArray recipient; ///< the first one
    quint32 recipientCount = 0;
};

/// Why a part has messages of an operation that was carried out before.
enum class Relation {
    None,
    Undo, ///< takes back a hold or a trashing
    Purge, ///< deletes what is in the trash
    Finish, ///< goes on with what was interrupted or stopped
    Release, ///< lets go of what an operation has left in hold
};

/// What the earlier operation is known to have done to a message.
struct PriorFate
{
    bool held = false; ///< it was put on hold, or may have been
    bool actionSent = false; ///< the command behind the hold was sent, or may have been
    bool acted = false; ///< the server confirmed it
};

/// The part of a plan that one instance of one server carries out.
struct PlanPart
{
    InstanceKey key;
    QString serverName;
    Instance instance;
    InstanceRights rights;
    std::vector<PlannedMessage> messages; ///< distinct by queue ID
    QString forbidden = {}; ///< why nothing may be changed there, whatever the rights; else empty
    Relation relation = Relation::None;
    QString of = {}; ///< the id of the earlier operation
    std::vector<PriorFate> prior = {}; ///< one for each message, or none at all
};

/// What a plan will touch, counted when it was frozen. Tallies are sorted, largest first.
struct PlanSummary
{
    struct Tally
    {
        QByteArray name;
        qint64 messages = 0;
    };
    qint64 messages = 0;
    qint64 bytes = 0;
    qint64 newestArrival = 0; ///< server clock
    qint64 active = 0; ///< may be on the wire: can be delivered before it is held
    QList<Tally> queues, senders, senderDomains, recipientDomains;
};

/// An immutable set of messages and what to do with them. The dialog shows this object and the
/// execution takes this object; the selection it came from is never read again.
class ActionPlan final
{
public:
    /// Source rows of one instance for freeze().
    struct Selection
    {
        std::shared_ptr<const QueueSnapshot> snapshot;
        std::vector<QueueSnapshot::Row> rows;
        QString serverName;
        Instance instance;
        InstanceRights rights;
        QString forbidden = {}; ///< such as Server::readOnlyReason()
    };
    /// Copies identities out of the snapshots. Leaves out nothing and adds nothing.
    static std::shared_ptr<const ActionPlan> freeze(
        Action action, std::span<const Selection> selections);

    /// Parts made of what the journal has: the messages of earlier operations.
    static std::shared_ptr<const ActionPlan> ofParts(Action action, std::vector<PlanPart> parts);

    Action action() const { return m_action; }
    /// Of all parts: they are made alike.
    Relation relation() const
    {
        return m_parts.empty() ? Relation::None : m_parts.front().relation;
    }
    qint64 frozenAt() const { return m_frozenAt; } ///< ms since 1970
    const std::vector<PlanPart> &parts() const { return m_parts; }
    const PlanSummary &summary() const { return m_summary; }
    /// Up to `count` messages spread evenly over the plan; the same ones every time.
    std::vector<const PlannedMessage *> samples(size_t count) const;
    /// The remote commands in order, as an administrator would type them; IDs go by stdin.
    QStringList commands(const PlanPart &part) const;
    /// Why this part cannot be carried out, with the account's rights or at all; empty if it can.
    QString obstacle(const PlanPart &part) const;

private:
    ActionPlan() = default;
    Action m_action = Action::Hold;
    qint64 m_frozenAt = 0;
    std::vector<PlanPart> m_parts;
    PlanSummary m_summary;
};

/// Whether this message of an undo was on hold before it was trashed: it is verified, leaves the
/// trash and stays on hold; no command is sent for it.
bool staysOnHold(const PlanPart &part, size_t row);

/// How `command` may be run with these rights; nullopt: not at all.
std::optional<Privilege> rightFor(QueueCommand command, const InstanceRights &rights);

QString displayName(Action action); ///< "Delete"; translated
QString toString(Action action); ///< "delete"; stable, for JSON and the command line
std::optional<Action> actionFrom(const QString &text); ///< of toString()

}
