// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/facets/facetmodel.h"
#include "ui/facets/facetpanel.h"

#include <QTest>
#include <QTreeView>

namespace spoolscope {

/// The row of a value; invalid where it is not shown.
inline QModelIndex facetIndex(const FacetPanel &panel, GroupKey key, const QByteArray &value)
{
    const FacetModel &model = panel.model();
    const QModelIndex parent = model.indexOf(key);
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        if (model.valueOf(index) == value)
            return index;
    }
    return {};
}

/// One click of the mouse, where the row is.
inline void clickFacet(
    const FacetPanel &panel, const QModelIndex &index, Qt::KeyboardModifiers modifiers = {})
{
    panel.tree()->setExpanded(index.parent(), true);
    panel.tree()->scrollTo(index);
    QTest::mouseClick(panel.tree()->viewport(), Qt::LeftButton, modifiers,
        panel.tree()->visualRect(index).center());
}

}
