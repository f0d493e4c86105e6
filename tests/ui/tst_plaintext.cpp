// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/madequeues.h"
#include "ui/fleet/hostkeydialog.h"
#include "ui/fleet/serverkeeper.h"
#include "ui/mainwindow.h"
#include "ui/message/messageview.h"
#include "ui/queue/queuedelegate.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"
#include "ui/style/plaintext.h"

#include <QLabel>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>

using namespace Qt::StringLiterals;
using namespace spoolscope;

namespace {

const QString markup = u"<img src='file:///canary'><b>canary</b>"_s;

/// Labels that would show the canary as markup.
QStringList careless(const QWidget &window)
{
    QStringList found;
    for (const QLabel *label : window.findChildren<QLabel *>())
        if (label->textFormat() != Qt::PlainText && label->text().contains(u"canary"_s))
            found
                += QString::fromLatin1(label->metaObject()->className()) + u": "_s + label->text();
    for (const QWidget *widget : window.findChildren<QWidget *>())
        if (widget->toolTip().contains(u"<b>canary"_s))
            found += u"tooltip: "_s + widget->toolTip();
    return found;
}

bool showsCanary(const QWidget &window)
{
    return std::ranges::any_of(window.findChildren<QLabel *>(),
        [](const QLabel *label) { return label->text().contains(u"canary"_s); });
}

}

class TestPlainText : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_settings = std::make_unique<QTemporaryDir>();
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings->path());
    }

    void theWindowShowsNoMarkup()
    {
        Fleet fleet;
        MainWindow window(fleet, {});
        ServerDefinition definition;
        definition.id = u"1"_s;
        definition.name = markup;
        definition.endpoint.host = u"127.0.0.1"_s;
        definition.endpoint.port = 9;
        Server *server = fleet.add(definition);
        window.show();
        server->connectToServer();
        QTRY_COMPARE(server->state(), ServerState::Failed);
        QTRY_VERIFY(showsCanary(window)); // the notice names the server
        emit window.servers()->failed(markup);
        emit window.servers()->removed(markup);
        const auto snapshot = made::listed(made::instance(u"1"_s),
            {{.sender = markup.toUtf8(),
                .recipients = {markup.toUtf8()},
                .reason = markup.toUtf8()}});
        window.messageView()->showMessage(server, snapshot, 0);
        QTest::qWait(300);
        QCOMPARE(careless(window), QStringList());
    }

    void theHostKeyDialogShowsNoMarkup()
    {
        const HostKeyDialog dialog(markup,
            {HostKeyVerdict::Unknown, markup, 22, markup.toUtf8(), markup.toUtf8(), markup.toUtf8(),
                markup});
        QVERIFY(showsCanary(dialog));
        QCOMPARE(careless(dialog), QStringList());
    }

    void toolTipsAreEscaped()
    {
        QCOMPARE(plaintext::toolTip({}), QString());
        const QString shown = plaintext::toolTip(markup);
        QVERIFY(Qt::mightBeRichText(shown)); // or else the entities would be read
        QVERIFY(!shown.contains(u"<b>"_s));
        QVERIFY(shown.contains(u"&lt;b&gt;canary"_s));
        QCOMPARE(plaintext::label(u"a&b"_s), u"a&&b"_s);
    }

private:
    std::unique_ptr<QTemporaryDir> m_settings;
};

QTEST_MAIN(TestPlainText)
#include "tst_plaintext.moc"
