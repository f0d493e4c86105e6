// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

class QLabel;
class QWidget;

/// Remote text in places of Qt that would guess it to be markup or mnemonics.
namespace spoolscope::plaintext {

/// A tooltip's text. Tooltips have no plain mode (Qt guesses), so it is escaped and wrapped; line
/// breaks stay. Empty stays empty.
QString toolTip(const QString &plain);

/// For menus, buttons and actions: '&' is not a mnemonic.
QString label(const QString &plain);

/// A label that never takes its text for markup.
QLabel *makeLabel(QWidget *parent = nullptr, const QString &text = {});

}
