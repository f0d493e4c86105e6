// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/message/messageheader.h"

#include "ui/style/colours.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <QAction>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
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
    , m_title(plaintext::makeLabel(this))
    , m_place(plaintext::makeLabel(this))
    , m_save(makeButton(this, u"document-save"_s, tr("Save as .eml…")))
    , m_copy(makeButton(this, u"edit-copy"_s, tr("Copy")))
{
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.2);
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    for (QLabel *label : {m_title, m_place})
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_title->setMinimumHeight(QFontMetrics(font).height());
    m_place->setMinimumHeight(m_place->fontMetrics().height());
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
    applyPalette();
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
    m_fullTitle = title;
    m_isTitleKnown = isKnown;
    applyPalette();
    elide();
}

void MessageHeader::setPlace(const QString &place)
{
    m_fullPlace = place;
    elide();
}

void MessageHeader::setCanSave(bool can)
{
    m_save->setEnabled(can);
    m_copyMessage->setEnabled(can);
}

void MessageHeader::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    elide();
}

void MessageHeader::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        applyPalette();
    QWidget::changeEvent(event);
}

void MessageHeader::elide()
{
    const auto fit = [](QLabel *label, const QString &text) {
        const QString elided
            = label->fontMetrics().elidedText(text, Qt::ElideRight, label->width());
        label->setText(elided);
        label->setToolTip(elided == text ? QString() : plaintext::toolTip(text));
        label->setAccessibleName(text);
    };
    fit(m_title, m_fullTitle);
    fit(m_place, m_fullPlace);
}

void MessageHeader::applyPalette()
{
    const auto tint = [this](QLabel *label, bool dim) {
        QPalette changed = palette();
        if (dim)
            changed.setColor(QPalette::WindowText, colours::dimmed(palette()));
        if (label->palette().color(QPalette::WindowText) != changed.color(QPalette::WindowText))
            label->setPalette(changed);
    };
    tint(m_title, !m_isTitleKnown);
    tint(m_place, true);
}

}
