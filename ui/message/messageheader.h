// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QToolButton;

namespace spoolscope {

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

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void elide();
    void applyPalette();
    void makeMenu();

    QLabel *m_title;
    QLabel *m_place;
    QToolButton *m_save;
    QToolButton *m_copy;
    QAction *m_copyMessage = nullptr;
    QString m_fullTitle;
    QString m_fullPlace;
    bool m_isTitleKnown = false;
};

}
