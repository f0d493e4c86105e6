// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Draws the window in its states. Usage: shots [options] PREFIX ssh://host...

#include "camera.h"
#include "palettes.h"

#include "core/servers/fleet.h"
#include "core/transport/randomart.h"
#include "tests/hostile/corpus.h"
#include "tests/ui/madequeues.h"
#include "ui/facets/facetpanel.h"
#include "ui/fleet/hostkeydialog.h"
#include "ui/fleet/questiondialog.h"
#include "ui/fleet/rightsdialog.h"
#include "ui/fleet/secretdialog.h"
#include "ui/fleet/secretedit.h"
#include "ui/fleet/serverdialog.h"
#include "ui/fleet/sshimportdialog.h"
#include "ui/groups/groupmenu.h"
#include "ui/groups/grouppanel.h"
#include "ui/groups/groupview.h"
#include "ui/jobs/noticearea.h"
#include "ui/mainwindow.h"
#include "ui/message/messageview.h"
#include "ui/queue/queueactions.h"
#include "ui/queue/queuemodel.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QCryptographicHash>
#include <QDir>
#include <QLineEdit>
#include <QListView>
#include <QPointer>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

using namespace Qt::StringLiterals;
using namespace spoolscope;

namespace {

/// An ed25519 key, made up.
QByteArray hostKey(char seed)
{
    return QByteArray("\0\0\0\x0bssh-ed25519\0\0\0\x20", 19)
        + QCryptographicHash::hash(QByteArray(1, seed), QCryptographicHash::Sha256);
}

void shootDialogs(Camera &camera, MainWindow &window)
{
    ServerDialog dialog(&window);
    dialog.show();
    dialog.findChild<QLineEdit *>()->setText(u"-oProxyCommand=x"_s);
    camera.shoot(u"serverdialog"_s, &dialog);
    dialog.close();
    SshImportDialog import(
        {u"bastion"_s, u"mx1"_s, u"mx2"_s, u"mx3"_s, u"mx-old"_s, u"web1"_s}, {u"mx1"_s}, &window);
    import.show();
    import.findChild<QListView *>()->model()->setData(
        import.findChild<QListView *>()->model()->index(2, 0), Qt::Checked, Qt::CheckStateRole);
    camera.shoot(u"import"_s, &import);
    HostKeyDialog hop(u"mx2"_s,
        {HostKeyVerdict::Unknown, u"bastion.example.com"_s, 22, "ssh-ed25519",
            "SHA256:uNiVztksCsDhcc0u9e8BrCXNtLM6xXLFPTB8fXzQ8zI", "bastion.example.com",
            u"/home/admin/.ssh/known_hosts"_s, true, randomart(hostKey(3))},
        &window);
    hop.show();
    camera.shoot(u"hostkey-hop"_s, &hop);
    HostKeyDialog key(u"mx2"_s,
        {HostKeyVerdict::Unknown, u"mx2.example.com"_s, 22, "ssh-ed25519",
            "SHA256:uNiVztksCsDhcc0u9e8BrCXNtLM6xXLFPTB8fXzQ8zI", "mx2.example.com",
            u"/home/admin/.ssh/known_hosts"_s, false, randomart(hostKey(1))},
        &window);
    key.show();
    camera.shoot(u"hostkey"_s, &key);
}

HostKeyOffer refusedKey()
{
    HostKeyOffer offer{HostKeyVerdict::Changed, u"mx2.example.com"_s, 22, "ssh-ed25519",
        "SHA256:uNiVztksCsDhcc0u9e8BrCXNtLM6xXLFPTB8fXzQ8zI", "mx2.example.com",
        u"/home/admin/.ssh/known_hosts"_s};
    offer.art = randomart(hostKey(1));
    offer.filedType = "ssh-ed25519";
    offer.filedFingerprint = "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8";
    offer.filedArt = randomart(hostKey(2));
    offer.line = 14;
    return offer;
}

void shootLogin(Camera &camera, MainWindow &window)
{
    HostKeyDialog changed(u"mx2"_s, refusedKey(), &window);
    changed.show();
    camera.shoot(u"hostkey-changed"_s, &changed);
    SecretRequest request{
        {SecretKind::Password, u"root@mx2.example.com:22"_s}, u"root@mx2.example.com"_s};
    SecretDialog password(u"mx2"_s, request, {}, false, &window);
    password.show();
    camera.shoot(u"password"_s, &password);
    request.wasRefused = request.isJumpHost = true;
    SecretDialog again(u"mx2"_s, request,
        u"No keychain was found. Start GNOME Keyring, KWallet or KeePassXC to keep passwords."_s,
        false, &window);
    again.show();
    QTest::keyClicks(again.findChild<SecretEdit *>(), u"correct horse"_s);
    camera.shoot(u"password-again"_s, &again);
    SecretDialog passphrase(u"mx2"_s,
        {{SecretKind::Passphrase, QDir::home().filePath(u".ssh/id_ed25519"_s)},
            u"root@mx2.example.com"_s},
        {}, true, &window);
    passphrase.show();
    camera.shoot(u"passphrase"_s, &passphrase);
    QuestionDialog code(u"mx2"_s,
        {u"root@mx2.example.com"_s, false, 2, {}, {}, {}, {{u"Verification code:"_s, false}}},
        &window);
    code.show();
    camera.shoot(u"question"_s, &code);
    QuestionDialog hostile(u"mx2"_s,
        {u"admin@bastion.example.com"_s, true, 1,
            u"<h1>Spoolscope</h1>\nEnter the passphrase of your key ~/.ssh/id_ed25519⟨U+001B⟩[2J\n"_s
                .repeated(12),
            u"Passphrase"_s, u"Spoolscope needs it to go on."_s,
            {{u"Passphrase of the key:"_s, false}, {u"User name:"_s, true}, {u""_s, false}}},
        &window);
    hostile.show();
    camera.shoot(u"question-hostile"_s, &hostile);
}

/// Groups, roles, colours and read-only; what the accounts may do.
void shootRights(Camera &camera, MainWindow &window, Fleet &fleet, const ServerDefinition &limited)
{
    const QList<Server *> servers = fleet.servers();
    const auto change = [&](qsizetype at, ServerRole role, const QString &colour, bool isReadOnly) {
        ServerDefinition definition = servers[at]->definition();
        definition.role = role;
        definition.colour = colour;
        definition.isReadOnly = isReadOnly;
        if (at < 2)
            definition.group = u"Europe"_s;
        fleet.redefine(definition);
    };
    change(0, ServerRole::Production, u"red"_s, false);
    change(1, ServerRole::Production, u"red"_s, true);
    change(2, ServerRole::Test, u"teal"_s, false);
    window.findChild<QAction *>(u"readOnlyMode"_s)->setChecked(true);
    camera.shoot(u"readonly"_s);
    window.findChild<QAction *>(u"readOnlyMode"_s)->setChecked(false);
    ServerDialog dialog(servers[1]->definition(), &window);
    dialog.show();
    camera.shoot(u"serveredit"_s, &dialog);
    dialog.close();
    Server *server = fleet.add(limited);
    server->connectToServer();
    camera.waitForListings();
    RightsDialog rights(*server, &window);
    rights.show();
    camera.shoot(u"rights"_s, &rights);
    rights.findChild<QLineEdit *>()->setText(u"OPS"_s);
    camera.shoot(u"rights-refused"_s, &rights);
}

/// Some selected, one open, and a message of it beside them.
void shootGroups(Camera &camera, QueuePage &page)
{
    const auto settle = [&] {
        const auto isSettled = [&] { return page.isSettled() && page.facets()->isSettled(); };
        if (!QTest::qWaitFor(isSettled, 10'000))
            qFatal("not grouped");
    };
    GroupView *tree = page.groups()->view();
    const auto pick = [&](const QModelIndex &index, Qt::KeyboardModifiers modifiers = {}) {
        tree->pick(index, modifiers);
        settle();
    };
    page.groupMenu()->choose(GroupKey::Sender);
    settle();
    pick(tree->model()->index(1, 0));
    pick(tree->model()->index(4, 0), Qt::ControlModifier);
    camera.shoot(u"groups"_s);
    page.groupMenu()->choose(GroupKey::Cluster);
    settle();
    const QModelIndex first = tree->model()->index(0, 0);
    tree->expand(first);
    settle();
    pick(tree->model()->index(2, 0, first));
    camera.shoot(u"groups-open"_s);
    const QSize size = page.window()->size();
    page.window()->resize(1000, 700);
    camera.shoot(u"groups-narrow"_s);
    page.window()->resize(size);
    page.groupMenu()->choose({});
    settle();
}

void shootQueue(Camera &camera, MainWindow &window)
{
    camera.shoot(u"listed"_s);
    camera.open(14);
    camera.shoot(u"message"_s);
    camera.filter(u"yahoo"_s);
    window.queuePage()->selectEverything();
    camera.shoot(u"selected"_s);
    camera.filter(u"web.de"_s);
    camera.shoot(u"hidden"_s);
    for (const auto &[name, action] : {std::pair(u"trash"_s, Action::Trash),
             std::pair(u"plan"_s, Action::Delete), std::pair(u"return"_s, Action::Return)}) {
        window.queuePage()->actions()->of(action)->trigger();
        QTest::qWait(200);
        if (QWidget *plan = QApplication::activeModalWidget()) {
            camera.shoot(name, plan);
            plan->close();
            QTest::qWait(100);
        }
    }
    camera.filter(u"cause:rate-limit not provider:yahoo"_s);
    camera.shoot(u"facets"_s);
    camera.filter({});
    shootGroups(camera, *window.queuePage());
    camera.filter(u"queue:hold age>two"_s);
    camera.shoot(u"fault"_s);
    camera.filter(u"no such thing"_s);
    camera.shoot(u"nothing"_s);
    camera.filter(u"evil"_s);
    camera.open(0);
    camera.shoot(u"hostile"_s);
    camera.filter({});
    window.resize(2560, 1440);
    camera.open(12);
    camera.shoot(u"wide"_s);
    window.resize(1280, 800);
    camera.open(20);
    camera.shoot(u"narrow"_s);
}

/// The bad-input corpus in the table, one of its messages, and a server with a name of that kind.
void shootHostile(Camera &camera, MainWindow &window, Fleet &fleet)
{
    ServerDefinition server = parseServerAddress(u"ssh://mx1"_s).value();
    server.name = u"שרת <b>mx1</b> &x %1"_s;
    fleet.add(server);
    auto rows = made::snapshot(made::instance(server.id));
    int number = 0;
    for (const char *category : {"addresses", "reasons", "uitexts"})
        for (const hostile::Entry &entry : hostile::category(category))
            made::add(*rows,
                {.number = number++,
                    .age = made::now - QDateTime::currentSecsSinceEpoch() + number * 60,
                    .sender = entry.bytes.left(400),
                    .recipients = {entry.bytes.left(400), "b@раураl.example"},
                    .reason = entry.bytes.left(400)});
    rows->end(ListingState::Complete, 0, {});
    auto *model = window.findChild<QueueModel *>();
    const QueueSource source{made::instance(server.id), server.name, server.name, 0, rows};
    const auto isShown = [&] { // the fleet's own news may come in between
        model->setSources({source});
        return model->rowCount() == number;
    };
    if (!QTest::qWaitFor(isShown, 10'000))
        qFatal("not shown");
    window.queuePage()->view()->pickRow(10);
    const QByteArray header = "Subject: =?utf-8?q?=1B[31m_<b>x</b>?= \xe2\x80\xaegnp.exe a"
        + QByteArray("\xcc\x81").repeated(200)
        + "\nFrom: \"bank@bank.example\" <a@раураl.example>\n"
          "To: =?utf-8?q?x=40bank.example?= <b@пример.рф>\n";
    MessageContent content;
    content.content = header + "\n<img src=\"file:///etc/passwd\"> \033]0;x\a\n";
    content.headerSize = header.size();
    content.raw = content.content;
    window.messageView()->setContent(content);
    window.findChild<NoticeArea *>()->postError(
        u"<img src=\"file:///etc/passwd\"> %1 &x \u202egnp.exe \x1b[2J"_s);
    camera.shoot(u"corpus"_s);
    HostKeyDialog key(server.name,
        {HostKeyVerdict::Unknown, u"mx1\u202e<b>"_s, 22, "ssh-ed25519\033[31m",
            "SHA256:\xe2\x80\xae=", "mx1", u"/home/admin/.ssh/known_hosts"_s},
        &window);
    key.show();
    camera.shoot(u"corpus-hostkey"_s, &key);
}

/// An agreed plan, to its end; the dialog is closed.

}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"spoolscope-shots"_s);
    QApplication::setOrganizationName(u"spoolscope"_s);
    QApplication::setApplicationDisplayName(u"Spoolscope"_s);
    QCommandLineParser parser;
    parser.addOptions({{u"identity"_s, {}, u"file"_s}, {u"known-hosts"_s, {}, u"file"_s},
        {u"dark"_s, {}}, {u"hostile"_s, {}}, {u"incident"_s, {}}, {u"only"_s, {}, u"prefix"_s}});
    parser.process(application);
    if (parser.isSet(u"dark"_s))
        QApplication::setPalette(darkPalette());
    QSettings().clear();
    QTranslator plurals;
    if (plurals.load(u":/i18n/spoolscope_en.qm"_s))
        QCoreApplication::installTranslator(&plurals);

    QStringList words = parser.positionalArguments();
    const QTemporaryDir directory;
    Fleet fleet(Journal(directory.filePath(u"journal"_s)));
    MainWindow window(fleet, {});
    Camera camera(window, fleet, words.takeFirst(), parser.value(u"only"_s));
    window.resize(1600, 1000);
    window.show();
    if (parser.isSet(u"hostile"_s)) {
        shootHostile(camera, window, fleet);
        return 0;
    }
    camera.shoot(u"empty"_s);
    window.showPage(MainWindow::ShapeTab);
    camera.shoot(u"shape-empty"_s);
    window.showPage(MainWindow::QueueTab);
    for (const QString &address : std::as_const(words)) {
        const auto parsed = parseServerAddress(address);
        if (!parsed)
            qFatal("%s: %s", qPrintable(address), qPrintable(parsed.error().message));
        ServerDefinition server = *parsed;
        server.endpoint.identityFile = parser.value(u"identity"_s);
        server.endpoint.knownHostsFile = parser.value(u"known-hosts"_s);
        if (fleet.servers().isEmpty())
            server.role = ServerRole::Production;
        fleet.add(server);
    }
    fleet.connectAll();
    if (!camera.waitForListings())
        qFatal("not listed");
    if (parser.isSet(u"incident"_s)) {
        shootIncident(camera, window);
        return 0;
    }
    shootQueue(camera, window);
    window.resize(1600, 1000);
    shootShape(camera, window);
    shootLogs(camera, window);
    shootTraffic(camera, window);
    shootOperations(camera, window, fleet.journal());

    ServerDefinition broken = parseServerAddress(u"ssh://root@127.0.0.1:9"_s).value();
    broken.name = u"mx4.lab.example"_s;
    fleet.add(broken)->connectToServer();
    camera.waitForListings();
    window.resize(1600, 1000);
    camera.shoot(u"failed"_s);
    fleet.refreshAll();
    QTest::qWait(500);
    camera.shoot(u"listing"_s);
    camera.waitForListings();
    ServerDefinition limited = fleet.servers().first()->definition();
    limited.id = u"limited"_s;
    limited.name = u"mx1 (operator)"_s;
    limited.endpoint.user = u"operator"_s;
    shootRights(camera, window, fleet, limited);
    shootDialogs(camera, window);
    shootLogin(camera, window);
    shootRequests(camera, window);
    return 0;
}
