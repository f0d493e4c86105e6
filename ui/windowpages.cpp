// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/windowpages.h"

#include "ui/style/thinsplitter.h"

#include <QShortcut>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace spoolscope {

using namespace Qt::StringLiterals;

WindowPages::WindowPages(QWidget *parent)
    : QWidget(parent), m_tabs(new QTabBar), m_stack(new QStackedWidget)
{
    m_tabs->setObjectName(u"pages"_s);
    m_tabs->setAccessibleName(tr("Pages"));
    m_tabs->setDocumentMode(true);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    connect(m_tabs, &QTabBar::currentChanged, this, &WindowPages::open);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_tabs);
    column->addWidget(new Hairline);
    column->addWidget(m_stack, 1);
}

void WindowPages::add(WindowPage page)
{
    const int index = int(m_pages.size());
    const QString title = page.title;
    m_stack->addWidget(page.widget);
    m_pages.push_back(std::move(page));
    const QKeySequence keys(Qt::CTRL | Qt::Key(int(Qt::Key_1) + index));
    const QSignalBlocker quiet(m_tabs); // the first tab would be shown before the window is made
    m_tabs->addTab(title);
    m_tabs->setTabToolTip(index, tr("%1 (%2)").arg(title, keys.toString(QKeySequence::NativeText)));
    auto *shortcut = new QShortcut(keys, this);
    shortcut->setContext(Qt::WindowShortcut);
    connect(shortcut, &QShortcut::activated, this, [this, index] { open(index); });
}

int WindowPages::current() const
{
    return m_stack->currentIndex();
}

void WindowPages::open(int page)
{
    {
        const QSignalBlocker quiet(m_tabs);
        m_tabs->setCurrentIndex(page);
    }
    m_stack->setCurrentIndex(page);
    emit shown(page);
    m_pages[size_t(page)].enter();
}

void WindowPages::refresh()
{
    m_pages[size_t(current())].refresh();
}

void WindowPages::find()
{
    m_pages[size_t(current())].find();
}

}
