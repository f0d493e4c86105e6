// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/trace/fatechips.h"

#include "core/base/textsafety.h"
#include "core/logs/tracetext.h"
#include "ui/style/colours.h"
#include "ui/style/humanize.h"
#include "ui/style/plaintext.h"
#include "ui/trace/tracemodel.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr int padding = 8; ///< of a chip, at its sides
constexpr int gap = 8; ///< between chips
constexpr int lineGap = 4;
constexpr int between = 6; ///< from the fate to the recipient

/// What Postfix itself wrote about the message must not look like the message.
QString wordOf(const TraceRecipient &recipient)
{
    const QString fate = tracetext::fateText(recipient.fate);
    return recipient.ofNotification ? FateChips::tr("notification %1").arg(fate) : fate;
}

QString toolTipOf(const TraceRecipient &recipient)
{
    QStringList lines{tracetext::recipientName(recipient),
        tracetext::fateText(recipient.fate) + u" · "_s + tracetext::timeText(recipient.time)};
    if (!recipient.text.isEmpty())
        lines.append(text::visible(recipient.text));
    return lines.join(u'\n');
}

QColor colourOf(RecipientFate fate, const QPalette &palette)
{
    const auto meaning = meaningOf(fate);
    return meaning ? colours::of(*meaning, palette) : colours::dimmed(palette);
}

}

FateChips::FateChips(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void FateChips::setRecipients(const QList<TraceRecipient> &recipients)
{
    m_chips.clear();
    if (recipients.size() <= mostNamed)
        name(recipients);
    else
        count(recipients);
    setAccessibleName(tr("What became of it"));
    setAccessibleDescription(texts().join(u", "_s));
    updateGeometry();
    update();
}

void FateChips::name(const QList<TraceRecipient> &recipients)
{
    for (const TraceRecipient &recipient : recipients)
        m_chips.append({recipient.fate, wordOf(recipient), tracetext::recipientName(recipient),
            toolTipOf(recipient)});
}

void FateChips::count(const QList<TraceRecipient> &recipients)
{
    constexpr qsizetype mostInToolTip = 20;
    for (int fate = 0; fate <= int(RecipientFate::Probed); ++fate) {
        qint64 count = 0;
        QStringList names;
        for (const TraceRecipient &recipient : recipients) {
            if (recipient.fate != RecipientFate(fate) || recipient.ofNotification)
                continue;
            count += recipient.count;
            if (names.size() < mostInToolTip)
                names.append(tracetext::recipientName(recipient));
        }
        if (count > 0)
            m_chips.append({RecipientFate(fate), tracetext::fateText(RecipientFate(fate)),
                humanize::count(count), names.join(u'\n')});
    }
}

QStringList FateChips::texts() const
{
    QStringList texts;
    for (const Chip &chip : m_chips)
        texts.append(chip.word + u' ' + chip.text);
    return texts;
}

int FateChips::chipHeight() const
{
    return fontMetrics().height() + 6;
}

int FateChips::chipWidth(const Chip &chip, int most) const
{
    const QFontMetrics &font = fontMetrics();
    return std::min(most,
        font.horizontalAdvance(chip.word) + between + font.horizontalAdvance(chip.text)
            + 2 * padding + 2);
}

QList<QRect> FateChips::layOut(int width) const
{
    QList<QRect> rects;
    int x = 0;
    int y = 0;
    for (const Chip &chip : m_chips) {
        const int chipWidth = this->chipWidth(chip, width);
        if (x > 0 && x + chipWidth > width) {
            x = 0;
            y += chipHeight() + lineGap;
        }
        rects.append(QRect(x, y, chipWidth, chipHeight()));
        x += chipWidth + gap;
    }
    return rects;
}

int FateChips::heightForWidth(int width) const
{
    const QList<QRect> rects = layOut(width);
    return rects.isEmpty() ? 0 : rects.last().bottom() + 1;
}

QSize FateChips::sizeHint() const
{
    const int width = fontMetrics().averageCharWidth() * 60;
    return {width, heightForWidth(width)};
}

QSize FateChips::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, m_chips.isEmpty() ? 0 : chipHeight()};
}

bool FateChips::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QList<QRect> rects = layOut(width());
    for (qsizetype i = 0; i < rects.size(); ++i) {
        if (rects[i].contains(help->pos()))
            QToolTip::showText(
                help->globalPos(), plaintext::toolTip(m_chips[i].toolTip), this, rects[i]);
    }
    return true;
}

void FateChips::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QList<QRect> rects = layOut(width());
    for (qsizetype i = 0; i < rects.size(); ++i)
        drawChip(painter, rects[i], m_chips[i]);
}

void FateChips::drawChip(QPainter &painter, const QRect &rect, const Chip &chip) const
{
    const QColor colour = colourOf(chip.fate, palette());
    const QColor window = palette().color(QPalette::Window);
    painter.setPen(QPen(colours::mixed(window, colour, 0.5), 1));
    painter.setBrush(colours::mixed(palette().color(QPalette::Base), colour, 0.06));
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    const QRect inner = rect.adjusted(padding, 0, -padding, 0);
    constexpr int flags = Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine;
    painter.setPen(colour);
    painter.drawText(inner, flags, chip.word);
    const int used = fontMetrics().horizontalAdvance(chip.word) + between;
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(inner.adjusted(used, 0, 0, 0), flags,
        fontMetrics().elidedText(chip.text, Qt::ElideMiddle, inner.width() - used));
}

}
