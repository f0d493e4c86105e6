// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "camera.h"

#include "tests/ui/facethand.h"
#include "ui/filter/filteredit.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"

#include <QApplication>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace spoolscope {

/// tst_incidentonhosts proves that the selection is the right one.
void shootIncident(Camera &camera, MainWindow &window)
{
    const QueuePage &page = *window.queuePage();
    const auto settle = [&] {
        const auto isSettled = [&] { return page.isSettled() && page.facets()->isSettled(); };
        if (!QTest::qWaitFor(isSettled, 20'000))
            qFatal("not settled");
    };
    const auto choose = [&](GroupKey key, const QByteArray &value) {
        clickFacet(*page.facets(), facetIndex(*page.facets(), key, value));
        settle();
    };
    settle();
    camera.shootDownTo(u"click-0"_s, &page);
    choose(GroupKey::Provider, "microsoft");
    camera.shootDownTo(u"click-1"_s, &page);
    choose(GroupKey::Sender, "info@kontor-brandt.example");
    camera.shootDownTo(u"click-2"_s, &page);
    page.findChild<QToolButton *>(u"selectAllMatching"_s)->click();
    camera.shootDownTo(u"click-3"_s, &page);
    camera.filter({});
    page.filterEdit()->setFocus();
    QTest::keyClicks(page.filterEdit(), u"provider:m"_s);
    settle();
    camera.shoot(u"completion"_s, window.screen());
    QTest::keyClick(page.filterEdit(), Qt::Key_Escape);
    camera.filter({});
    window.activateWindow();
    QTest::qWait(200);
    page.facets()->tree()->setFocus(Qt::TabFocusReason);
    page.facets()->tree()->setCurrentIndex(
        facetIndex(*page.facets(), GroupKey::Sender, "info@kontor-brandt.example"));
    camera.shoot(u"facet-keyboard"_s);
}

}
