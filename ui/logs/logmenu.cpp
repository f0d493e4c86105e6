// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/logs/logmenu.h"

#include "core/base/textsafety.h"
#include "core/queue/filterterm.h"
#include "ui/logs/logview.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <QMenu>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype shownValue = 60; ///< bytes of a value in the menu

QByteArrayView firstOf(const LogEvent &event, std::initializer_list<LogField> fields)
{
    for (const LogField field : fields) {
        const QByteArrayView value = event.value(field);
        if (!value.isEmpty() && value != "unknown")
            return value;
    }
    return {};
}

/// As a term; empty where that would put something hidden into the line of the filter.
QString termFor(FilterField field, QByteArrayView value)
{
    const QString text = text::exact(value);
    if (text.toUtf8() != value || text::visible(text) != text || text.size() > 500)
        return {};
    return toString(FilterTerm{.field = field, .form = FilterTerm::Form::Exact, .text = text});
}

}

LogMenu::LogMenu(LogView &view) : QObject(&view), m_view(view)
{
}

std::vector<LogMenu::Question> LogMenu::questionsOf(const LogEvent &event) const
{
    std::vector<Question> questions{{tr("This &Queue ID"), FilterField::Id, event.queueId},
        {tr("This &Client"), FilterField::Client,
            firstOf(event, {LogField::ClientAddress, LogField::Client})},
        {tr("This &Sender"), FilterField::Sender, firstOf(event, {LogField::From})},
        {tr("This &Recipient"), FilterField::To, firstOf(event, {LogField::To})},
        {tr("This R&elay"), FilterField::Relay,
            firstOf(event, {LogField::Relay, LogField::RelayAddress})},
        {tr("This &User"), FilterField::User, firstOf(event, {LogField::SaslUser})},
        {tr("This &Daemon"), FilterField::Daemon,
            event.line.isPostfix() ? event.line.daemonName : event.line.program}};
    const QLatin1StringView kind = nameOf(event.kind);
    questions.push_back(
        {tr("This Kind of &Event"), FilterField::Event, {kind.data(), kind.size()}});
    std::erase_if(questions, [](const Question &question) {
        return question.value.isEmpty() || termFor(question.field, question.value).isEmpty();
    });
    return questions;
}

void LogMenu::fill(QMenu &menu, size_t place)
{
    const LogRef ref = m_view.order().at(place);
    LogReader &reader = m_view.lines().readers()[ref.source()];
    const ShownLog &source = m_view.sources()[ref.source()];
    if (reader.record(ref.row()).isGap())
        return;
    const LogEvent &event = reader.event(ref.row(), m_parser);
    const QString id = text::visible(reader.queueId(ref.row()));
    if (!id.isEmpty()) {
        QAction *trace = menu.addAction(themedIcon(u"view-history"_s), tr("&Trace This Message"));
        connect(trace, &QAction::triggered, this,
            [this, server = source.server, id] { emit traceRequested(server, id); });
        QAction *row = menu.addAction(themedIcon(u"mail-message"_s), tr("Show It in the &Queue"));
        connect(row, &QAction::triggered, this,
            [this, server = source.server, id] { emit queueRowRequested(server, id); });
        menu.addSeparator();
    }
    QMenu *only = menu.addMenu(themedIcon(u"view-filter"_s), tr("Show &Only"));
    only->setObjectName(u"showOnly"_s);
    for (const Question &question : questionsOf(event)) {
        const QString shown = text::isolated(text::visibleStart(question.value, shownValue));
        QAction *action = only->addAction(question.name + u'\t' + plaintext::label(shown));
        connect(action, &QAction::triggered, this,
            [this, term = termFor(question.field, question.value)] { emit filterRequested(term); });
    }
    if (m_view.sources().size() > 1) {
        QAction *server = only->addAction(tr("This Server") + u'\t'
            + plaintext::label(text::isolated(text::visible(source.name))));
        connect(server, &QAction::triggered, this,
            [this, term = termFor(FilterField::Server, source.name.toUtf8())] {
                emit filterRequested(term);
            });
    }
    menu.addSeparator();
}

}
