// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/instance.h"
#include "core/transport/commandline.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QList>

#include <optional>

namespace spoolscope {

/// What an account may do on one instance; nullopt: not at all.
struct InstanceRights
{
    std::optional<Privilege> hold, release, deleteHeld, requeueHeld, readMessage;
    bool countQueues = false; ///< may read the queue directories
};

/// What one look at a host finds out.
struct HostFacts
{
    QByteArray hostName; ///< myhostname of the primary instance
    QByteArray mailVersion; ///< "3.10.5"
    QByteArray account; ///< the remote user name
    qint64 clock = 0; ///< server time, seconds since 1970
    QList<Instance> instances; ///< the enabled ones; the primary one where none is
    QList<InstanceRights> rights; ///< one per instance, same order
    QByteArrayList leftOut; ///< instances whose directory is not usable; to be shown
};

/// One round trip: postconf, id, date and sudo -n -l per exact command line. Nothing is changed and
/// no privileged command is run; sudo itself logs the questions.
CommandLine probeCommand();
/// Errors: NotFound (no Postfix there), Permission (its configuration is not readable), Parse.
Result<HostFacts> parseProbe(QByteArrayView output);

}
