// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/servers/serverdefinition.h"

#include <QList>
#include <QStringList>

#include <span>

/// How much has to be said before a plan is carried out. Pure but for targetsOf().
namespace spoolscope {

class Fleet;

/// A server that a plan goes to, as the confirmation shows it.
struct PlanTarget
{
    QString server; ///< ServerDefinition::id
    QString name;
    QString address; ///< "ssh://root@mx1:22"
    QByteArray hostKey; ///< "SHA256:..."; empty for this machine
    ServerRole role = ServerRole::Normal;
    QString colour = {}; ///< ServerDefinition::colour
    qint64 messages = 0; ///< that will be tried
};

/// The servers of the plan in its order, each once.
QList<PlanTarget> targetsOf(const ActionPlan &plan, const Fleet &fleet);

/// Whether what was done can be taken back while it is true: what leaves the queue cannot.
bool isReversible(Action action);
/// Whether mail is lost to its recipients by it.
bool isDestructive(Action action);

enum class PlanScale {
    Selection, ///< messages that somebody chose
    WholeQueue, ///< all there is in a queue: trashed first, and purged only after a second look
};

inline constexpr qint64 mostWithoutNumber = 10; ///< messages
inline constexpr qint64 mostWithoutName = 1000; ///< messages

struct ConfirmationRules
{
    enum class Reason { None, Offered, Required };

    qint64 number = 0; ///< to be typed; 0: none
    QStringList names; ///< of servers, to be typed each
    Reason reason = Reason::None;
    bool isDelayed = false; ///< the button wakes a second after it was seen
};

/// The ladder. What cannot be taken back: up to 10 messages a button, above that their number,
/// above 1,000 or in production the server's name; of several production servers each one's, of
/// several others the one with the most messages, and the number for the rest. A hold, release or
/// trashing can be taken back and asks for less: the number above 1,000, in production above 10,
/// and the name only above 1,000 in production.
ConfirmationRules confirmationFor(const ActionPlan &plan, std::span<const PlanTarget> targets,
    PlanScale scale = PlanScale::Selection);

bool isTypedName(const QString &text, const QString &name);

/// "…9F2kQ0aM": enough of a fingerprint to tell two servers apart; empty for this machine.
QString keySuffix(const PlanTarget &target);

}
