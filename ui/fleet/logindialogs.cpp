// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/fleet/logindialogs.h"

#include "ui/fleet/hostkeydialog.h"
#include "ui/fleet/questiondialog.h"
#include "ui/fleet/secretdialog.h"

namespace spoolscope {

namespace {

bool isWaiting(const Server &server)
{
    return server.state() == ServerState::AwaitingHostKey
        || server.state() == ServerState::AwaitingSecret || server.question();
}

}

LoginDialogs::LoginDialogs(Fleet &fleet, QWidget *window)
    : QObject(window), m_fleet(fleet), m_window(window)
{
}

void LoginDialogs::askAtOnce(Server *server)
{
    connect(server, &Server::stateChanged, this, [this, server] {
        if (isWaiting(*server))
            ask(server->id());
    });
}

void LoginDialogs::ask(const QString &id)
{
    Server *server = m_fleet.server(id);
    if (!server || m_open.value(id))
        return;
    QDialog *dialog = makeDialog(server);
    if (!dialog)
        return;
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_open[id] = dialog;
    // Before an answer starts the next attempt, which may have a question of its own.
    connect(dialog, &QDialog::finished, this, [this, id] { m_open.remove(id); });
    connect(server, &QObject::destroyed, dialog, &QDialog::reject);
    dialog->open();
}

QDialog *LoginDialogs::makeDialog(Server *server)
{
    if (server->question())
        return makeQuestionDialog(server);
    if (server->secretRequest())
        return makeSecretDialog(server);
    return server->hostKeyOffer() ? makeHostKeyDialog(server) : nullptr;
}

QDialog *LoginDialogs::makeHostKeyDialog(Server *server)
{
    const HostKeyOffer offer = *server->hostKeyOffer();
    auto *dialog = new HostKeyDialog(server->name(), offer, m_window);
    connect(dialog, &QDialog::accepted, server, [server, fingerprint = offer.fingerprint] {
        // What was on screen is what is accepted.
        if (server->hostKeyOffer() && server->hostKeyOffer()->fingerprint == fingerprint)
            server->acceptHostKey();
    });
    return dialog;
}

QDialog *LoginDialogs::makeSecretDialog(Server *server)
{
    const SecretRequest request = *server->secretRequest();
    SecretKeeper &secrets = m_fleet.secrets();
    auto *dialog = new SecretDialog(
        server->name(), request, secrets.storeProblem(), secrets.hasStored(server->id()), m_window);
    connect(dialog, &QDialog::accepted, server, [server, dialog, key = request.key] {
        if (server->secretRequest() && server->secretRequest()->key == key)
            server->answerSecret(dialog->takeSecret(), dialog->keeping());
    });
    // Another server behind the same jump host may have had the answer.
    connect(server, &Server::stateChanged, dialog, [server, dialog] {
        if (!server->secretRequest())
            dialog->reject();
    });
    return dialog;
}

QDialog *LoginDialogs::makeQuestionDialog(Server *server)
{
    const ServerQuestion question = *server->question();
    auto *dialog = new QuestionDialog(server->name(), question, m_window);
    const auto isCurrent
        = [server, question] { return server->question() && *server->question() == question; };
    connect(dialog, &QDialog::accepted, server, [server, dialog, isCurrent] {
        if (isCurrent())
            server->answerQuestion(dialog->takeAnswers());
    });
    connect(dialog, &QDialog::rejected, server, [server, isCurrent] {
        if (isCurrent())
            server->declineQuestion();
    });
    connect(server, &Server::stateChanged, dialog, [dialog, isCurrent] {
        if (!isCurrent())
            dialog->reject();
    });
    return dialog;
}

}
