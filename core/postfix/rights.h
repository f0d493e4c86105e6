// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/instance.h"

#include <QByteArrayList>
#include <QString>

#include <array>
#include <optional>

namespace spoolscope {

/// What an account may be allowed to do on one instance, by the command it takes.
enum class Right {
    List, ///< postqueue -j; authorized_mailq_users of main.cf
    Flush, ///< postqueue -f, -i and -s; authorized_flush_users of main.cf
    ReadMessage, ///< postcat -q ID; the mail owner may by itself
    Hold, ///< postsuper -h -
    Release, ///< postsuper -H -
    RequeueHeld, ///< postsuper -r - hold
    ExpireHeld, ///< postsuper -f - hold; Postfix 3.5 and later
    DeleteHeld, ///< postsuper -d - hold
    Shape, ///< qshape deferred; needs to read the queue directories
};
inline constexpr std::array everyRight{Right::List, Right::Flush, Right::ReadMessage, Right::Hold,
    Right::Release, Right::RequeueHeld, Right::ExpireHeld, Right::DeleteHeld, Right::Shape};

/// What an account may do on one instance; nullopt: not at all.
struct InstanceRights
{
    std::optional<Privilege> hold, release, deleteHeld, requeueHeld, readMessage;
    bool countQueues = false; ///< may read the queue directories
    std::optional<Privilege> expireHeld = {}, list = {}, flush = {}, shape = {};

    std::optional<Privilege> of(Right right) const;
    void set(Right right, std::optional<Privilege> privilege);
    bool operator==(const InstanceRights &) const = default;
};

/// Whether sudo can give the right. postqueue is never run through it.
bool isBySudo(Right right);

/// The exact command line, programs by their absolute path, as sudo is asked for it and as a rule
/// in sudoers must allow it. ReadMessage: with the ID 0000000000, which stands for any.
QByteArrayList commandFor(Right right, const Instance &instance);

QString displayName(Right right); ///< "Delete from hold"; translated
QString nameOf(Right right); ///< "delete"; stable, for JSON

}
