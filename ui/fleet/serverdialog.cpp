// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/fleet/serverdialog.h"

#include "core/transport/sshhosts.h"
#include "ui/style/colours.h"
#include "ui/style/plaintext.h"
#include "ui/style/thinsplitter.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPixmap>
#include <QPushButton>
#include <QSpinBox>
#include <QUuid>
#include <QVBoxLayout>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestEntry = 512;
constexpr int longestGroup = 64;

/// The names in servers.json and what people call them.
QList<std::pair<QString, QString>> colourNames()
{
    return {{u"red"_s, ServerDialog::tr("Red")}, {u"orange"_s, ServerDialog::tr("Orange")},
        {u"yellow"_s, ServerDialog::tr("Yellow")}, {u"green"_s, ServerDialog::tr("Green")},
        {u"teal"_s, ServerDialog::tr("Teal")}, {u"blue"_s, ServerDialog::tr("Blue")},
        {u"purple"_s, ServerDialog::tr("Purple")}};
}

QIcon swatch(const QString &name, const QPalette &palette)
{
    constexpr int side = 16;
    QPixmap pixmap(side, side);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours::named(name, palette));
    painter.drawRoundedRect(QRectF(2, 2, side - 4, side - 4), 3, 3);
    return pixmap;
}

QLineEdit *makeEntry(const QString &placeholder)
{
    auto *entry = new QLineEdit;
    entry->setMaxLength(longestEntry);
    entry->setPlaceholderText(placeholder);
    return entry;
}

}

ServerDialog::ServerDialog(QWidget *parent) : ServerDialog(ServerDefinition(), parent)
{
}

ServerDialog::ServerDialog(const ServerDefinition &edited, QWidget *parent)
    : QDialog(parent), m_edited(edited)
{
    const bool isNew = edited.id.isEmpty();
    setWindowTitle(isNew ? tr("Add Server") : tr("Edit Server"));
    buildForm();
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_accept = m_buttons->addButton(isNew ? tr("Add") : tr("Save"), QDialogButtonBox::AcceptRole);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout()->addWidget(m_buttons);
    m_accept->setDefault(true); // now that it is in the dialog: else Enter would cancel

    fill(edited);
    if (isNew)
        m_readOnly->setChecked(true);
    for (QLineEdit *entry : {m_host, m_user, m_identity, m_name})
        connect(entry, &QLineEdit::textChanged, this, &ServerDialog::check);
    connect(m_host, &QLineEdit::editingFinished, this, &ServerDialog::takeApartAddress);
    check();
    m_problem->clear(); // nothing was typed yet
}

QAbstractButton *ServerDialog::offerToForgetSecrets()
{
    QPushButton *forget
        = m_buttons->addButton(tr("Forget Stored Secrets"), QDialogButtonBox::ActionRole);
    forget->setAutoDefault(false);
    forget->setToolTip(tr("Remove this server's passwords and passphrases from the keychain"));
    connect(forget, &QPushButton::clicked, forget, [forget] { forget->setEnabled(false); });
    return forget;
}

void ServerDialog::fill(const ServerDefinition &server)
{
    m_host->setText(server.isLocal ? u"local:"_s : server.endpoint.host);
    m_port->setValue(server.endpoint.port.value_or(0));
    m_user->setText(server.endpoint.user);
    m_identity->setText(server.endpoint.identityFile);
    m_name->setText(server.name == server.endpoint.host ? QString() : server.name);
    m_group->setEditText(server.group);
    m_role->setCurrentIndex(m_role->findData(int(server.role)));
    m_colour->setCurrentIndex(std::max(0, m_colour->findData(server.colour)));
    m_privilege->setCurrentIndex(m_privilege->findData(int(server.privilege)));
    m_readOnly->setChecked(server.isReadOnly);
}

void ServerDialog::offerGroups(const QStringList &groups)
{
    const QString entered = m_group->currentText();
    m_group->clear();
    m_group->addItems(groups);
    m_group->setEditText(entered);
}

/// What the server is to us; nothing of it plays a part in connecting but the way to get root.
void ServerDialog::addKind(QFormLayout *form)
{
    m_group = new QComboBox;
    m_group->setEditable(true);
    m_group->lineEdit()->setMaxLength(longestGroup);
    m_group->lineEdit()->setPlaceholderText(tr("none"));
    m_group->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_role = new QComboBox;
    m_role->addItem(tr("Normal"), int(ServerRole::Normal));
    m_role->addItem(tr("Production"), int(ServerRole::Production));
    m_role->addItem(tr("Test"), int(ServerRole::Test));
    m_role->setToolTip(tr("Production servers ask harder before anything is deleted"));
    m_colour = new QComboBox;
    m_colour->addItem(tr("None"), QString());
    for (const auto &[name, shown] : colourNames())
        m_colour->addItem(swatch(name, palette()), shown, name);
    m_privilege = new QComboBox;
    m_privilege->addItem(tr("Directly, or sudo without a password"), int(PrivilegeMode::Automatic));
    m_privilege->addItem(
        tr("sudo, with a password where it asks"), int(PrivilegeMode::SudoWithPassword));
    m_privilege->addItem(tr("Always sudo, for root too"), int(PrivilegeMode::Sudo));
    m_privilege->addItem(tr("Never sudo"), int(PrivilegeMode::Direct));
    m_privilege->setToolTip(tr("How commands that need root are run there"));
    m_readOnly = new QCheckBox(tr("&Read-only: show everything, change nothing"));

    form->addRow(new Hairline);
    form->addRow(tr("&Group:"), m_group);
    form->addRow(tr("R&ole:"), m_role);
    form->addRow(tr("&Colour:"), m_colour);
    form->addRow(tr("&Becoming root:"), m_privilege);
    form->addRow(QString(), m_readOnly);
}

