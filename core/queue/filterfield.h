// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringView>

#include <span>

namespace spoolscope {

/// What a term of a filter looks at.
enum class FilterField : quint8 {
    Anything, ///< a bare word: sender, recipients, reasons, ID; or a line of a log
    Sender,
    FromDomain,
    To,
    Domain,
    Reason,
    Provider, ///< who runs the mail servers of a recipient's domain
    Cause, ///< what is known of a reason
    Cluster, ///< what a reason has in common with others
    Dsn, ///< the enhanced status code in a reason
    Queue,
    Server,
    Instance,
    Id,
    Age,
    Size,
    Recipients,
    Client, ///< who handed the message in
    User, ///< who had logged in to do so
    Subject,

    // Of the lines of a log alone
    Address, ///< sender or recipient
    Daemon,
    Event,
    MessageId,
    Phase,
    Relay,
    Severity,
    Since,
    Status,
    Until,
};

struct FilterFieldInfo
{
    FilterField field;
    QStringView name; ///< as typed, without colon
    bool isNumber; ///< compared with < <= = >= >, not with a colon
    const char *help; ///< for completion; translate it in the context "Filter"
};

/// What may be asked of one kind of thing, in a fixed order.
using FilterFields = std::span<const FilterFieldInfo>;
FilterFields filterFields(); ///< of a queued message
FilterFields logFilterFields(); ///< of a line of a log
/// In any case; null for another word.
const FilterFieldInfo *findFilterField(QStringView name, FilterFields fields = filterFields());

QStringView nameOf(FilterField field); ///< empty for Anything
bool isNumberField(FilterField field);
/// Of a queued message, what no listing tells (SnapshotFacts): it may be unknown.
bool isOriginField(FilterField field);

/// The words that join terms: and, or, not, in any case.
bool isFilterKeyword(QStringView word);

}
