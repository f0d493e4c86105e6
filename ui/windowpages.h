// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

#include <functional>
#include <vector>

class QStackedWidget;
class QTabBar;

namespace spoolscope {

/// One page of the window, and its part in what the window has for all of them.
struct WindowPage
{
    QWidget *widget;
    QString title;
    std::function<void()> enter; ///< it came to the front, and takes the keyboard
    std::function<void()> refresh; ///< F5
    std::function<void()> find; ///< Ctrl+F and /
};

/// The pages under their tabs; Ctrl+1 and so on.
class WindowPages final : public QWidget
{
    Q_OBJECT

public:
    explicit WindowPages(QWidget *parent = nullptr);

    void add(WindowPage page);
    int current() const;
    void open(int page);
    void refresh(); ///< the page that is shown
    void find(); ///< on the page that is shown

signals:
    void shown(int page);

private:
    QTabBar *m_tabs;
    QStackedWidget *m_stack;
    std::vector<WindowPage> m_pages;
};

}
