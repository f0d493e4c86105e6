// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/queuecopier.h"

#include "core/base/textsafety.h"
#include "ui/queue/copiedtext.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/queuemodel.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>

namespace spoolscope {

using namespace Qt::StringLiterals;

QueueCopier::QueueCopier(const Fleet &fleet, const QueueModel &model,
    const MessageSelection &selection, const QHeaderView &header, QAction *copyIds, QWidget *window)
    : QObject(window)
    , m_fleet(fleet)
    , m_model(model)
    , m_selection(selection)
    , m_header(header)
    , m_copyRows(new QAction(themedIcon(u"edit-copy"_s), tr("Copy Ro&ws"), this))
{
    m_copyRows->setObjectName(u"copyRows"_s);
    m_copyRows->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_C);
    m_copyRows->setToolTip(plaintext::toolTip(
        tr("Copy the selected messages as the table shows them, for tickets and spreadsheets")));
    connect(copyIds, &QAction::triggered, this, &QueueCopier::copyIds);
    connect(m_copyRows, &QAction::triggered, this, &QueueCopier::copyTable);
    makeCommands(window);
    connect(&selection, &MessageSelection::changed, this, &QueueCopier::update);
    update();
}

QueueCopier::~QueueCopier() = default;

void QueueCopier::makeCommands(QWidget *window)
{
    m_commands = std::make_unique<QMenu>(tr("Copy as Co&mmands"), window);
    m_commands->setObjectName(u"copyCommands"_s);
    m_commands->setToolTipsVisible(true);
    const std::array verbs{std::pair(CopiedCommand::Hold, tr("&Hold")),
        std::pair(CopiedCommand::Release, tr("&Release")),
        std::pair(CopiedCommand::Requeue, tr("Re&queue")),
        std::pair(CopiedCommand::Delete, tr("&Delete")),
        std::pair(CopiedCommand::Read, tr("R&ead"))};
    for (const auto &[command, name] : verbs) {
        QAction *action = m_commands->addAction(name);
        connect(action, &QAction::triggered, this, [this, command] { copyCommand(command); });
    }
    m_commands->menuAction()->setToolTip(plaintext::toolTip(
        tr("Copy what one would type on each server to do it by hand, without Spoolscope's "
           "checks")));
}

QAction *QueueCopier::copyCommands() const
{
    return m_commands->menuAction();
}

void QueueCopier::update()
{
    m_copyRows->setEnabled(!m_selection.isEmpty());
    m_commands->setEnabled(!m_selection.isEmpty());
}

/// Nothing was put there, not even a part.
void QueueCopier::refuse()
{
    emit failed(tr("%1 messages are too many for the clipboard, so nothing was copied. \"Export "
                   "List…\" writes them into a file.")
            .arg(humanize::count(m_selection.count())));
}

void QueueCopier::copyIds()
{
    if (const auto ids = selectedIds(m_selection))
        QGuiApplication::clipboard()->setText(*ids);
    else
        refuse();
}

void QueueCopier::copyTable()
{
    std::vector<QueueColumn> columns;
    for (int visual = 0; visual < m_header.count(); ++visual) {
        const int column = m_header.logicalIndex(visual);
        if (!m_header.isSectionHidden(column))
            columns.push_back(QueueColumn(column));
    }
    if (const auto rows = selectedRows(m_model, m_selection, columns))
        QGuiApplication::clipboard()->setText(*rows);
    else
        refuse();
}

void QueueCopier::copyCommand(CopiedCommand command)
{
    const auto script = selectedAsCommands(command, m_fleet, m_selection);
    if (script && !script->isEmpty())
        QGuiApplication::clipboard()->setText(*script);
    else if (script)
        emit failed(command == CopiedCommand::Release
                ? tr("None of the selected messages is on hold.")
                : tr("All selected messages are on hold."));
    else if (script.error().kind == ErrorKind::OutputTooLarge)
        refuse();
    else
        emit failed(text::visible(script.error().message));
}

}
