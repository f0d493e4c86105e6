// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

/// What an administrator should know before a command, in a sentence or two for a dialog or a
/// terminal; translated. After the documentation of Postfix, in our own words.
namespace spoolscope::advice {

QString
flush(); ///< what flushing does, and what flushing often costs (postqueue(1), QSHAPE_README)
QString retry(); ///< of chosen messages; held mail (postqueue(1), flush(8))
QString retrySite(); ///< fast_flush_domains (flush(8), ETRN_README)
QString returnToSender(); ///< postsuper -f, and backscatter (postsuper(1), BACKSCATTER_README)
QString returnToSenderTooOld(const QString &mailVersion); ///< needs Postfix 3.5
QString requeue(); ///< new queue ID, no milters, rewritten again (postsuper(1))
QString hold(); ///< does not expire while on hold (postsuper(1))
QString restore(); ///< from the vault: a new message with a new ID (sendmail(1), pickup(8))

}
