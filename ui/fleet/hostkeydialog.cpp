// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/fleet/hostkeydialog.h"

#include "core/base/textsafety.h"
#include "ui/style/plaintext.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

QLabel *makeValue(const QString &text, const QFont &font = {})
{
    QLabel *label = plaintext::makeLabel(nullptr, text);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setFont(font);
    return label;
}

/// "ssh-ed25519" is kept in ssh_host_ed25519_key.pub (sshd_config(5), HostKey).
QString publicKeyFile(const QByteArray &type)
{
    const QString kind = type.contains("ecdsa") ? u"ecdsa"_s
        : type.contains("rsa")                  ? u"rsa"_s
                                                : u"ed25519"_s;
    return u"/etc/ssh/ssh_host_%1_key.pub"_s.arg(kind);
}

}

HostKeyDialog::HostKeyDialog(const QString &serverName, const HostKeyOffer &offer, QWidget *parent)
    : QDialog(parent)
{
    Q_ASSERT(offer.verdict == HostKeyVerdict::Unknown);
    setWindowTitle(tr("Unknown Host Key"));
    QLabel *question = plaintext::makeLabel(nullptr,
        offer.isJumpHost
            ? tr("On the way to %1, the jump host %2 shows a host key that is not on file. Is it "
                 "the right one?")
                  .arg(text::visible(serverName), text::visible(offer.host))
            : tr("%1 shows a host key that is not on file. Is it the right one?")
                  .arg(text::visible(serverName)));
    QFont font = question->font();
    font.setBold(true);
    question->setFont(font);
    question->setWordWrap(true);
    QLabel *advice = plaintext::makeLabel(nullptr,
        tr("Compare the fingerprint with one you got another way, such as from the server's "
           "console:"));
    advice->setWordWrap(true);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    QPushButton *trust = buttons->addButton(tr("Trust This Key"), QDialogButtonBox::AcceptRole);
    trust->setAutoDefault(false);
    trust->setDefault(false);
    buttons->button(QDialogButtonBox::Cancel)->setDefault(true);
    buttons->button(QDialogButtonBox::Cancel)->setFocus();
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(question);
    column->addLayout(makeFacts(offer));
    column->addWidget(advice);
    column->addWidget(makeValue(u"ssh-keygen -lf %1"_s.arg(publicKeyFile(offer.type)),
        QFontDatabase::systemFont(QFontDatabase::FixedFont)));
    column->addSpacing(8);
    column->addWidget(buttons);
    setMinimumWidth(520);
}

QFormLayout *HostKeyDialog::makeFacts(const HostKeyOffer &offer)
{
    auto *facts = new QFormLayout;
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    facts->addRow(
        tr("Host:"), makeValue(tr("%1, port %2").arg(text::visible(offer.host)).arg(offer.port)));
    facts->addRow(tr("Key type:"), makeValue(text::visible(offer.type)));
    facts->addRow(tr("Fingerprint:"), makeValue(text::visible(offer.fingerprint), fixed));
    facts->addRow(tr("Will be kept in:"), makeValue(text::visible(offer.knownHostsFile)));
    return facts;
}

}
