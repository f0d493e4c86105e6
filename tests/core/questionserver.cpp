// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "questionserver.h"

#include "sshdfixture.h"

#include <QFile>

#include <vector>

#include <arpa/inet.h>
#include <libssh/libssh.h>
#include <libssh/server.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

void ask(ssh_message message, const QuestionServer::Question &question)
{
    std::vector<const char *> prompts;
    std::vector<char> echo(size_t(question.prompts.size()) + 1, 0);
    for (const QByteArray &prompt : question.prompts)
        prompts.push_back(prompt.constData());
    prompts.push_back(nullptr);
    ssh_message_auth_interactive_request(message, question.name.constData(),
        question.instruction.constData(), unsigned(question.prompts.size()), prompts.data(),
        echo.data());
}

}

QuestionServer::QuestionServer(Question question)
    : m_question(std::move(question)), m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto *bound = reinterpret_cast<sockaddr *>(&address);
    if (::bind(m_socket, bound, length) != 0 || ::listen(m_socket, 4) != 0
        || ::getsockname(m_socket, bound, &length) != 0)
        qFatal("no port to listen on");
    m_port = ntohs(address.sin_port);
    const QString key = m_directory.filePath(u"key"_s);
    outputOf(u"ssh-keygen"_s, {u"-q"_s, u"-t"_s, u"ed25519"_s, u"-N"_s, {}, u"-f"_s, key});
    QFile pub(key + ".pub"_L1);
    QFile known(knownHostsFile());
    if (!pub.open(QIODevice::ReadOnly) || !known.open(QIODevice::WriteOnly))
        qFatal("no key");
    known.write("[127.0.0.1]:" + QByteArray::number(m_port) + ' ' + pub.readAll());
    m_thread = std::jthread([this](const std::stop_token &stop) { serve(stop); });
}

QuestionServer::~QuestionServer()
{
    m_thread.request_stop();
    m_thread.join();
    ::close(m_socket);
}

void QuestionServer::serve(const std::stop_token &stop)
{
    const QByteArray key = QFile::encodeName(m_directory.filePath(u"key"_s));
    while (!stop.stop_requested()) {
        pollfd waiting{m_socket, POLLIN, 0};
        if (::poll(&waiting, 1, 50) <= 0)
            continue;
        ssh_bind bind = ssh_bind_new();
        ssh_session session = ssh_new();
        ssh_bind_options_set(bind, SSH_BIND_OPTIONS_HOSTKEY, key.constData());
        const int fd = ::accept(m_socket, nullptr, nullptr);
        const long patience = 1; // second, for a client that has gone
        ssh_options_set(session, SSH_OPTIONS_TIMEOUT, &patience);
        if (ssh_bind_accept_fd(bind, session, fd) == SSH_OK
            && ssh_handle_key_exchange(session) == SSH_OK) {
            if (!m_question.banner.isEmpty()) {
                ssh_string banner = ssh_string_from_char(m_question.banner.constData());
                ssh_send_issue_banner(session, banner);
                ssh_string_free(banner);
            }
            ssh_set_blocking(session, 0);
            while (!stop.stop_requested() && ssh_is_connected(session)) {
                pollfd more{fd, POLLIN, 0};
                ssh_message message = ssh_message_get(session);
                if (!message) {
                    ::poll(&more, 1, 20);
                    continue;
                }
                const bool isQuestion = ssh_message_type(message) == SSH_REQUEST_AUTH
                    && ssh_message_subtype(message) == SSH_AUTH_METHOD_INTERACTIVE;
                if (isQuestion) {
                    m_rounds += ssh_message_auth_kbdint_is_response(message) ? 1 : 0;
                    ask(message, m_question);
                } else {
                    ssh_message_auth_set_methods(message, SSH_AUTH_METHOD_INTERACTIVE);
                    ssh_message_reply_default(message);
                }
                ssh_message_free(message);
            }
        }
        ssh_disconnect(session);
        ssh_free(session);
        ssh_bind_free(bind);
    }
}

}
