// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/queuename.h"

#include <QColor>
#include <QPalette>

/// The few colours that mean something, derived from the palette so that text in them keeps a
/// contrast of 4.5:1 (WCAG 2, AA) on the palette's Base and Window, light or dark. Pure.
namespace spoolscope::colours {

enum class Meaning { Ok, Notice, Warning, Critical };

QColor of(Meaning meaning, const QPalette &palette);
QColor of(QueueName queue, const QPalette &palette);
QColor chip(QueueName queue, const QPalette &palette); ///< a sign beside text: 3:1 is enough
/// One of serverColours(), as a sign beside text; invalid for any other name.
QColor named(const QString &name, const QPalette &palette);
QColor dimmed(const QPalette &palette); ///< secondary text
QColor separator(const QPalette &palette); ///< hairlines; not for text

/// WCAG 2 contrast of two opaque colours, 1 to 21.
double contrast(const QColor &a, const QColor &b);

/// `hue` made lighter or darker until it has `ratio` on both backgrounds.
QColor readable(const QColor &hue, const QColor &first, const QColor &second, double ratio = 4.5);

/// `a` with `share` (0 to 1) of `b`.
QColor mixed(const QColor &a, const QColor &b, double share);

bool isDark(const QPalette &palette);

}
