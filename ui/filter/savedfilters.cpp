// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/filter/savedfilters.h"

#include "ui/filter/filteredit.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <QInputDialog>
#include <QSettings>

#include <array>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Example
{
    const char *name;
    QStringView filter;
};

constexpr std::array examples{
    Example{QT_TRANSLATE_NOOP("spoolscope::SavedFilters", "Waiting for more than four hours"),
        u"age>4h"},
    Example{QT_TRANSLATE_NOOP("spoolscope::SavedFilters", "Bounces and other notifications"),
        u"sender:<>"},
    Example{QT_TRANSLATE_NOOP("spoolscope::SavedFilters", "Limited by the receiving provider"),
        u"cause:rate-limit"},
    Example{QT_TRANSLATE_NOOP("spoolscope::SavedFilters", "To many recipients"), u"rcpts>20"},
    Example{QT_TRANSLATE_NOOP("spoolscope::SavedFilters", "Larger than 10 MB"), u"size>10M"},
    Example{QT_TRANSLATE_NOOP("spoolscope::SavedFilters", "On hold"), u"queue:hold"}};

const QString group = u"savedFilters"_s;

/// Keys of settings may not hold slashes; names may.
QString keyOf(const QString &name)
{
    return QString::fromLatin1(name.toUtf8().toPercentEncoding());
}

QString nameOf(const QString &key)
{
    return QString::fromUtf8(QByteArray::fromPercentEncoding(key.toLatin1()));
}

}

SavedFilters::SavedFilters(FilterEdit &edit, QWidget *parent) : QMenu(parent), m_edit(edit)
{
    setToolTipsVisible(true);
    connect(this, &QMenu::aboutToShow, this, &SavedFilters::fill);
}

QStringList SavedFilters::names() const
{
    QSettings settings;
    settings.beginGroup(group);
    QStringList names;
    const QStringList keys = settings.childKeys();
    for (const QString &key : keys)
        names.append(nameOf(key));
    names.sort(Qt::CaseInsensitive);
    return names;
}

void SavedFilters::save(const QString &name)
{
    if (!name.trimmed().isEmpty())
        QSettings().setValue(group + u'/' + keyOf(name.trimmed()), m_edit.filter().toString());
}

void SavedFilters::remove(const QString &name)
{
    QSettings().remove(group + u'/' + keyOf(name));
}

void SavedFilters::fill()
{
    clear();
    QAction *save = addAction(
        themedIcon(u"document-save"_s), tr("&Save This Filter…"), this, &SavedFilters::askName);
    save->setEnabled(!m_edit.filter().isEverything() && !m_edit.fault());
    addSeparator();
    const QStringList saved = names();
    for (const QString &name : saved)
        addFilter(this, name, QSettings().value(group + u'/' + keyOf(name)).toString());
    if (!saved.isEmpty()) {
        auto *removal = addMenu(tr("&Remove"));
        for (const QString &name : saved)
            removal->addAction(plaintext::label(name), this, [this, name] { remove(name); });
        addSeparator();
    }
    for (const Example &example : examples)
        addFilter(this, tr(example.name), example.filter.toString());
}

void SavedFilters::addFilter(QMenu *menu, const QString &name, const QString &text)
{
    QAction *action = menu->addAction(plaintext::label(name));
    const auto filter = Filter::parse(text);
    action->setToolTip(plaintext::toolTip(filter ? text : filter.error().message));
    action->setEnabled(filter.has_value()); // a newer version may have written it
    if (filter)
        connect(
            action, &QAction::triggered, &m_edit, [this, filter] { m_edit.setFilter(*filter); });
}

void SavedFilters::askName()
{
    auto *dialog = new QInputDialog(this->parentWidget());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save Filter"));
    dialog->setLabelText(tr("Name of the filter:"));
    dialog->setTextValue(m_edit.filter().toString().left(60));
    connect(dialog, &QInputDialog::textValueSelected, this, &SavedFilters::save);
    dialog->open();
}

}
