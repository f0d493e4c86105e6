// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

class QWidget;

namespace spoolscope::hostile {

/// Stands in every text that a test gives to the window, so that it is known again on the way out.
inline const QString token = QStringLiteral("hstl");

/// What is wrong with any text that a widget shows, says or offers: properties, tooltips as they
/// come up, models in all rows, columns and roles, actions, menus, documents, accessible texts. It
/// finds widgets by itself and knows no class of ours.
QStringList faultsOf(QWidget *widget); ///< with all that is below it
QStringList faultsOfEverything(); ///< QApplication::allWidgets()

/// What is wrong with what is on the clipboard now.
QString clipboardFault();
/// Copies from every text, label and table below the widget and looks at the clipboard each time.
QStringList copyFaults(QWidget *widget);

}
