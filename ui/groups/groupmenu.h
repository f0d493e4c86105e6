// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/groupkey.h"

#include <QMenu>

#include <optional>

class QActionGroup;

namespace spoolscope {

/// By what the messages are grouped: the one place that knows, and that remembers it.
class GroupMenu final : public QMenu
{
    Q_OBJECT

public:
    explicit GroupMenu(QWidget *parent = nullptr);

    std::optional<GroupKey> key() const { return m_key; }
    void choose(std::optional<GroupKey> key); ///< as a click does
    QAction *actionOf(std::optional<GroupKey> key) const;

signals:
    void keyChanged();

private:
    void add(std::optional<GroupKey> key, const QString &text);

    QActionGroup *m_choices;
    std::optional<GroupKey> m_key;
};

}
