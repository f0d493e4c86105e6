// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/transport/sshtransport.h"

#include <QProcess>

#include <vector>

/// The test program once more, as a child that carries out an action and is killed on the way. Its
/// main() asks isChild() first.
namespace spoolscope::childact {

bool isChild();
/// Lists the queue, makes a plan of what it was told and carries it out in batches of four.
int act();

/// `prefix`: a program and its arguments to run the child by, such as strace.
void start(QProcess &child, const SshEndpoint &endpoint, const QString &journal, Action action,
    const std::vector<QByteArray> &ids, const QStringList &prefix = {});

}
