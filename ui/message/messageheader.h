// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QAction;
class QToolButton;

namespace spoolscope {

class ElidedLabel;

/// Above the tabs: the subject, where the message is, and what can be done with its text. The
/// height never changes, so nothing jumps when the answer comes.
class MessageHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit MessageHeader(QWidget *parent = nullptr);

    void setTitle(const QString &title, bool isKnown); ///< not known yet: dimmed
    void setPlace(const QString &place);
    void setCanSave(bool can);

signals:
    void saveRequested();
    void copyIdRequested();
    void copyCommandRequested();
    void copyMessageRequested();

private:
    void makeMenu();

    ElidedLabel *m_title;
    ElidedLabel *m_place;
    QToolButton *m_save;
    QToolButton *m_copy;
    QAction *m_copyMessage = nullptr;
};

}