void ServerDialog::buildForm()
{
    m_host = makeEntry(tr("mx1.example.com, or a Host of SSH config"));
    QStringList hosts = sshHostNames();
    hosts.removeIf([](const QString &host) { return !checkEndpoint({.host = host}); });
    auto *names = new QCompleter(hosts, m_host);
    names->setCaseSensitivity(Qt::CaseInsensitive);
    m_host->setCompleter(names);
    m_port = new QSpinBox;
    m_port->setRange(0, 65535);
    m_port->setSpecialValueText(tr("as in SSH config"));
    m_user = makeEntry(tr("as in SSH config"));
    m_identity = makeEntry(tr("as in SSH config, and the agent's keys"));
    m_name = makeEntry(tr("the host name"));
    auto *browseButton = new QPushButton(tr("Browse…"));
    browseButton->setAutoDefault(false);
    connect(browseButton, &QPushButton::clicked, this, &ServerDialog::browse);
    auto *identity = new QHBoxLayout;
    identity->addWidget(m_identity, 1);
    identity->addWidget(browseButton);

    auto *form = new QFormLayout;
    form->addRow(tr("&Host:"), m_host);
    form->addRow(tr("&Port:"), m_port);
    form->addRow(tr("&User:"), m_user);
    form->addRow(tr("&Key file:"), identity);
    form->addRow(tr("&Name:"), m_name);
    addKind(form);
    qobject_cast<QLabel *>(form->labelForField(identity))->setBuddy(m_identity);
    m_port->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);

    m_problem = plaintext::makeLabel();
    m_problem->setWordWrap(true);
    m_problem->setMinimumHeight(m_problem->fontMetrics().lineSpacing() * 2);
    m_problem->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, colours::of(colours::Meaning::Critical, palette));
    m_problem->setPalette(palette);

    auto *column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->setContentsMargins(16, 16, 16, 16);
    column->addLayout(form);
    column->addWidget(m_problem);
    setMinimumWidth(460);
}

ServerDefinition ServerDialog::definition() const
{
    ServerDefinition result = m_edited;
    const QString host = m_host->text().trimmed();
    if (result.id.isEmpty())
        result.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    result.isLocal = host == "local:"_L1;
    result.endpoint.host = result.isLocal ? QString() : host;
    result.endpoint.port.reset();
    if (m_port->value() > 0)
        result.endpoint.port = quint16(m_port->value());
    result.endpoint.user = m_user->text().trimmed();
    result.endpoint.identityFile = m_identity->text().trimmed();
    result.name = cleanServerName(m_name->text());
    if (result.name.isEmpty())
        result.name = result.isLocal ? tr("this machine") : host;
    result.group = m_group->currentText().simplified();
    result.role = ServerRole(m_role->currentData().toInt());
    // A colour of a later version is kept until another one is chosen.
    if (const QString colour = m_colour->currentData().toString();
        !colour.isEmpty() || serverColours().contains(result.colour))
        result.colour = colour;
    result.privilege = PrivilegeMode(m_privilege->currentData().toInt());
    result.isReadOnly = m_readOnly->isChecked();
    return result;
}

void ServerDialog::check()
{
    const ServerDefinition server = definition();
    QString problem;
    if (!server.isLocal) {
        if (m_host->text().trimmed().isEmpty())
            problem = tr("A host name or address is needed.");
        else if (const auto checked = checkEndpoint(server.endpoint); !checked)
            problem = checked.error().message;
        else if (const QFileInfo key(server.endpoint.identityFile);
            !server.endpoint.identityFile.isEmpty() && (!key.isFile() || !key.isReadable()))
            problem = tr("The key file cannot be read.");
    }
    m_problem->setText(problem);
    m_accept->setEnabled(problem.isEmpty());
}

/// Someone may paste "root@mx1:2222" or "ssh://mx1" where a host name is meant.
void ServerDialog::takeApartAddress()
{
    const QString text = m_host->text().trimmed();
    if ((!text.contains(u'@') && !text.contains(u':')) || text == "local:"_L1)
        return;
    const auto parsed = parseServerAddress(text.contains("://"_L1) ? text : u"ssh://"_s + text);
    if (!parsed)
        return;
    m_host->setText(parsed->endpoint.host);
    if (!parsed->endpoint.user.isEmpty())
        m_user->setText(parsed->endpoint.user);
    if (parsed->endpoint.port)
        m_port->setValue(*parsed->endpoint.port);
}

void ServerDialog::browse()
{
    auto *dialog = new QFileDialog(this, tr("Key File"), QDir::home().filePath(u".ssh"_s));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setFilter(QDir::Files | QDir::Hidden | QDir::AllDirs);
    connect(dialog, &QFileDialog::fileSelected, m_identity, &QLineEdit::setText);
    dialog->open();
}

}
