// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logrecord.h"
#include "core/queue/filter.h"

#include <QPushButton>

#include <functional>

namespace spoolscope {

/// The filter with what it says of `field` at its top replaced by `term`, a filter's text; empty:
/// taken away. The same filter where that cannot be written.
Filter withChoice(const Filter &filter, FilterField field, const QString &term);
/// What the filter says of `field` at its top, as text; empty for nothing.
QString choiceOf(const Filter &filter, FilterField field);
/// The filter with one more condition, unless it has it.
Filter narrowed(const Filter &filter, const QString &term);

/// A button that opens a list of values for one field, with how many lines have them.
class LogChoiceButton final : public QPushButton
{
    Q_OBJECT

public:
    struct Choice
    {
        QString term; ///< "daemon:smtpd"
        QString name; ///< "smtpd"
        qint64 lines = 0;
    };
    using Choices = std::vector<Choice>;

    /// `choices`: asked for when the list opens.
    LogChoiceButton(const QString &title, FilterField field, std::function<Choices()> choices,
        QWidget *parent = nullptr);

    void setFilter(const Filter &filter); ///< shows what it says

signals:
    void chosen(spoolscope::FilterField field, const QString &term); ///< empty: any

private:
    void fill();
    void offer(const QString &name, const QString &term);

    QString m_title;
    FilterField m_field;
    std::function<Choices()> m_choices;
    QString m_term;
};

LogChoiceButton::Choices daemonChoices(const LogTally &tally);
LogChoiceButton::Choices severityChoices(const LogTally &tally);
LogChoiceButton::Choices statusChoices(const LogTally &tally);

}
