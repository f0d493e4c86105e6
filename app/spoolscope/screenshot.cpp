// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/spoolscope/screenshot.h"

#include "core/servers/fleet.h"
#include "ui/mainwindow.h"
#include "ui/message/messageview.h"
#include "ui/queue/queuemodel.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"

#include <QApplication>

#include <algorithm>
#include <cstdio>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr QSize windowSize(1600, 1000);
constexpr qint64 listingPatience = 120'000; ///< ms
constexpr qint64 readingPatience = 30'000;

}

Screenshot::Screenshot(const Fleet &fleet, MainWindow &window, QString file)
    : m_fleet(fleet), m_window(window), m_file(std::move(file))
{
    m_window.resize(windowSize);
    m_clock.start();
    connect(&m_poll, &QTimer::timeout, this, &Screenshot::look);
    m_poll.start(50);
}

void Screenshot::look()
{
    switch (m_step) {
    case Step::Listing: {
        const QString missing = obstacle();
        if (missing.isEmpty() && m_window.queuePage()->isSettled()) {
            openMessage();
        } else if (hasFailed() || m_clock.elapsed() > listingPatience) {
            fail(missing);
        }
        return;
    }
    case Step::Reading:
        if (m_window.messageView()->isLoaded()) {
            m_step = Step::Drawing;
            m_poll.setInterval(500); // the last texts are laid out and jobs have left the strip
        } else if (m_clock.elapsed() > readingPatience) {
            fail(u"the message could not be read"_s);
        }
        return;
    case Step::Drawing:
        draw();
        return;
    }
}

QString Screenshot::obstacle() const
{
    if (m_fleet.servers().isEmpty())
        return u"no servers"_s;
    for (const Server *server : m_fleet.servers()) {
        if (server->state() != ServerState::Connected)
            return server->error() ? server->name() + u": "_s + server->error()->message
                                   : server->name() + u" is not connected"_s;
        for (const InstanceStatus &status : server->instances())
            if (status.listing || !status.snapshot
                || status.snapshot->state() != ListingState::Complete)
                return server->name() + u" has not been listed to its end"_s;
        if (server->instances().empty())
            return server->name() + u" has no Postfix instance"_s;
    }
    return {};
}

/// Nothing is tried again by itself, and nobody is there to accept a host key.
bool Screenshot::hasFailed() const
{
    return std::ranges::any_of(m_fleet.servers(), [](const Server *server) {
        return server->state() == ServerState::Failed
            || server->state() == ServerState::AwaitingHostKey
            || server->state() == ServerState::AwaitingSecret;
    });
}

void Screenshot::openMessage()
{
    QueuePage *page = m_window.queuePage();
    const int rows = page->model().rowCount();
    // Among those on screen, so that the table is shown from its start.
    const int shown
        = std::clamp(page->view()->rowAt(page->view()->viewport()->height() - 60), 0, 40);
    int chosen = -1;
    qsizetype longest = -1;
    for (int row = std::min(rows, 4); row < std::min(rows, shown); ++row) {
        const RowRef ref = page->model().ref(row);
        const qsizetype length = page->model().arrangement().snapshot(ref).reason(ref.row).size();
        if (length > longest) {
            longest = length;
            chosen = row;
        }
    }
    m_clock.restart();
    if (chosen < 0) {
        m_step = Step::Drawing;
        return;
    }
    page->view()->pickRow(chosen);
    m_step = Step::Reading;
}

void Screenshot::draw()
{
    m_poll.stop();
    if (m_window.grab().save(m_file, "PNG"))
        QApplication::exit(0);
    else
        fail(u"cannot write "_s + m_file);
}

void Screenshot::fail(const QString &message)
{
    m_poll.stop();
    std::fputs(qPrintable(u"spoolscope: "_s + message + u'\n'), stderr);
    QApplication::exit(1);
}

}
