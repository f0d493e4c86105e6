// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/rights.h"

#include <QByteArray>
#include <QList>

#include <optional>

namespace spoolscope {

/// How much an account may do by sudo; each has the rights of the one before.
enum class SudoRole {
    Viewer, ///< reads messages and the shape of the queues, changes nothing
    Operator, ///< holds, releases and requeues
    Deleter, ///< deletes, and returns mail to its sender, from the hold queue only
};
inline constexpr std::array everySudoRole{SudoRole::Viewer, SudoRole::Operator, SudoRole::Deleter};

QList<Right> rightsOf(SudoRole role);
QString displayName(SudoRole role); ///< "Operator"; translated
QString nameOf(SudoRole role); ///< "operator"; for the command line
std::optional<SudoRole> sudoRoleFrom(const QString &text);

/// A file for /etc/sudoers.d: one exact command line a rule, for each instance, without wildcards
/// (in sudoers they match blanks too, and with them further arguments). Reading needs the queue ID
/// in the command line, so that rule is a regular expression of sudo 1.9.10; older versions never
/// match it.
/// Errors: InvalidInput for an account name that would need quoting in sudoers or means an alias
/// there, and for an instance whose directory commands cannot carry.
Result<QByteArray> sudoersRules(
    const QByteArray &account, SudoRole role, const QList<Instance> &instances);

/// A name without dots, for sudo skips files that have one (sudoers(5), @includedir).
QByteArray sudoersFileName(const QByteArray &account);

}
