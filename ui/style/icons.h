// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QIcon>
#include <QString>

namespace spoolscope {

/// An icon by its freedesktop name: the desktop theme's where it has one, else ours from
/// resources/icons, drawn in the palette's text colour so that it suits light and dark.
QIcon themedIcon(const QString &name);

/// Our own drawing, whatever the theme has: for verbs no theme knows ("hold", "release").
QIcon ownIcon(const QString &name);

}
