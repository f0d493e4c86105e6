// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QMenu>

namespace spoolscope {

class FilterEdit;

/// The menu of filters that the user gave names, kept in the settings, and of some to begin with.
class SavedFilters final : public QMenu
{
    Q_OBJECT

public:
    explicit SavedFilters(FilterEdit &edit, QWidget *parent = nullptr);

    /// Saves the filter in use; one of the same name is replaced. Nothing without a name.
    void save(const QString &name);
    void remove(const QString &name);
    QStringList names() const;

private:
    void fill();
    void addFilter(QMenu *menu, const QString &name, const QString &text);
    void askName();

    FilterEdit &m_edit;
};

}
