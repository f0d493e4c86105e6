// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "ui/shape/shapepicture.h"

#include <QFont>

namespace spoolscope {

enum class ShapeFormat { Png, Svg, Csv };

QString displayName(ShapeFormat format); ///< "PNG picture"
QString suffixOf(ShapeFormat format); ///< "png"

/// The whole table, with what it is a table of.
struct ShapeDocument
{
    SharedPicture picture;
    QString servers; ///< in one line, visible
    QFont font = {};
};

/// The file's bytes. Pictures are for light paper, whatever the window's palette. A PNG has room
/// for about 1,500 rows (Qt's painting ends at 32,767 pixels); Error where there are more. Any
/// thread.
Result<QByteArray> exportShape(const ShapeDocument &document, ShapeFormat format);

/// Writes it in one step: an older file stays whole until the new one is.
Result<void> saveShape(const QString &file, const ShapeDocument &document, ShapeFormat format);

}
