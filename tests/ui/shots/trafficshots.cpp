// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "camera.h"

#include "tests/ui/madetraffic.h"
#include "ui/traffic/trafficchart.h"
#include "ui/traffic/trafficpage.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

void hover(TrafficChart &chart, qint64 time)
{
    QTest::mouseMove(chart.viewport(), chart.placeOf(time).toPoint());
}

}

void shootTraffic(Camera &camera)
{
    TrafficPage page;
    page.resize(1280, 800);
    page.show();
    camera.shoot(u"traffic-empty"_s, &page);
    page.setCounters(made::Traffic::counted());
    if (!QTest::qWaitFor([&] { return page.isSettled(); }, 20'000))
        qFatal("the traffic is not settled");
    hover(*page.mailChart(), made::Traffic::peak + 300);
    camera.shoot(u"traffic"_s, &page);
    page.setRange(TrafficPage::Range::All);
    page.showGraph(TrafficGraph::Delays);
    page.showList(TopList::RecipientDomains);
    camera.shoot(u"traffic-all"_s, &page);
}

}
