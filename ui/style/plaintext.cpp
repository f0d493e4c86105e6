// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/plaintext.h"

#include <QLabel>

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

QLabel *makeLabel(QWidget *parent, const QString &text)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    return label;
}

}
