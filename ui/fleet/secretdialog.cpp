// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/fleet/secretdialog.h"

#include "core/base/textsafety.h"
#include "ui/fleet/secretedit.h"
#include "ui/style/colours.h"
#include "ui/style/dimmedlabel.h"
#include "ui/style/plaintext.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

/// "/home/admin/.ssh/id_rsa" is "~/.ssh/id_rsa" to people.
QString shownPath(const QString &path)
{
    const QString home = QDir::homePath() + u'/';
    return path.startsWith(home) ? u"~/"_s + path.sliced(home.size()) : path;
}

QString questionFor(const SecretRequest &request)
{
    const QString account = text::visible(request.account);
    switch (request.key.kind) {
    case SecretKind::Password:
        return SecretDialog::tr("Password of %1").arg(account);
    case SecretKind::Passphrase:
        return SecretDialog::tr("Passphrase of the key %1")
            .arg(text::visible(shownPath(request.key.subject)));
    case SecretKind::SudoPassword:
        return SecretDialog::tr("Password of %1 for sudo").arg(account);
    }
    Q_UNREACHABLE_RETURN({});
}

QString reasonFor(const QString &serverName, const SecretRequest &request)
{
    const QString server = text::visible(serverName);
    if (request.isJumpHost)
        return SecretDialog::tr("It is for a jump host on the way to %1.").arg(server);
    if (request.key.kind == SecretKind::Passphrase)
        return SecretDialog::tr("%1 takes this key. The passphrase stays on this machine.")
            .arg(server);
    return request.key.kind == SecretKind::SudoPassword
        ? SecretDialog::tr("%1 asks for it before it runs commands as root.").arg(server)
        : SecretDialog::tr("%1 takes no key that was offered.").arg(server);
}

QString refusalFor(const SecretRequest &request)
{
    return request.key.kind == SecretKind::Passphrase
        ? SecretDialog::tr("This was not the right passphrase. Please try again.")
        : SecretDialog::tr("This was not accepted. It may be mistyped, or the server may not let "
                           "this account in with a password.");
}

}

SecretDialog::SecretDialog(const QString &serverName, const SecretRequest &request,
    const QString &problem, bool isKept, QWidget *parent)
    : QDialog(parent), m_secret(new SecretEdit), m_keep(new QCheckBox(tr("&Keep in the keychain")))
{
    const bool isPassphrase = request.key.kind == SecretKind::Passphrase;
    setWindowTitle(isPassphrase ? tr("Passphrase") : tr("Password"));
    QLabel *question = plaintext::makeLabel(nullptr, questionFor(request));
    QFont bold = question->font();
    bold.setBold(true);
    question->setFont(bold);
    question->setWordWrap(true);
    QLabel *reason = plaintext::makeLabel(nullptr, reasonFor(serverName, request));
    reason->setWordWrap(true);
    m_secret->setAccessibleName(question->text());
    m_secret->setPlaceholderText(isPassphrase ? tr("Passphrase") : tr("Password"));
    m_keep->setChecked(isKept && problem.isEmpty());
    m_keep->setEnabled(problem.isEmpty());
    auto *note = new DimmedLabel(
        problem.isEmpty() ? tr("Otherwise it is forgotten when Spoolscope ends.") : problem);
    note->setTextFormat(Qt::PlainText);
    note->setWordWrap(true);
    m_keep->setAccessibleDescription(note->text());

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    QPushButton *go = buttons->addButton(
        isPassphrase ? tr("Unlock Key") : tr("Log In"), QDialogButtonBox::AcceptRole);
    if (request.key.kind == SecretKind::SudoPassword)
        go->setText(tr("Continue"));
    go->setEnabled(false);
    connect(m_secret, &QLineEdit::textChanged, go,
        [go](const QString &bullets) { go->setEnabled(!bullets.isEmpty()); });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(question);
    column->addWidget(reason);
    if (request.wasRefused) {
        QLabel *refusal = plaintext::makeLabel(nullptr, refusalFor(request));
        refusal->setWordWrap(true);
        QPalette palette = refusal->palette();
        palette.setColor(QPalette::WindowText, colours::of(colours::Meaning::Critical, palette));
        refusal->setPalette(palette);
        column->addWidget(refusal);
        m_secret->setAccessibleDescription(refusal->text());
    }
    column->addWidget(m_secret);
    auto *keeping = new QVBoxLayout;
    keeping->setSpacing(4);
    keeping->addWidget(m_keep);
    keeping->addWidget(note);
    column->addLayout(keeping);
    column->addWidget(buttons);
    go->setDefault(true); // now that it is in the dialog
    setMinimumWidth(440);
    m_secret->setFocus();
}

Secret SecretDialog::takeSecret()
{
    return m_secret->take();
}

Keeping SecretDialog::keeping() const
{
    return m_keep->isChecked() ? Keeping::InKeychain : Keeping::ForThisRun;
}

}
