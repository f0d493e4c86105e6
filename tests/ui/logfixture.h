// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/core/madelogs.h"
#include "tests/ui/scratchhome.h"
#include "ui/filter/filteredit.h"
#include "ui/logs/logbar.h"
#include "ui/logs/logpage.h"
#include "ui/message/highlighting.h"

#include <KSyntaxHighlighting/Repository>

#include <QTest>

namespace spoolscope {

/// The page with logs of its own, in a window that is shown.
class LogFixture final
{
public:
    explicit LogFixture(int servers = 1)
    {
        Highlighting::addDefinitions(m_repository);
        m_page = std::make_unique<LogPage>(m_repository);
        const QStringList colours{
            QStringLiteral("teal"), QStringLiteral("purple"), QStringLiteral("orange")};
        for (int i = 0; i < servers; ++i) {
            m_stores.push_back(std::make_shared<LogStore>());
            m_sources.push_back({.server = QStringLiteral("id%1").arg(i + 1),
                .name = QStringLiteral("mx%1").arg(i + 1),
                .colour = colours[i % 3],
                .store = m_stores.back()});
        }
        m_page->setSources(m_sources);
        m_page->resize(1100, 600);
        m_page->show();
        if (!QTest::qWaitForWindowActive(m_page.get()))
            qFatal("no window");
    }

    LogPage &page() { return *m_page; }
    LogView &view() { return *m_page->view(); }
    LogStore &store(size_t i = 0) { return *m_stores[i]; }
    ShownLogs &sources() { return m_sources; }

    bool settle()
    {
        return QTest::qWaitFor([this] { return m_page->isSettled(); }, 20'000);
    }
    /// Lines that Postfix writes, a tenth of a second apart.
    bool talk(int lines, size_t source = 0)
    {
        made::LogFiller filler(store(source));
        for (int i = 0; i < lines; ++i)
            filler.lineAt(m_time += 100'000, m_talk.next());
        m_page->linesAdded();
        return settle();
    }
    bool add(const QByteArray &rest, size_t source = 0)
    {
        made::LogFiller(store(source)).lineAt(m_time += 100'000, rest);
        m_page->linesAdded();
        return settle();
    }
    bool filter(const QString &text)
    {
        m_page->bar()->filterEdit()->setText(text);
        return settle();
    }
    QPoint middle(size_t place)
    {
        return {400, int(place - view().firstVisible()) * view().rowHeight() + 5};
    }

private:
    ScratchHome m_home;
    KSyntaxHighlighting::Repository m_repository;
    std::vector<std::shared_ptr<LogStore>> m_stores;
    ShownLogs m_sources;
    made::LogTalk m_talk{5};
    qint64 m_time = made::logStart;
    std::unique_ptr<LogPage> m_page;
};

}
