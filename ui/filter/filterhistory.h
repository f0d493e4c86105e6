// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

namespace spoolscope {

/// The filters of a session, gone through as a browser's pages are: what is asked after going back
/// takes the place of what was ahead. A value.
class FilterHistory final
{
public:
    static constexpr qsizetype most = 100;

    /// A filter is in use now; the same as the last one changes nothing.
    void add(const QString &text);
    bool canGoBack() const { return m_at > 0; }
    bool canGoForward() const { return m_at + 1 < m_texts.size(); }
    QString goBack(); ///< canGoBack()
    QString goForward(); ///< canGoForward()

private:
    QStringList m_texts{QString()}; ///< it begins without a filter
    qsizetype m_at = 0;
};

}
