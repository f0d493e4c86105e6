// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/logs/logviewspeech.h"

#include "ui/logs/logview.h"

#include <QAccessibleWidget>

#include <mutex>

namespace spoolscope {

namespace {

/// A list without items, as there may be millions: its value is the current line.
class LogViewInterface final : public QAccessibleWidget
{
public:
    explicit LogViewInterface(LogView *view)
        : QAccessibleWidget(view, QAccessible::List), m_view(view)
    {
    }

    QString text(QAccessible::Text which) const override
    {
        return which == QAccessible::Value ? m_view->currentText() : QAccessibleWidget::text(which);
    }

private:
    LogView *m_view;
};

QAccessibleInterface *make(const QString &, QObject *object)
{
    auto *view = qobject_cast<LogView *>(object);
    return view ? new LogViewInterface(view) : nullptr;
}

}

void installLogViewSpeech()
{
    static std::once_flag once;
    std::call_once(once, [] { QAccessible::installFactory(make); });
}

void speakCurrentLine(LogView &view)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleValueChangeEvent change(&view, view.currentText());
    QAccessible::updateAccessibility(&change);
}

}
