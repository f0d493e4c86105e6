// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/filter.h"
#include "ui/filter/filtercompletion.h"
#include "ui/filter/filterhistory.h"

#include <QLineEdit>
#include <QTimer>

class QCompleter;
class QStandardItemModel;

namespace spoolscope {

/// The line in which a filter is typed, completed, and gone back to. A text with a fault is
/// underlined where it is wrong and changes nothing: the last good filter stays in use.
class FilterEdit final : public QLineEdit
{
    Q_OBJECT

public:
    /// `fields`: those that may be named.
    explicit FilterEdit(QWidget *parent = nullptr, FilterFields fields = filterFields());
    ~FilterEdit() override;

    const Filter &filter() const { return m_filter; } ///< the one in use
    const std::optional<FilterError> &fault() const { return m_fault; } ///< of what is typed
    bool isOffering() const; ///< words for what is being typed, which may have a fault until then
    /// Whether the filter in use is that of the text, or the text has a fault that was told.
    bool isSettled() const { return !m_typing.isActive(); }

    void setFilter(const Filter &filter); ///< at once, as its canonical text
    void setValues(FilterValues values) { m_values = std::move(values); }

    QAction *backAction() const { return m_back; }
    QAction *forwardAction() const { return m_forward; }

signals:
    void filterChanged(const spoolscope::Filter &filter);
    void faultChanged(); ///< also when it is gone, and when there are no more offers for it
    void leaveRequested(); ///< Return, Down or Escape: to what is filtered

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void typed();
    void use();
    void remember();
    void go(const QString &text);
    void updateLook();
    void updateActions();
    void offer();
    void complete(const QString &candidate);

    const FilterFields m_fields;
    Filter m_filter = Filter::everything();
    std::optional<FilterError> m_fault;
    FilterHistory m_history;
    FilterValues m_values = [](FilterField) { return QStringList(); };
    FilterCompletion m_completion;
    QStandardItemModel *m_candidates;
    QCompleter *m_completer;
    QAction *m_back;
    QAction *m_forward;
    QTimer m_typing;
    bool m_isUpdatingLook = false;
};

}
