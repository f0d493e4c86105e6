// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

class KMessageWidget;
class QLabel;
class QWidget;

/// Remote text in places of Qt that would guess it to be markup or mnemonics.
namespace spoolscope::plaintext {

/// A tooltip's text. Tooltips have no plain mode (Qt guesses), so it is escaped and wrapped; line
/// breaks stay. Empty stays empty.
QString toolTip(const QString &plain);

/// For menus, buttons and actions: '&' is not a mnemonic.
QString label(const QString &plain);

/// An address for a tooltip: below it what its domain is in ASCII, where it has other letters, and
/// whether it may imitate another one. `shown` came from text::visible.
QString address(const QString &shown);

/// A label that never takes its text for markup.
QLabel *makeLabel(QWidget *parent = nullptr, const QString &text = {});
KMessageWidget *makeMessage(QWidget *parent = nullptr, const QString &text = {});

}
