// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/message/receivedhops.h"

#include <QTreeWidget>

namespace spoolscope {

/// The way a message came, oldest hop first.
class HopsView final : public QTreeWidget
{
    Q_OBJECT

public:
    explicit HopsView(QWidget *parent = nullptr);

    void showHops(const QList<Hop> &hops);
};

/// "+3 s", "−2 s" (clocks that differ), "unknown", or empty for the first hop.
QString delayText(const Hop &hop, bool isFirst);

}
