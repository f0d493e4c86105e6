// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/plaintext.h"

#include "core/base/domainnote.h"
#include "ui/style/icons.h"

#include <KMessageWidget>

#include <QAction>
#include <QLabel>
#include <QToolButton>

namespace spoolscope::plaintext {

using namespace Qt::StringLiterals;

QString toolTip(const QString &plain)
{
    if (plain.isEmpty())
        return {};
    return u"<qt><div style=\"white-space:pre-wrap\">"_s + plain.toHtmlEscaped() + u"</div></qt>"_s;
}

QString label(const QString &plain)
{
    return QString(plain).replace(u'&', u"&&"_s);
}

QString address(const QString &shown)
{
    return (QStringList{shown} + text::domainNotes(shown)).join(u'\n');
}

QLabel *makeLabel(QWidget *parent, const QString &text)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    return label;
}

KMessageWidget *makeMessage(QWidget *parent, const QString &text)
{
    auto *message = new KMessageWidget(parent);
    message->setTextFormat(Qt::PlainText);
    message->setText(text);
    // Its own icon is the style's, which is dark on a dark ground. The one button it has so far is
    // that which closes it.
    if (auto *close = message->findChild<QToolButton *>(); close && close->defaultAction())
        close->defaultAction()->setIcon(themedIcon(u"window-close"_s));
    return message;
}

}
