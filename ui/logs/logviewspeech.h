// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace spoolscope {

class LogView;

/// Lets screen readers say the current line of every LogView; any number of calls are as one.
void installLogViewSpeech();
/// The current line is another one.
void speakCurrentLine(LogView &view);

}
