// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/spoolscope/composition.h"
#include "ui/facets/facetmodel.h"
#include "ui/facets/facetpanel.h"
#include "ui/filter/filteredit.h"
#include "ui/mainwindow.h"
#include "ui/queue/queuepage.h"

#include <KMessageWidget>

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// The program as it starts in a home with files of the user's own, one of them with a fault.
class TestComposition : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_home.isValid());
        qputenv("XDG_CONFIG_HOME", m_home.filePath(u"config"_s).toUtf8());
        qputenv("XDG_STATE_HOME", m_home.filePath(u"state"_s).toUtf8());
        qputenv("XDG_DATA_HOME", m_home.filePath(u"data"_s).toUtf8());
        QVERIFY(QDir(m_home.path()).mkpath(u"config/spoolscope"_s));
        write(u"causes.json"_s, R"([{"id": "crm", "title": "<b>Our</b> CRM is down",
            "explanation": "It stops at night.", "remedy": "Call the desk.", "any": ["crm"]}])");
        write(u"providers.json"_s, R"([{"id": "we"}])");
        m_program = std::make_unique<Composition>(Arguments());
        for (QWidget *widget : QApplication::topLevelWidgets())
            if (auto *window = qobject_cast<MainWindow *>(widget))
                m_window = window;
        QVERIFY(m_window);
        m_window->show();
    }

    void faultOfAFileIsSaid()
    {
        QStringList said;
        for (const KMessageWidget *bar : m_window->findChildren<KMessageWidget *>())
            if (bar->isVisible())
                said.append(bar->text());
        QCOMPARE(said,
            QStringList(u"Nothing of %1 is used: entry 1 (we): \"title\" is missing. Correct it "
                        "with a text editor, or move it away, and start again. What is built in is "
                        "known all the same."_s.arg(file(u"providers.json"_s))));
    }

    void ownCauseIsKnown()
    {
        FilterEdit *filter = m_window->queuePage()->filterEdit();
        filter->setText(u"cause:crm"_s);
        QTest::keyClick(filter, Qt::Key_Return);
        QCOMPARE(filter->filter().toString(), u"cause:crm"_s);
        const FacetText &texts = m_window->queuePage()->facets()->model().texts();
        QCOMPARE(texts.label(GroupKey::Cause, "crm"), u"<b>Our</b> CRM is down"_s);
        QCOMPARE(texts.explanation(GroupKey::Cause, "crm"),
            u"<b>Our</b> CRM is down\nIt stops at night.\n\nCall the desk."_s);
        QCOMPARE(texts.label(GroupKey::Provider, "google"), u"Google (Gmail, Workspace)"_s);
    }

private:
    QString file(const QString &name) const
    {
        return m_home.filePath(u"config/spoolscope/"_s + name);
    }

    void write(const QString &name, const QByteArray &bytes) const
    {
        QFile out(file(name));
        QVERIFY(out.open(QFile::WriteOnly) && out.write(bytes) == bytes.size());
    }

    QTemporaryDir m_home;
    std::unique_ptr<Composition> m_program;
    MainWindow *m_window = nullptr;
};

QTEST_MAIN(TestComposition)
#include "tst_composition.moc"
