// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "hostwindow.h"

#include "ui/queue/queuemodel.h"
#include "ui/queue/queuepage.h"

#include <QTest>

namespace spoolscope {

/// The window with one server of the lab. A base of test classes.
class OneServerWindow : protected HostWindow
{
protected:
    static constexpr int host = 1; ///< the first one has two instances

    template <typename T> T *find(const QString &name) const
    {
        return m_window->findChild<T *>(name);
    }

    std::set<QByteArray> ids() const { return LabFixture::idsBelow(m_lab->queueFiles(host)); }

    Server *connectServer(const QString &user = QStringLiteral("root"))
    {
        Server *server = m_fleet->add(m_lab->server(host, user));
        m_fleet->connectAll();
        [&] {
            QTRY_COMPARE_WITH_TIMEOUT(
                page().model().rowCount(), int(m_lab->queueFiles(host).size()), patience);
            QTRY_VERIFY_WITH_TIMEOUT(page().isSettled(), patience);
        }();
        return server;
    }
};

}
