// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringView>

#include <span>

namespace spoolscope {

/// What a term of a filter looks at.
enum class FilterField : quint8 {
    Anything, ///< a bare word: sender, recipients, reasons, ID
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
};

struct FilterFieldInfo
{
    FilterField field;
    QStringView name; ///< as typed, without colon
    bool isNumber; ///< compared with < <= = >= >, not with a colon
    const char *help; ///< for completion; translate it in the context "Filter"
};

std::span<const FilterFieldInfo> filterFields(); ///< all that have a name, in a fixed order
const FilterFieldInfo *findFilterField(QStringView name); ///< in any case; null for another word

QStringView nameOf(FilterField field); ///< empty for Anything
bool isNumberField(FilterField field);

/// The words that join terms: and, or, not, in any case.
bool isFilterKeyword(QStringView word);

}
