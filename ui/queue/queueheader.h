// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/columnsets.h"
#include "ui/style/flatheader.h"

#include <QTimer>

namespace spoolscope {

/// The table's header: sorts by a click, chooses columns and sets of them by its menu, and
/// remembers both. Until someone sets a width, the columns of long texts share what room there is.
class QueueHeader final : public FlatHeader
{
    Q_OBJECT

public:
    explicit QueueHeader(QWidget *parent = nullptr);
    ~QueueHeader() override;

    void restore(); ///< the remembered layout or the first one; call once the model is set
    int firstVisible() const; ///< visual index of the first column shown
    QMenu *makeColumnMenu(); ///< to be deleted by the caller
    void showColumnMenu(); ///< below the header, for the keyboard
    ColumnSet shownColumns() const; ///< without a name
    void show(const ColumnSet &set);

protected:
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void addSetsTo(QMenu &menu);
    void askForName();
    void setDefaults();
    void shareRoom();
    void save() const;

    QTimer m_saveLater;
    bool m_isElastic = true; ///< no width was set by hand
    bool m_isSharing = false;
};

}
