// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/fleet/hostkeydialog.h"

#include "core/base/textsafety.h"
#include "ui/style/dimmedlabel.h"
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

QLabel *makeParagraph(const QString &text)
{
    QLabel *label = plaintext::makeLabel(nullptr, text);
    label->setWordWrap(true);
    return label;
}

QFont fixedFont()
{
    return QFontDatabase::systemFont(QFontDatabase::FixedFont);
}

/// "ssh-ed25519" is kept in ssh_host_ed25519_key.pub (sshd_config(5), HostKey).
QString publicKeyFile(const QByteArray &type)
{
    const QString kind = type.contains("ecdsa") ? u"ecdsa"_s
        : type.contains("rsa")                  ? u"rsa"_s
                                                : u"ed25519"_s;
    return u"/etc/ssh/ssh_host_%1_key.pub"_s.arg(kind);
}

bool isQuestion(const HostKeyOffer &offer)
{
    return offer.verdict == HostKeyVerdict::Unknown;
}

QString headline(const QString &serverName, const HostKeyOffer &offer)
{
    const QString server = text::isolated(text::visible(serverName));
    const QString host = text::visible(offer.host);
    if (isQuestion(offer))
        return offer.isJumpHost
            ? HostKeyDialog::tr(
                  "On the way to %1, the jump host %2 shows a host key that is not on "
                  "file. Is it the right one?")
                  .arg(server, host)
            : HostKeyDialog::tr("%1 shows a host key that is not on file. Is it the right one?")
                  .arg(server);
    const QString who = offer.isJumpHost
        ? HostKeyDialog::tr("the jump host %1 on the way to %2").arg(host, server)
        : server;
    switch (offer.verdict) {
    case HostKeyVerdict::Revoked:
        return HostKeyDialog::tr("The host key of %1 has been revoked.").arg(who);
    case HostKeyVerdict::Changed:
    case HostKeyVerdict::OtherType:
        return HostKeyDialog::tr("The host key of %1 is not the one on file.").arg(who);
    default:
        return HostKeyDialog::tr("The host key of %1 is refused.").arg(who);
    }
}

QString advice(const HostKeyOffer &offer)
{
    switch (offer.verdict) {
    case HostKeyVerdict::Unknown:
        return HostKeyDialog::tr("This is what ssh would ask. Compare the fingerprint with one you "
                                 "got another way, such as from the server's console:");
    case HostKeyVerdict::Revoked:
        return HostKeyDialog::tr("Somebody has marked this key as not to be trusted any more. Do "
                                 "not log in there; ask the server's administrator.");
    case HostKeyVerdict::Changed:
    case HostKeyVerdict::OtherType:
        return HostKeyDialog::tr(
            "Someone may be listening in, or the server was installed anew. "
            "Like ssh, Spoolscope does not connect. Ask the server's "
            "administrator first; if the new key is right, remove the old one:");
    default:
        return HostKeyDialog::tr("Like ssh, Spoolscope does not connect. Put the right key on file "
                                 "first; the notice in the window says why.");
    }
}

/// What to type, on the server or here.
QString command(const HostKeyOffer &offer)
{
    switch (offer.verdict) {
    case HostKeyVerdict::Unknown:
        return u"ssh-keygen -lvf %1"_s.arg(publicKeyFile(offer.type));
    case HostKeyVerdict::Changed:
    case HostKeyVerdict::OtherType:
        return u"ssh-keygen -R %1 -f %2"_s.arg(
            text::visible(offer.name), text::visible(offer.knownHostsFile));
    default:
        return {};
    }
}

QWidget *makeKey(const QString &title, const QByteArray &fingerprint, const QByteArray &type,
    const QByteArray &art)
{
    auto *key = new QWidget;
    auto *column = new QVBoxLayout(key);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto *heading = new DimmedLabel(title);
    heading->setTextFormat(Qt::PlainText);
    column->addWidget(heading);
    auto *value
        = makeValue(text::visible(fingerprint) + u" ("_s + text::visible(type) + u')', fixedFont());
    value->setAccessibleName(title + u' ' + value->text());
    column->addWidget(value);
    if (!art.isEmpty()) {
        QLabel *picture = makeValue(text::visibleLines(art), fixedFont());
        picture->setObjectName(u"randomart"_s);
        // Read aloud, it would be noise.
        picture->setAccessibleName(HostKeyDialog::tr("Picture of the key, as ssh draws it"));
        column->addWidget(picture);
    }
    return key;
}

}

HostKeyDialog::HostKeyDialog(const QString &serverName, const HostKeyOffer &offer, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(isQuestion(offer) ? tr("Unknown Host Key") : tr("Host Key Refused"));
    QLabel *question = makeParagraph(headline(serverName, offer));
    QFont font = question->font();
    font.setBold(true);
    question->setFont(font);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(question);
    column->addLayout(makeFacts(offer));
    column->addWidget(makeKey(isQuestion(offer) ? tr("Fingerprint:") : tr("Shown by the server:"),
        offer.fingerprint, offer.type, offer.art));
    if (!isQuestion(offer) && !offer.filedFingerprint.isEmpty())
        column->addWidget(
            makeKey(tr("On file, line %1 of %2:")
                        .arg(QString::number(offer.line), text::visible(offer.knownHostsFile)),
                offer.filedFingerprint, offer.filedType, offer.filedArt));
    column->addWidget(makeParagraph(advice(offer)));
    if (const QString line = command(offer); !line.isEmpty())
        column->addWidget(makeValue(line, fixedFont()));
    if (offer.hasAuthority)
        column->addWidget(makeParagraph(
            tr("known_hosts trusts a certificate authority for this host. Certificates of hosts "
               "cannot be checked here, so the key itself must be on file; ssh does not need "
               "that.")));
    column->addSpacing(8);
    column->addWidget(makeButtons(offer));
    setMinimumWidth(520);
}

QDialogButtonBox *HostKeyDialog::makeButtons(const HostKeyOffer &offer)
{
    auto *buttons = new QDialogButtonBox(
        isQuestion(offer) ? QDialogButtonBox::Cancel : QDialogButtonBox::Close);
    QPushButton *safe
        = buttons->button(isQuestion(offer) ? QDialogButtonBox::Cancel : QDialogButtonBox::Close);
    if (isQuestion(offer)) {
        QPushButton *trust = buttons->addButton(tr("Trust This Key"), QDialogButtonBox::AcceptRole);
        trust->setAutoDefault(false);
        trust->setDefault(false);
    }
    safe->setDefault(true);
    safe->setFocus();
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return buttons;
}

QFormLayout *HostKeyDialog::makeFacts(const HostKeyOffer &offer)
{
    auto *facts = new QFormLayout;
    facts->addRow(
        tr("Host:"), makeValue(tr("%1, port %2").arg(text::visible(offer.host)).arg(offer.port)));
    if (isQuestion(offer))
        facts->addRow(tr("Will be kept in:"), makeValue(text::visible(offer.knownHostsFile)));
    return facts;
}

}
