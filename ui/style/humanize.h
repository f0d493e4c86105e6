// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

/// Numbers as people read them, in the user's locale. Pure.
namespace spoolscope::humanize {

QString count(qint64 number); ///< "12,431"
QString size(qint64 bytes); ///< "812 B", "4.2 KB", "38 MB": powers of 1,000, two figures or more
QString exactSize(qint64 bytes); ///< "4,213 bytes"
QString age(qint64 seconds); ///< "12 s", "4 min", "3 h 12 min", "5 d 2 h"; "now" below one second
QString exactAge(qint64 seconds); ///< "5 d 02:13:44"
QString elapsed(qint64 milliseconds); ///< "4 s", "1:02", "1:02:33"
QString rate(double perSecond); ///< "3,100/s", "0.4/s"
QString shortNumber(qint64 number); ///< "950", "12.4k", "1.2M": where there is no room for count()

}
