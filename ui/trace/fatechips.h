// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/trace.h"

#include <QWidget>

namespace spoolscope {

/// What became of a message for each recipient, as labelled signs that flow into lines. Of many
/// recipients those of one fate are counted.
class FateChips final : public QWidget
{
    Q_OBJECT

public:
    static constexpr qsizetype mostNamed = 6;

    explicit FateChips(QWidget *parent = nullptr);

    void setRecipients(const QList<TraceRecipient> &recipients);
    QStringList texts() const; ///< of the chips, for tests and screen readers

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    struct Chip
    {
        RecipientFate fate;
        QString word; ///< the fate
        QString text; ///< the recipient, or how many
        QString toolTip;
    };
    void name(const QList<TraceRecipient> &recipients);
    void count(const QList<TraceRecipient> &recipients);
    int chipHeight() const;
    int chipWidth(const Chip &chip, int most) const;
    QList<QRect> layOut(int width) const;
    void drawChip(QPainter &painter, const QRect &rect, const Chip &chip) const;

    QList<Chip> m_chips;
};

}
