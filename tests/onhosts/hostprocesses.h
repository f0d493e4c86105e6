// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayList>

namespace spoolscope {

/// The names of what runs in a lab host but is neither a service nor started by one: the processes
/// of SSH sessions, and what they left behind. `host` is its process 1 (LabFixture::pid).
QByteArrayList sessionProcesses(qint64 host);

/// Sends a signal to those whose name is `name`, straight by number. How many.
int killSessionProcesses(qint64 host, const QByteArray &name, int signal);

}
