// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/hostile/surfacewalk.h"

#include "tests/hostile/clean.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHelpEvent>
#include <QKeySequence>
#include <QLabel>
#include <QLineEdit>
#include <QMetaProperty>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPointer>
#include <QTabBar>
#include <QTest>
#include <QTextBlock>
#include <QTextEdit>
#include <QToolTip>

#include <array>

using namespace Qt::StringLiterals;

namespace spoolscope::hostile {

namespace {

constexpr int mostRows = 3000;
constexpr int mostTips = 8; ///< rows of a view that are pointed at
constexpr int mostAccessible = 300;

const QString head = u"<qt><div style=\"white-space:pre-wrap\">"_s;

/// A tooltip is guessed to be markup or not; what is must be our own frame around escaped text.
QString tipFault(const QString &tip)
{
    if (!Qt::mightBeRichText(tip))
        return fault(tip);
    const QString tail = u"</div></qt>"_s;
    if (!tip.startsWith(head) || !tip.endsWith(tail))
        return u"markup that is not ours: "_s + tip.left(100);
    const QString inner = tip.sliced(head.size()).chopped(tail.size());
    return inner.contains(u'<') || inner.contains(u'>') ? u"markup inside: "_s + inner.left(100)
                                                        : fault(inner);
}

class Walk final
{
public:
    QStringList faults;

    void widget(QWidget *widget)
    {
        m_place
            = QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName();
        properties(widget);
        tipAt(widget, widget->rect().center(), u"tooltip"_s);
        const auto actions = widget->actions();
        for (QAction *action : actions)
            properties(action), mnemonic(action->text());
        if (auto *button = qobject_cast<QAbstractButton *>(widget))
            mnemonic(button->text());
        if (auto *view = qobject_cast<QAbstractItemView *>(widget); view && view->model())
            items(view);
        if (auto *box = qobject_cast<QComboBox *>(widget))
            for (int i = 0; i < box->count(); ++i)
                check(u"item"_s, fault(box->itemText(i), Lines::One));
        if (auto *bar = qobject_cast<QTabBar *>(widget))
            for (int i = 0; i < bar->count(); ++i) {
                check(u"tab"_s, fault(bar->tabText(i), Lines::One));
                check(u"tab"_s, tipFault(bar->tabToolTip(i)));
                mnemonic(bar->tabText(i));
            }
        if (auto *edit = qobject_cast<QTextEdit *>(widget))
            document(edit->document());
        if (auto *edit = qobject_cast<QPlainTextEdit *>(widget))
            document(edit->document());
        int budget = mostAccessible;
        accessible(QAccessible::queryAccessibleInterface(widget), budget);
    }

private:
    void check(const QString &what, const QString &why)
    {
        if (!why.isEmpty() && faults.size() < 50)
            faults.append(m_place + u", "_s + what + u": "_s + why);
    }

    /// Every text a class declares, of later classes too.
    void properties(const QObject *object)
    {
        const QMetaObject *meta = object->metaObject();
        QString format;
        QString text;
        for (int i = 0; i < meta->propertyCount(); ++i) {
            const QMetaProperty property = meta->property(i);
            const QByteArrayView name = property.name();
            if (name == "textFormat")
                format = QString::fromLatin1(QMetaEnum::fromType<Qt::TextFormat>().valueToKey(
                    property.read(object).toInt()));
            if (property.typeId() != QMetaType::QString || name == "objectName"
                || name == "styleSheet" || name == "html" || name == "markdown")
                continue;
            QString value = property.read(object).toString();
            if (name == "selectedText") // QTextDocument's own mark for a line break
                value.replace(QChar::ParagraphSeparator, u'\n');
            if (name == "text")
                text = value;
            check(QString::fromLatin1(name), name == "toolTip" ? tipFault(value) : fault(value));
        }
        // Static labels of forms may be guessed about; what others wrote may not.
        if (!format.isEmpty() && format != u"PlainText"
            && (text.contains(token) || Qt::mightBeRichText(text)))
            check(u"textFormat"_s, format + u": "_s + text.left(100));
    }

    void mnemonic(const QString &text)
    {
        if (text.contains(token) && !QKeySequence::mnemonic(text).isEmpty())
            check(u"mnemonic"_s, text.left(100));
    }

    /// What comes up where the pointer rests.
    void tipAt(QWidget *widget, const QPoint &place, const QString &what)
    {
        if (!widget->isVisible())
            return;
        QToolTip::hideText();
        QHelpEvent help(QEvent::ToolTip, place, widget->mapToGlobal(place));
        QApplication::sendEvent(widget, &help);
        check(what, tipFault(QToolTip::text()));
    }

