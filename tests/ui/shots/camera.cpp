// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "camera.h"

#include "ui/facets/facetpanel.h"
#include "ui/filter/filteredit.h"
#include "ui/message/messageview.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"

#include <QLineEdit>
#include <QScreen>
#include <QTest>

using namespace Qt::StringLiterals;

namespace spoolscope {

Camera::Camera(MainWindow &window, Fleet &fleet, QString prefix, QString only)
    : m_window(window), m_fleet(fleet), m_prefix(std::move(prefix)), m_only(std::move(only))
{
}

void Camera::shoot(const QString &name, QWidget *what)
{
    if (!m_only.isEmpty() && !name.startsWith(m_only))
        return;
    QTest::qWait(300);
    const QString file = fileOf(name);
    if (!(what ? what : &m_window)->grab().save(file))
        qFatal("cannot write %s", qPrintable(file));
}

void Camera::shootDownTo(const QString &name, const QWidget *last)
{
    if (!m_only.isEmpty() && !name.startsWith(m_only))
        return;
    QTest::qWait(300);
    const int end = last->mapTo(&m_window, QPoint(0, last->height())).y();
    if (!m_window.grab(QRect(0, 0, m_window.width(), end)).save(fileOf(name)))
        qFatal("cannot write %s", qPrintable(fileOf(name)));
}

void Camera::shoot(const QString &name, QScreen *screen)
{
    if (!m_only.isEmpty() && !name.startsWith(m_only))
        return;
    QTest::qWait(300);
    const QPixmap picture = screen->grabWindow(0).copy(m_window.frameGeometry());
    if (!picture.save(fileOf(name)))
        qFatal("cannot write %s", qPrintable(fileOf(name)));
}

QString Camera::fileOf(const QString &name) const
{
    return m_prefix + u'-' + name + u".png"_s;
}

bool Camera::waitForListings()
{
    return QTest::qWaitFor(
        [this] {
            return std::ranges::all_of(m_fleet.servers(), [](const Server *server) {
                return server->state() == ServerState::Failed
                    || (server->state() == ServerState::Connected
                        && std::ranges::all_of(server->instances(),
                            [](const InstanceStatus &status) { return !status.listing; }));
            }) && m_window.queuePage()->isSettled();
        },
        60'000);
}

void Camera::filter(const QString &text)
{
    m_window.queuePage()->filterEdit()->setText(text);
    const QueuePage &page = *m_window.queuePage();
    const auto isSettled = [&] { return page.isSettled() && page.facets()->isSettled(); };
    if (!QTest::qWaitFor(isSettled, 10'000))
        qFatal("not filtered");
    QTest::qWait(50);
}

void Camera::open(int row)
{
    m_window.queuePage()->view()->pickRow(row);
    if (!QTest::qWaitFor([this] { return m_window.messageView()->isLoaded(); }, 10'000))
        qWarning("message not read");
}

}
