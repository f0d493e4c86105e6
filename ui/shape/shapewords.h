// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shape/shapepicture.h"

#include <QStringList>

/// A shape in words, for heads, tooltips, screen readers and files. Pure.
namespace spoolscope::shapewords {

QString duration(qint64 minutes); ///< exact: "5 min", "1 h 20 min", "2 d"
QString bucketHead(const QueueShape &shape, int bucket); ///< "< 5 min", "5–10 min", "≥ 21:20 h"
QString bucketAge(const QueueShape &shape, int bucket); ///< "1 h 20 min to 2 h 40 min old"
QString agesText(const QueueShape &shape, int first, int last); ///< the same of several
QString domainHead(const ShapeRow &row); ///< visible; of long ones the beginning
QString counted(qint64 count, bool bySender); ///< "1,204 recipients", "3 messages"
QString share(qint64 part, qint64 whole); ///< "35 %", "< 1 %"
/// Lines: what and how old, how many, of which shares.
QStringList cell(const ShapePicture &picture, const ShapeRow &row, int bucket);
QStringList total(const ShapePicture &picture, const ShapeRow &row);
QString title(const ShapeSettings &settings); ///< "Recipients by domain and age"
QString queues(const ShapeSettings &settings); ///< "all queues", "deferred and hold"

}
