// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "arguments.h"

#include <QCommandLineOption>
#include <QCommandLineParser>

namespace spoolscope::ctl {

/// All options but --help and --version, in the order of --help.
QList<QCommandLineOption> options();

/// Takes their values, as far as each can be judged by itself. --trash stands for another action
/// and is left to the caller.
Result<void> takeOptions(const QCommandLineParser &parser, Arguments &arguments);

}
