// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QPalette>

/// The colours of counts: cividis (Nuñez, Anderton and Renslow, PLOS ONE 13(7), 2018), which is
/// even to the eye and to colour-blind eyes alike, as its lightness alone says it all. On a light
/// palette it runs from light to dark and on a dark one from dark to light, so that little is near
/// to nothing. Pure.
namespace spoolscope::heat {

/// The place of a count on the scale, 0 to 1; `count` from 1 to `largest`.
double place(qint64 count, qint64 largest, bool isLog);
QColor colour(double place, const QPalette &palette);
/// Black or white, whichever reads better there: at least 4.5:1.
QColor ink(const QColor &ground);

}
