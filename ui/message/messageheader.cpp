// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/message/messageheader.h"

#include "ui/style/elidedlabel.h"
#include "ui/style/icons.h"

#include <QAction>
#include <QGridLayout>
#include <QMenu>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

QToolButton *makeButton(QWidget *parent, const QString &icon, const QString &text)
{
    auto *button = new QToolButton(parent);
    button->setIcon(themedIcon(icon));
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

}

MessageHeader::MessageHeader(QWidget *parent)
    : QWidget(parent)
    , m_title(new ElidedLabel(this))
    , m_place(new ElidedLabel(this))
    , m_save(makeButton(this, u"document-save"_s, tr("Save as .eml…")))
    , m_copy(makeButton(this, u"edit-copy"_s, tr("Copy")))
{
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.2);
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    m_title->setDimmed(true);
    m_place->setDimmed(true);
    m_save->setEnabled(false);
    makeMenu();

    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setHorizontalSpacing(4);
    layout->setVerticalSpacing(4);
    layout->addWidget(m_title, 0, 0);
    layout->addWidget(m_save, 0, 1, 2, 1, Qt::AlignTop);
    layout->addWidget(m_copy, 0, 2, 2, 1, Qt::AlignTop);
    layout->addWidget(m_place, 1, 0);
    layout->setColumnStretch(0, 1);
    connect(m_save, &QToolButton::clicked, this, &MessageHeader::saveRequested);
}

void MessageHeader::makeMenu()
{
    auto *menu = new QMenu(m_copy);
    menu->addAction(tr("Copy queue &ID"), this, &MessageHeader::copyIdRequested);
    menu->addAction(tr("Copy remote &command"), this, &MessageHeader::copyCommandRequested);
    m_copyMessage
        = menu->addAction(tr("Copy &message text"), this, &MessageHeader::copyMessageRequested);
    m_copyMessage->setEnabled(false);
    m_copy->setMenu(menu);
    m_copy->setPopupMode(QToolButton::InstantPopup);
}

void MessageHeader::setTitle(const QString &title, bool isKnown)
{
    m_title->setText(title);
    m_title->setDimmed(!isKnown);
}

void MessageHeader::setPlace(const QString &place)
{
    m_place->setText(place);
}

void MessageHeader::setCanSave(bool can)
{
    m_save->setEnabled(can);
    m_copyMessage->setEnabled(can);
}

}
