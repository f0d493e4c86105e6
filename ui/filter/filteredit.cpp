// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/filter/filteredit.h"

#include "ui/style/colours.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QCompleter>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QStandardItemModel>
#include <QTextCharFormat>

#include <algorithm>
#include <utility>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int pause = 120; ///< ms of a typist
constexpr int candidateRole = Qt::UserRole; ///< the display role has the help behind it
constexpr double tint = 0.12; ///< share of the meaning's colour in the field's

}

FilterEdit::FilterEdit(QWidget *parent, FilterFields fields)
    : QLineEdit(parent)
    , m_fields(fields)
    , m_candidates(new QStandardItemModel(this))
    , m_completer(new QCompleter(m_candidates, this))
    , m_back(new QAction(themedIcon(u"go-previous"_s), tr("Previous Filter"), this))
    , m_forward(new QAction(themedIcon(u"go-next"_s), tr("Next Filter"), this))
{
    setAccessibleName(tr("Filter"));
    setPlaceholderText(tr("Filter, such as  domain:gmail.com age>2h"));
    setClearButtonEnabled(true);
    setMaxLength(Filter::longestText);
    addAction(themedIcon(u"view-filter"_s), QLineEdit::LeadingPosition);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setCompletionRole(candidateRole);
    m_completer->setMaxVisibleItems(12);
    m_completer->popup()->installEventFilter(this);
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this,
        &FilterEdit::complete);
    m_back->setShortcut(Qt::ALT | Qt::Key_Left);
    m_forward->setShortcut(Qt::ALT | Qt::Key_Right);
    for (QAction *action : {m_back, m_forward})
        action->setToolTip(u"%1 (%2)"_s.arg(
            action->text(), action->shortcut().toString(QKeySequence::NativeText)));
    connect(m_back, &QAction::triggered, this, [this] {
        if (m_history.canGoBack())
            go(m_history.goBack());
    });
    connect(m_forward, &QAction::triggered, this, [this] {
        if (m_history.canGoForward())
            go(m_history.goForward());
    });
    m_typing.setSingleShot(true);
    m_typing.setInterval(pause);
    connect(&m_typing, &QTimer::timeout, this, &FilterEdit::use);
    connect(this, &QLineEdit::textChanged, this, &FilterEdit::typed);
    connect(this, &QLineEdit::textEdited, this, &FilterEdit::offer);
    updateActions();
}

FilterEdit::~FilterEdit() = default;

/// Good or bad is seen at once; what it finds, after a pause.
void FilterEdit::typed()
{
    const auto filter = Filter::parse(text(), m_fields);
    m_fault = filter ? std::nullopt : std::optional(filter.error());
    updateLook();
    m_typing.start();
}

void FilterEdit::use()
{
    m_typing.stop();
    emit faultChanged();
    const auto filter = Filter::parse(text(), m_fields);
    if (!filter || *filter == m_filter)
        return;
    m_filter = *filter;
    // What is typed letter by letter is one step of the history, made when it is left.
    if (m_filter.isEverything())
        remember();
    updateActions();
    emit filterChanged(m_filter);
}

void FilterEdit::remember()
{
    if (!m_fault)
        m_history.add(text().trimmed());
    updateActions();
}

void FilterEdit::setFilter(const Filter &filter)
{
    remember();
    setText(filter.toString());
    use();
    remember();
}

void FilterEdit::go(const QString &text)
{
    setText(text);
    use();
    updateActions();
}

void FilterEdit::updateActions()
{
    m_back->setEnabled(m_history.canGoBack());
    m_forward->setEnabled(m_history.canGoForward());
}

// --- how it looks ---

void FilterEdit::updateLook()
{
    const QScopedValueRollback guard(m_isUpdatingLook, true);
    QPalette palette = QApplication::palette(this);
    const auto meaning = m_fault ? colours::Meaning::Critical : colours::Meaning::Ok;
    if (!text().trimmed().isEmpty())
        palette.setColor(QPalette::Base,
            colours::mixed(palette.color(QPalette::Base), colours::of(meaning, palette), tint));
    setPalette(palette);
    QList<QInputMethodEvent::Attribute> attributes;
    if (m_fault) {
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(colours::of(colours::Meaning::Critical, palette));
        const auto start = int(std::min(m_fault->offset, text().size() - 1));
        attributes.append({QInputMethodEvent::TextFormat, start - cursorPosition(),
            int(std::max<qsizetype>(1, m_fault->length)), format});
    }
    // The one way to format a part of a line edit's text.
    QInputMethodEvent event({}, attributes);
    QLineEdit::inputMethodEvent(&event);
    setToolTip(m_fault ? plaintext::toolTip(m_fault->message) : QString());
}

void FilterEdit::changeEvent(QEvent *event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_isUpdatingLook)
        updateLook();
}

void FilterEdit::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason)
        remember();
}

// --- keys and completion ---

void FilterEdit::keyPressEvent(QKeyEvent *event)
{
    // The popup hands its keys on.
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Escape:
    case Qt::Key_Down:
        if (isOffering()) {
            event->ignore();
            return;
        }
        if (event->key() == Qt::Key_Escape)
            clear();
        use();
        remember();
        emit leaveRequested();
        return;
    case Qt::Key_Space:
        if (event->modifiers() & Qt::ControlModifier) {
            offer();
            return;
        }
        break;
    default:
        break;
    }
    QLineEdit::keyPressEvent(event);
}

bool FilterEdit::isOffering() const
{
    return m_completer->popup()->isVisible();
}

bool FilterEdit::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_completer->popup() && event->type() == QEvent::Hide && isSettled())
        emit faultChanged();
    return QLineEdit::eventFilter(watched, event);
}

void FilterEdit::offer()
{
    m_completion = completeFilter(text(), cursorPosition(), m_values, m_fields);
    m_candidates->clear();
    for (const FilterCandidate &candidate : m_completion.candidates) {
        auto *item = new QStandardItem;
        item->setData(candidate.text, candidateRole);
        item->setText(candidate.help.isEmpty()
                ? candidate.text
                : candidate.text.trimmed() + u"    \u2014 "_s + candidate.help);
        m_candidates->appendRow(item);
    }
    if (m_candidates->rowCount() == 0) {
        m_completer->popup()->hide();
        return;
    }
    const int wanted = m_completer->popup()->sizeHintForColumn(0) + 40;
    const int left = int(m_completion.start);
    QRect place = cursorRect();
    place.setWidth(std::clamp(wanted, 260, 620));
    place.moveLeft(std::max(0, place.left() - fontMetrics().horizontalAdvance(text().mid(left))));
    m_completer->complete(place);
}

void FilterEdit::complete(const QString &candidate)
{
    QString whole = text();
    whole.replace(m_completion.start, m_completion.length, candidate);
    const qsizetype behind = m_completion.start + candidate.size();
    setText(whole);
    setCursorPosition(int(behind));
    if (candidate.endsWith(u':'))
        offer();
}

}
