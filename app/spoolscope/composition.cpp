// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/spoolscope/composition.h"

#include "app/spoolscope/screenshot.h"
#include "core/queue/knowledge.h"
#include "core/servers/fleet.h"
#include "core/servers/serverstore.h"
#include "keychain/keychainstore.h"
#include "ui/fleet/serverkeeper.h"
#include "ui/jobs/noticearea.h"
#include "ui/mainwindow.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QNetworkInformation>
#include <QTranslator>

namespace spoolscope {

using namespace Qt::StringLiterals;

Composition::Composition(Arguments arguments)
    : m_arguments(std::move(arguments))
    , m_fleet(std::make_unique<Fleet>(Journal(), std::make_unique<KeychainStore>()))
{
    const QStringList complaints = takeUpKnowledge();
    std::optional<ServerStore> store;
    if (m_arguments.servers.isEmpty())
        store.emplace();
    m_window = std::make_unique<MainWindow>(*m_fleet, std::move(store));
    for (const QString &complaint : complaints)
        m_window->notices()->postError(complaint);
}

Composition::~Composition() = default;

QStringList Composition::takeUpKnowledge()
{
    LoadedKnowledge loaded = loadKnowledge();
    QStringList complaints;
    for (const OwnKnowledge *own : {&loaded.causes, &loaded.providers})
        if (own->fault)
            complaints.append(own->fault->message);
    setKnowledge(std::move(loaded.knowledge));
    return complaints;
}

/// A laptop that wakes up or changes its network gets its servers back at once. Where the desktop
/// has no such service, the usual pauses apply.
void Composition::followNetwork()
{
    if (!QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability))
        return;
    QObject::connect(QNetworkInformation::instance(), &QNetworkInformation::reachabilityChanged,
        m_window.get(), [this](QNetworkInformation::Reachability reachability) {
            if (reachability >= QNetworkInformation::Reachability::Local)
                m_fleet->networkChanged();
        });
}

int Composition::run()
{
    followNetwork();
    std::unique_ptr<Screenshot> screenshot;
    if (!m_arguments.screenshotFile.isEmpty())
        screenshot = std::make_unique<Screenshot>(*m_fleet, *m_window, m_arguments.screenshotFile);
    m_window->show();
    if (m_arguments.servers.isEmpty()) {
        m_window->servers()->load();
    } else {
        for (const ServerDefinition &server : std::as_const(m_arguments.servers))
            m_fleet->add(server);
        m_fleet->connectAll();
    }
    return QApplication::exec();
}

void installTranslations()
{
    const auto install = [](const QString &name, const QString &folder) {
        auto *translator = new QTranslator(qApp);
        if (translator->load(QLocale(), name, u"_"_s, folder))
            QCoreApplication::installTranslator(translator);
        else
            delete translator;
    };
    auto *plurals = new QTranslator(qApp);
    if (plurals->load(u":/i18n/spoolscope_en.qm"_s))
        QCoreApplication::installTranslator(plurals);
    install(u"qtbase"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    install(u"spoolscope"_s, u":/i18n"_s);
}

}
