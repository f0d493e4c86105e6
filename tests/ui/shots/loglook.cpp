// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Draws the page of the logs in its states. Usage: loglook PREFIX [--dark]; QT_SCALE_FACTOR=2 for
// twice the size.

#include "palettes.h"

#include "tests/ui/logfixture.h"
#include "ui/logs/logchoices.h"
#include "ui/logs/logfinder.h"

#include <QApplication>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>

using namespace Qt::StringLiterals;
using namespace spoolscope;

namespace {

class Look final
{
public:
    Look(LogFixture &log, QString prefix) : m_log(log), m_prefix(std::move(prefix)) { }

    void shoot(const QString &name, QWidget *what = nullptr)
    {
        m_log.settle();
        QTest::qWait(250);
        const QString file = m_prefix + u'-' + name + u".png"_s;
        if (!(what ? what : &m_log.page())->grab().save(file))
            qFatal() << "cannot write" << file;
    }

private:
    LogFixture &m_log;
    QString m_prefix;
};

void shootAll(Look &look, LogFixture &log)
{
    look.shoot(u"empty"_s);
    log.page().resize(1280, 720);
    for (int i = 0; i < 6; ++i) {
        log.talk(40, size_t(i) % 3);
        if (i == 3)
            log.store(1).gap({.after = made::logStart + 15'700'000,
                .why
                = u"The connection was lost for 42 s, and the log was rotated meanwhile: lines "
                  "may be missing here."_s});
    }
    log.add("mx2 postfix/smtpd[88]: warning: Connection rate limit exceeded: 61 from "
            "unknown[203.0.113.9] for service smtp",
        1);
    log.add(
        "mx1 postfix/master[1]: warning: process /usr/lib/postfix/sbin/smtpd pid 9 exit status 1");
    log.add("mx1 postfix/smtp[77]: fatal: open database /etc/postfix/transport.db: No such file");
    log.add("mx3 postfix/smtp[14]: 4F2A81C015: "
            "to=<\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7@example.com>, "
            "relay=mx.example[192.0.2.77]:25, delay=1.5, delays=0.1/0/1/0.4, dsn=5.1.1, "
            "status=bounced (host mx.example[192.0.2.77] said: 550 5.1.1 User unknown (in reply to "
            "RCPT TO command))",
        2);
    look.shoot(u"full"_s);
    log.view().setFocus();
    log.view().select(log.view().order().size() - 6);
    log.view().select(log.view().order().size() - 4, true);
    look.shoot(u"chosen"_s);
    log.view().verticalScrollBar()->setValue(100);
    log.talk(12);
    look.shoot(u"news"_s);
    log.filter(u"status:deferred not domain:gmail.com"_s);
    look.shoot(u"filtered"_s);
    log.page().finder()->open();
    log.page().finder()->needle()->setText(u"gmx"_s);
    look.shoot(u"find"_s);
    log.page().finder()->close();
    log.page().bar()->filterEdit()->setText(u"daemon:smtp severity:bad"_s);
    QTest::qWait(300);
    look.shoot(u"fault"_s);
    log.filter(u"nosuchword"_s);
    look.shoot(u"nothing"_s);
    log.filter({});
    for (auto *button : log.page().findChildren<LogChoiceButton *>()) {
        emit button->menu()->aboutToShow();
        button->menu()->popup(button->mapToGlobal(QPoint(0, button->height())));
        look.shoot(u"choices-"_s + button->accessibleName(), button->menu());
        button->menu()->close();
    }
    log.page().resize(900, 600);
    look.shoot(u"small"_s);
}

}

int main(int argc, char *argv[])
{
    const QApplication application(argc, argv);
    const QStringList words = QApplication::arguments();
    QApplication::setStyle(u"Fusion"_s);
    if (words.contains(u"--dark"_s))
        QApplication::setPalette(darkPalette());
    LogFixture log(3);
    Look look(log, words.value(1, u"logs"_s));
    shootAll(look, log);
}
