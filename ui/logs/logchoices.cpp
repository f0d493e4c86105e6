// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/logs/logchoices.h"

#include "core/base/textsafety.h"
#include "ui/style/humanize.h"
#include "ui/style/plaintext.h"

#include <QMenu>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;
using Kind = FilterNode::Kind;

namespace {

/// Whether it is about nothing else. Programs that are not Postfix are a choice of daemons.
bool isAbout(const FilterNode &node, FilterField field)
{
    if (node.kind == Kind::Term)
        return node.term.field == field
            || (field == FilterField::Daemon && node.term.field == FilterField::Event
                && node.term.text == nameOf(LogEventKind::Foreign));
    return !node.children.empty()
        && std::ranges::all_of(
            node.children, [&](const FilterNode &child) { return isAbout(child, field); });
}

std::vector<FilterNode> topParts(const FilterNode &root)
{
    return root.kind == Kind::And ? root.children : std::vector<FilterNode>{root};
}

FilterNode joined(std::vector<FilterNode> parts)
{
    if (parts.size() == 1)
        return std::move(parts.front());
    return {.kind = Kind::And, .children = std::move(parts)};
}

Filter withParts(const Filter &filter, std::vector<FilterNode> parts, const QString &term)
{
    if (!term.isEmpty()) {
        const auto added = Filter::parse(term, logFilterFields());
        if (!added)
            return filter;
        for (FilterNode &part : topParts(added->root()))
            parts.push_back(std::move(part));
    }
    if (parts.empty())
        return Filter::everything();
    return Filter::of(joined(std::move(parts)), logFilterFields()).value_or(filter);
}

QString termFor(FilterField field, QLatin1StringView value)
{
    return toString(FilterTerm{.field = field, .form = FilterTerm::Form::Exact, .text = value});
}

void sortByLines(LogChoiceButton::Choices &choices)
{
    std::ranges::stable_sort(choices, std::ranges::greater(), &LogChoiceButton::Choice::lines);
}

}

Filter withChoice(const Filter &filter, FilterField field, const QString &term)
{
    std::vector<FilterNode> parts = topParts(filter.root());
    std::erase_if(parts, [&](const FilterNode &part) { return isAbout(part, field); });
    return withParts(filter, std::move(parts), term);
}

QString choiceOf(const Filter &filter, FilterField field)
{
    std::vector<FilterNode> parts = topParts(filter.root());
    std::erase_if(parts, [&](const FilterNode &part) { return !isAbout(part, field); });
    return parts.empty() ? QString() : toString(joined(std::move(parts)));
}

Filter narrowed(const Filter &filter, const QString &term)
{
    const auto added = Filter::parse(term, logFilterFields());
    std::vector<FilterNode> parts = topParts(filter.root());
    if (added && std::ranges::contains(parts, added->root()))
        return filter;
    return withParts(filter, std::move(parts), term);
}

LogChoiceButton::LogChoiceButton(
    const QString &title, FilterField field, std::function<Choices()> choices, QWidget *parent)
    : QPushButton(title, parent), m_title(title), m_field(field), m_choices(std::move(choices))
{
    auto *menu = new QMenu(this);
    setMenu(menu);
    setAccessibleName(title);
    connect(menu, &QMenu::aboutToShow, this, &LogChoiceButton::fill);
}

void LogChoiceButton::setFilter(const Filter &filter)
{
    m_term = choiceOf(filter, m_field);
    QFont own = font();
    own.setBold(!m_term.isEmpty());
    setFont(own);
    setToolTip(m_term.isEmpty() ? tr("Show only lines of one kind")
                                : plaintext::toolTip(text::visible(m_term)));
}

void LogChoiceButton::fill()
{
    menu()->clear();
    offer(tr("Any"), {});
    menu()->addSeparator();
    for (const Choice &choice : m_choices())
        offer(tr("%1\t%2").arg(choice.name, humanize::count(choice.lines)), choice.term);
    if (menu()->actions().size() == 2)
        menu()->addAction(tr("There are no lines yet"))->setEnabled(false);
}

void LogChoiceButton::offer(const QString &name, const QString &term)
{
    QAction *action = menu()->addAction(name);
    action->setCheckable(true);
    action->setChecked(m_term == term);
    connect(action, &QAction::triggered, this, [this, term] { emit chosen(m_field, term); });
}

LogChoiceButton::Choices daemonChoices(const LogTally &tally)
{
    LogChoiceButton::Choices choices;
    for (size_t i = 0; i < logDaemonCount; ++i) {
        const QLatin1StringView name = nameOf(LogDaemon(i));
        if (tally.daemons[i] > 0 && !name.isEmpty())
            choices.push_back({termFor(FilterField::Daemon, name), name, tally.daemons[i]});
    }
    sortByLines(choices);
    if (const qint64 others = tally.daemons[size_t(LogDaemon::None)])
        choices.push_back({termFor(FilterField::Event, nameOf(LogEventKind::Foreign)),
            LogChoiceButton::tr("Other programs"), others});
    return choices;
}

LogChoiceButton::Choices severityChoices(const LogTally &tally)
{
    LogChoiceButton::Choices choices;
    const qint64 info = tally.severities[size_t(LogSeverity::Info)];
    if (tally.lines > info)
        choices.push_back({u"not severity:info"_s, LogChoiceButton::tr("Warnings and worse"),
            tally.lines - info});
    for (size_t i = logSeverityCount; i-- > 0;) {
        const QLatin1StringView name = nameOf(LogSeverity(i));
        if (tally.severities[i] > 0)
            choices.push_back({termFor(FilterField::Severity, name), name, tally.severities[i]});
    }
    return choices;
}

LogChoiceButton::Choices statusChoices(const LogTally &tally)
{
    LogChoiceButton::Choices choices;
    for (size_t i = 0; i < logStatusCount; ++i) {
        const QLatin1StringView name = nameOf(LogStatus(i));
        if (tally.statuses[i] > 0 && !name.isEmpty())
            choices.push_back({termFor(FilterField::Status, name), name, tally.statuses[i]});
    }
    sortByLines(choices);
    return choices;
}

}
