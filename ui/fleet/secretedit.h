// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/secret.h"

#include <QLineEdit>

#include <array>

namespace spoolscope {

/// A field for a password. QLineEdit keeps what is typed in texts and in its history of changes,
/// none of which is overwritten; so it is given bullets only, and the real characters are in a
/// buffer of this object. There is no undo and no way to copy them out.
class SecretEdit final : public QLineEdit
{
    Q_OBJECT

public:
    static constexpr int longest = 1024; ///< UTF-16 units

    explicit SecretEdit(QWidget *parent = nullptr);
    ~SecretEdit() override;

    Secret take(); ///< what was typed, as UTF-8; the field is empty afterwards

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    void put(QStringView text); ///< instead of the selection
    void paste(bool fromSelection);
    void follow(int cursor, qsizetype before); ///< what the base class has removed
    void wipe();

    std::array<char16_t, longest> m_typed = {};
};

}
