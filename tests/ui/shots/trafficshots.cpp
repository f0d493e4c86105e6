// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "camera.h"

#include "tests/ui/madetraffic.h"
#include "ui/traffic/trafficchart.h"
#include "ui/traffic/trafficlists.h"
#include "ui/traffic/trafficpage.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

void settle(TrafficPage &page)
{
    if (!QTest::qWaitFor([&] { return page.isSettled() && page.desk()->inRange(); }, 20'000))
        qFatal("the traffic is not settled");
    QTest::qWait(100);
}

void hover(TrafficChart &chart, qint64 time)
{
    QTest::mouseMove(chart.viewport(), chart.placeOf(time).toPoint());
}

}

/// Of the hosts' own logs first, which are those of queues that were filled; then two made days.
void shootTraffic(Camera &camera, MainWindow &window)
{
    TrafficPage &page = *window.trafficPage();
    window.showPage(MainWindow::TrafficTab);
    settle(page);
    camera.shoot(u"traffic-hosts"_s);

    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const qint64 end = now - now % 60, peak = end - made::TwoDays::end + made::TwoDays::peak;
    const made::TwoDays traffic(end);
    page.setSources(traffic.logs(), now - 2 * 86400);
    page.setSpan(TrafficSpan::Day);
    settle(page);
    hover(*page.mailChart(), peak + 300);
    camera.shoot(u"traffic"_s);
    page.showGraph(TrafficGraph::Delays);
    page.setSpan(TrafficSpan::Hour);
    page.lists()->showPlaces();
    page.mailChart()->setFocus();
    settle(page);
    camera.shoot(u"traffic-hour"_s);
    page.setSpan(TrafficSpan::Week);
    page.lists()->showList(TopList::Rejects);
    page.showGraph(TrafficGraph::Tls);
    settle(page);
    camera.shoot(u"traffic-week"_s);
    page.setSpan(TrafficSpan::Day);
    page.showGraph(TrafficGraph::Rejects);
    page.lists()->showList(TopList::Clients);
    settle(page);
    window.resize(1280, 800);
    hover(*page.mailChart(), peak - 3600);
    camera.shoot(u"narrow-traffic"_s);
    window.resize(900, 600);
    camera.shoot(u"traffic-small"_s);
    window.resize(2560, 1440);
    camera.shoot(u"traffic-wide"_s);
    window.resize(1600, 1000);
    page.setSources({});
    camera.shoot(u"traffic-empty"_s);
    window.showPage(MainWindow::QueueTab);
}

}
