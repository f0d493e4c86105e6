// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLabel>

namespace spoolscope {

/// One line of plain text that ends in "…" where there is no room for all of it; a tooltip has the
/// rest then, unless another one was set. It never asks for width. Text is shaped when it is
/// painted, not when it is set: the first letters of a script may cost a search of all fonts.
class ElidedLabel final : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget *parent = nullptr);

    /// All of it is also what screen readers say.
    void setText(const QString &text);
    void setDimmed(bool isDimmed);
    QString shownText() const; ///< what there is room for

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    bool m_isDimmed = false;
};

}
