// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/secretasker.h"
#include "core/transport/wakeup.h"

#include <functional>
#include <memory>
#include <mutex>

class QObject;

namespace spoolscope {

/// A server's question on its way to a person: a connecting thread waits for it, another thread
/// answers. Thread-safe.
class PendingQuestion final
{
public:
    using Answers = std::optional<std::vector<Secret>>;

    explicit PendingQuestion(ServerQuestion question) : m_question(std::move(question)) { }

    const ServerQuestion &question() const { return m_question; }
    void answer(Answers answers); ///< nothing: declined. Only the first counts
    Answers wait(const Patience &patience);

private:
    const ServerQuestion m_question;
    std::mutex m_mutex;
    bool m_isAnswered = false;
    Answers m_answers;
    Wakeup m_done;
};

/// Lets the thread of an object know of questions, and that they are over.
class QueuedAsker final : public SecretAsker
{
public:
    /// Runs on the context's thread; null when there is nothing to answer any more.
    using Handler = std::function<void(const std::shared_ptr<PendingQuestion> &)>;

    /// `context` must outlive the connecting thread.
    QueuedAsker(QObject *context, Handler handler);
    std::optional<std::vector<Secret>> ask(
        const ServerQuestion &question, const Patience &patience) override;

private:
    void announce(std::shared_ptr<PendingQuestion> question);

    QObject *m_context;
    Handler m_handler;
};

}
