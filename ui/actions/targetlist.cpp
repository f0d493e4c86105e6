// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/targetlist.h"

#include "core/base/textsafety.h"
#include "ui/style/colours.h"
#include "ui/style/dimmedlabel.h"
#include "ui/style/humanize.h"
#include "ui/style/metrics.h"
#include "ui/style/plaintext.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr qsizetype mostRows = 4;

QString tr(const char *text)
{
    return QCoreApplication::translate("spoolscope::TargetList", text);
}

QString roleName(ServerRole role)
{
    switch (role) {
    case ServerRole::Normal:
        return {};
    case ServerRole::Production:
        return tr("Production");
    case ServerRole::Test:
        return tr("Test");
    }
    Q_UNREACHABLE_RETURN({});
}

QString reachText(const PlanTarget &target)
{
    QStringList parts;
    if (!target.address.isEmpty())
        parts.append(text::visible(target.address));
    if (const QString key = keySuffix(target); !key.isEmpty())
        parts.append(tr("host key %1").arg(text::visible(key)));
    return parts.join(u" · "_s);
}

/// A word in a frame of its colour: a sign that is read without the colour as well.
class RoleSign final : public QLabel
{
public:
    RoleSign(ServerRole role, QWidget *parent) : QLabel(roleName(role), parent), m_role(role)
    {
        setTextFormat(Qt::PlainText);
        setObjectName(u"roleSign"_s);
        setContentsMargins(6, 1, 6, 1);
        QFont bold = font();
        bold.setWeight(QFont::DemiBold);
        setFont(bold);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QColor ink = m_role == ServerRole::Production
            ? colours::of(colours::Meaning::Critical, palette())
            : colours::dimmed(palette());
        painter.setPen(ink);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextSingleLine, text());
    }

private:
    ServerRole m_role;
};

/// The server's own colour, as in the fleet tree.
class Stripe final : public QWidget
{
public:
    Stripe(QString colour, QWidget *parent) : QWidget(parent), m_colour(std::move(colour))
    {
        setObjectName(u"serverStripe"_s);
        setFixedWidth(metrics::serverStripe);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter(this).fillRect(rect(), colours::named(m_colour, palette()));
    }

private:
    QString m_colour;
};

void addRow(QGridLayout *grid, int row, const PlanTarget &target, QWidget *parent)
{
    if (colours::named(target.colour, parent->palette()).isValid())
        grid->addWidget(new Stripe(target.colour, parent), row, 0);
    QLabel *name = plaintext::makeLabel(parent, text::visible(target.name));
    QFont font = name->font();
    font.setWeight(QFont::DemiBold);
    name->setFont(font);
    grid->addWidget(name, row, 1);
    if (target.role != ServerRole::Normal)
        grid->addWidget(new RoleSign(target.role, parent), row, 2);
    auto *reach = new DimmedLabel(reachText(target), parent);
    reach->setTextInteractionFlags(Qt::TextSelectableByMouse);
    reach->setToolTip(plaintext::toolTip(QString::fromLatin1(target.hostKey)));
    grid->addWidget(reach, row, 3);
}

}

QWidget *makeTargetList(QList<PlanTarget> targets, QWidget *parent)
{
    std::ranges::stable_partition(
        targets, [](const PlanTarget &target) { return target.role == ServerRole::Production; });
    auto *list = new QWidget(parent);
    list->setObjectName(u"targetList"_s);
    list->setAccessibleName(tr("Servers"));
    auto *grid = new QGridLayout(list);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(3, 1);
    const qsizetype shown = targets.size() > mostRows + 1 ? mostRows : targets.size();
    for (qsizetype i = 0; i < shown; ++i)
        addRow(grid, int(i), targets[i], list);
    if (shown == targets.size())
        return list;
    QStringList others;
    for (const PlanTarget &target : targets.sliced(shown))
        others.append(text::visible(target.name) + u"  "_s + roleName(target.role) + u"  "_s
            + reachText(target));
    auto *more
        = new DimmedLabel(tr("and %1 more").arg(humanize::count(targets.size() - shown)), list);
    more->setToolTip(plaintext::toolTip(others.join(u'\n')));
    grid->addWidget(more, int(shown), 0, 1, 4);
    return list;
}

}
