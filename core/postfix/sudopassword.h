// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/commandline.h"

#include <QByteArray>
#include <QByteArrayList>

namespace spoolscope {

/// `command` (exact words, program by its absolute path) through a sudo that may ask for the
/// account's password on standard input, without a terminal. Such a command needs a RemoteCommand
/// that can answer: it waits for the prompt, which has the run's nonce, before it sends the
/// password, and a rule with NOPASSWD never gets to see one. sudo's cached credentials are neither
/// used nor made (-k).
CommandLine askingSudo(QByteArrayList command);

/// The same for a command that reads `input` through the awk program `gate` (see queueCommand).
/// The input is sent only after sudo has let the command run: else a second attempt of sudo would
/// take it for a password. For that sudo runs the command in the background (-b), which ends sudo
/// itself as soon as it has said yes; the command's own exit status is lost by that: 0 stands for
/// "it was run".
CommandLine askingSudo(QByteArrayList command, QByteArrayView gate, QByteArray input);

}
