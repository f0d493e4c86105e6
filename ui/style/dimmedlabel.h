// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLabel>

namespace spoolscope {

/// Secondary plain text, dimmed as far as it stays readable (the palette's placeholder colour is
/// not, in many themes).
class DimmedLabel final : public QLabel
{
    Q_OBJECT

public:
    explicit DimmedLabel(const QString &text = {}, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void dim();
};

}
