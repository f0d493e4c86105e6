// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "camera.h"

#include "ui/shape/shapebar.h"
#include "ui/shape/shapedesk.h"
#include "ui/shape/shapepage.h"
#include "ui/shape/shapetable.h"
#include "ui/shape/shapetimeline.h"
#include "ui/shape/shapeview.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QTest>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

void settle(ShapePage &page)
{
    if (!QTest::qWaitFor([&] { return page.isSettled(); }, 20'000))
        qFatal("the shape is not settled");
}

void hover(ShapeTable &table, int row, int column)
{
    QTest::mouseMove(
        table.viewport(), table.visualRect(table.model()->index(row, column)).center());
}

}

void shootShape(Camera &camera, MainWindow &window)
{
    ShapePage &page = *window.shapePage();
    ShapeTable &domains = *page.view()->domains();
    window.showPage(MainWindow::ShapeTab);
    settle(page);
    camera.shoot(u"shape"_s);
    domains.setCurrentIndex(domains.model()->index(2, 5));
    domains.selectionModel()->select(
        QItemSelection(domains.model()->index(2, 5), domains.model()->index(5, 7)),
        QItemSelectionModel::ClearAndSelect);
    hover(domains, 8, 4);
    camera.shoot(u"shape-chosen"_s);
    domains.clearSelection();
    page.bar()->findChild<QAbstractButton *>(u"shapeFolds"_s)->click();
    page.bar()->findChild<QSpinBox *>(u"shapeLeastSubdomains"_s)->setValue(2);
    page.bar()->findChild<QComboBox *>(u"shapeScale"_s)->setCurrentIndex(1);
    page.bar()->search()->setText(u"example"_s);
    settle(page);
    camera.shoot(u"shape-folded"_s);
    page.bar()->search()->setText(u"mail"_s);
    settle(page);
    // Not by the page, which would tell of it in the pictures behind.
    if (!saveShape(camera.fileOf(u"shape-export"_s),
            {page.view()->pictureOnScreen(), u"mx1, mx2, mx3"_s, page.font()}, ShapeFormat::Png))
        qFatal("not exported");
    page.bar()->search()->setText(u"no such domain"_s);
    settle(page);
    camera.shoot(u"shape-nothing"_s);
    page.bar()->search()->clear();
    page.bar()->findChild<QAbstractButton *>(u"shapeFolds"_s)->click();
    page.bar()->findChild<QComboBox *>(u"shapeScale"_s)->setCurrentIndex(0);
    settle(page);
    auto *ages = page.bar()->findChild<QPushButton *>(u"shapeAges"_s);
    ages->menu()->popup(ages->mapToGlobal(QPoint(0, ages->height())));
    camera.shoot(u"shape-ages"_s, ages->menu());
    ages->menu()->close();
    page.refresh();
    QTest::qWait(1500);
    camera.waitForListings();
    settle(page);
    page.timeline()->slider()->setValue(0);
    settle(page);
    window.resize(1280, 800);
    camera.shoot(u"shape-past"_s);
    page.timeline()->slider()->setValue(page.timeline()->slider()->maximum());
    settle(page);
    camera.shoot(u"narrow-shape"_s);
    window.resize(900, 600);
    camera.shoot(u"shape-small"_s);
    window.resize(2560, 1440);
    camera.shoot(u"shape-wide"_s);
    window.resize(1600, 1000);
    window.showPage(MainWindow::QueueTab);
}

}
