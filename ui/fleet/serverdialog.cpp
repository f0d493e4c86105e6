// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/fleet/serverdialog.h"

#include "core/transport/sshhosts.h"
#include "ui/style/colours.h"
#include "ui/style/plaintext.h"

#include <QCompleter>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QUuid>
#include <QVBoxLayout>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestEntry = 512;

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
    m_accept->setDefault(true);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout()->addWidget(m_buttons);

    m_host->setText(edited.isLocal ? u"local:"_s : edited.endpoint.host);
    m_port->setValue(edited.endpoint.port.value_or(0));
    m_user->setText(edited.endpoint.user);
    m_identity->setText(edited.endpoint.identityFile);
    m_name->setText(edited.name == edited.endpoint.host ? QString() : edited.name);
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
