// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/emptystate.h"

#include "ui/style/dimmedlabel.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <QAction>
#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace spoolscope {

namespace {

constexpr int pictureSize = 48;

}

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent)
    , m_picture(plaintext::makeLabel(this))
    , m_title(plaintext::makeLabel(this))
    , m_text(new DimmedLabel)
    , m_button(new QPushButton(this))
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.25);
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    m_picture->setAlignment(Qt::AlignCenter);
    m_title->setAlignment(Qt::AlignCenter);
    m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_title->setWordWrap(true);
    m_text->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(32, 32, 32, 32);
    column->setSpacing(8);
    column->addStretch(2);
    column->addWidget(m_picture);
    column->addSpacing(8);
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addSpacing(8);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch(3);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_step)
            m_step->trigger();
    });
}

void EmptyState::explain(
    const QString &icon, const QString &title, const QString &text, QAction *step)
{
    if (m_icon != icon)
        m_picture->setPixmap(themedIcon(m_icon = icon)
                .pixmap(QSize(pictureSize, pictureSize), devicePixelRatio(), QIcon::Disabled));
    m_title->setText(title);
    m_text->setText(text);
    m_step = step;
    m_button->setVisible(step);
    disconnect(m_stepChange);
    if (step) {
        m_stepChange = connect(step, &QAction::changed, m_button,
            [this] { m_button->setEnabled(m_step->isEnabled()); });
        m_button->setEnabled(step->isEnabled());
        m_button->setText(step->text());
        m_button->setIcon(step->icon());
    }
}

void EmptyState::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_icon.isEmpty())
        m_picture->setPixmap(themedIcon(m_icon).pixmap(
            QSize(pictureSize, pictureSize), devicePixelRatio(), QIcon::Disabled));
}

}
