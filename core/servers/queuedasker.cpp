// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/queuedasker.h"

#include "core/transport/patience.h"

#include <QObject>

#include <utility>

#include <poll.h>

namespace spoolscope {

void PendingQuestion::answer(Answers answers)
{
    const std::lock_guard lock(m_mutex);
    if (std::exchange(m_isAnswered, true))
        return;
    m_answers = std::move(answers);
    m_done.set();
}

PendingQuestion::Answers PendingQuestion::wait(const Patience &patience)
{
    patience.waitFor(m_done.fd(), POLLIN);
    const std::lock_guard lock(m_mutex);
    m_isAnswered = true; // one that comes later is late
    return std::exchange(m_answers, {});
}

QueuedAsker::QueuedAsker(QObject *context, Handler handler)
    : m_context(context), m_handler(std::move(handler))
{
}

std::optional<std::vector<Secret>> QueuedAsker::ask(
    const ServerQuestion &question, const Patience &patience)
{
    const auto pending = std::make_shared<PendingQuestion>(question);
    announce(pending);
    auto answers = pending->wait(patience);
    announce({});
    return answers;
}

void QueuedAsker::announce(std::shared_ptr<PendingQuestion> question)
{
    QMetaObject::invokeMethod(
        m_context, [handler = m_handler, question = std::move(question)] { handler(question); },
        Qt::QueuedConnection);
}

}