    void items(QAbstractItemView *view)
    {
        const QAbstractItemModel *model = view->model();
        for (const auto orientation : {Qt::Horizontal, Qt::Vertical}) {
            const int sections = orientation == Qt::Horizontal ? model->columnCount()
                                                               : std::min(100, model->rowCount());
            for (int section = 0; section < sections; ++section)
                for (const int role : {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole})
                    check(u"header"_s,
                        fault(model->headerData(section, orientation, role).toString()));
        }
        children(*model, {});
        for (int row = 0; row < std::min(mostTips, model->rowCount()); ++row)
            for (int column = 0; column < model->columnCount(); ++column) {
                const QRect rect = view->visualRect(model->index(row, column));
                if (rect.isValid())
                    tipAt(view->viewport(), rect.center(), u"item's tooltip"_s);
            }
    }

    void children(const QAbstractItemModel &model, const QModelIndex &parent)
    {
        const int rows = std::min(mostRows, model.rowCount(parent));
        for (int row = 0; row < rows; ++row) {
            for (int column = 0; column < model.columnCount(parent); ++column) {
                const QModelIndex index = model.index(row, column, parent);
                constexpr std::array roles{Qt::DisplayRole, Qt::EditRole, Qt::ToolTipRole,
                    Qt::StatusTipRole, Qt::WhatsThisRole, Qt::AccessibleTextRole,
                    Qt::AccessibleDescriptionRole};
                for (const int role : roles) {
                    const QString text = index.data(role).toString();
                    check(u"role %1"_s.arg(role),
                        role == Qt::ToolTipRole && text.startsWith(head) ? tipFault(text)
                                                                         : fault(text));
                }
            }
            children(model, model.index(row, 0, parent));
        }
    }

    /// No picture, no link, nothing hidden.
    void document(const QTextDocument *document)
    {
        check(u"text"_s, fault(document->toPlainText()));
        for (QTextBlock block = document->begin(); block.isValid(); block = block.next()) {
            for (auto it = block.begin(); !it.atEnd(); ++it) {
                const QTextCharFormat format = it.fragment().charFormat();
                if (format.isImageFormat() || format.isAnchor())
                    check(u"text"_s, u"a picture or link: "_s + it.fragment().text().left(100));
            }
        }
    }

    void accessible(QAccessibleInterface *spoken, int &budget)
    {
        if (!spoken || --budget < 0)
            return;
        for (const auto text : {QAccessible::Name, QAccessible::Description, QAccessible::Value,
                 QAccessible::Help, QAccessible::Accelerator}) {
            const QString words = spoken->text(text);
            // QWidget speaks its tooltip, markup and all, where nothing else describes it.
            check(u"accessible text"_s, words.startsWith(head) ? tipFault(words) : fault(words));
        }
        if (spoken->tableInterface() || spoken->role() == QAccessible::Tree
            || spoken->role() == QAccessible::List)
            for (int i = 0; i < std::min(spoken->childCount(), 100); ++i)
                accessible(spoken->child(i), budget);
    }

    QString m_place;
};

}

namespace {

QStringList faultsOf(const QWidgetList &widgets)
{
    QList<QPointer<QWidget>> there(widgets.begin(), widgets.end());
    Walk walk;
    for (const QPointer<QWidget> &widget : std::as_const(there))
        if (widget && !widget->inherits("QTipLabel")) // asked for at the widget it belongs to
            walk.widget(widget);
    return walk.faults;
}

}

QStringList faultsOf(QWidget *widget)
{
    return faultsOf(QWidgetList{widget} + widget->findChildren<QWidget *>());
}

QStringList faultsOfEverything()
{
    return faultsOf(QApplication::allWidgets());
}

QString clipboardFault()
{
    const QMimeData *data = QGuiApplication::clipboard()->mimeData();
    if (data->formats() != QStringList{u"text/plain"_s})
        return u"formats: "_s + data->formats().join(u", "_s);
    return fault(data->text());
}

QStringList copyFaults(QWidget *widget)
{
    QStringList faults;
    const auto look = [&](const QWidget *from) {
        if (const QString why = clipboardFault(); !why.isEmpty())
            faults.append(QString::fromLatin1(from->metaObject()->className()) + u": "_s + why);
        QGuiApplication::clipboard()->setText(u"before"_s);
    };
    QGuiApplication::clipboard()->setText(u"before"_s);
    const auto below = widget->findChildren<QWidget *>();
    for (QWidget *child : below) {
        if (auto *edit = qobject_cast<QPlainTextEdit *>(child)) {
            edit->selectAll();
            edit->copy();
        } else if (auto *text = qobject_cast<QTextEdit *>(child)) {
            text->selectAll();
            text->copy();
        } else if (auto *label = qobject_cast<QLabel *>(child);
            label && label->textInteractionFlags().testFlag(Qt::TextSelectableByMouse)) {
            label->setSelection(0, int(label->text().size()));
            QTest::keySequence(label, QKeySequence::Copy);
        } else if (auto *line = qobject_cast<QLineEdit *>(child)) {
            line->selectAll();
            line->copy();
        } else if (auto *view = qobject_cast<QAbstractItemView *>(child)) {
            view->selectAll();
            QTest::keySequence(view, QKeySequence::Copy);
        } else {
            continue;
        }
        look(child);
    }
    return faults;
}

}
