// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/remoteprocess.h"
#include "core/transport/sudodialogue.h"
#include "tests/fuzz/fuzztarget.h"

using namespace spoolscope;

namespace {

const QByteArray nonce = "0123456789abcdef";
const QByteArray prompt = "SPOOLSCOPE-SUDO-ASK-" + nonce;
const QByteArray runs = "SPOOLSCOPE-SUDO-RUN-" + nonce + '\n';
const QByteArray ends = "SPOOLSCOPE-SUDO-END-" + nonce + '\n';
const QByteArray batch = "the batch\n";

/// Takes down what is said to the process.
class Listener final : public RemoteProcess
{
public:
    Result<QByteArray> read(std::stop_token, std::chrono::milliseconds) override { return {}; }
    Result<void> waitForOutput(std::stop_token, std::chrono::milliseconds) override { return {}; }
    Result<ExitStatus> wait(std::stop_token, std::chrono::milliseconds) override { return {}; }
    QByteArray takeErrorOutput() override { return {}; }

    void write(const QByteArray &bytes) override
    {
        REQUIRE(!isClosed);
        said += bytes;
    }
    void writeSecret(const Secret &secret) override
    {
        REQUIRE(!isClosed && secret.view() == "secret");
        REQUIRE(!said.contains(batch)); // what follows the batch might be taken for an ID
        ++secrets;
    }
    void closeInput() override
    {
        REQUIRE(!isClosed);
        isClosed = true;
    }

    QByteArray said;
    int secrets = 0;
    bool isClosed = false;
};

struct Outcome
{
    QByteArray said;
    QByteArray errors; ///< what is left for the user
    int secrets = 0;
    int refused = 0;
    bool isClosed = false;
    std::optional<ErrorKind> verdict;

    bool operator==(const Outcome &) const = default;
};

Outcome talked(SudoTalk talk, const QByteArray &stderrText, qsizetype chunk)
{
    Outcome outcome;
    const auto passwords = std::make_shared<SudoPasswords>(
        [](std::stop_token) {
            QByteArray bytes("secret");
            bytes.detach();
            return Result<Secret>(Secret::take(bytes));
        },
        [&] { ++outcome.refused; });
    Listener process;
    {
        SudoDialogue dialogue(talk, nonce, batch, passwords);
        for (qsizetype i = 0; i < stderrText.size(); i += chunk) {
            outcome.errors += stderrText.sliced(i, std::min(chunk, stderrText.size() - i));
            dialogue.look(process, outcome.errors, {});
            REQUIRE(dialogue.isOver() == process.isClosed);
            // Nothing is said before it is asked for.
            REQUIRE((process.secrets == 0 && process.said.isEmpty())
                || stderrText.first(std::min(i + chunk, stderrText.size())).contains(nonce));
        }
        if (const auto verdict = dialogue.verdict(outcome.errors); !verdict)
            outcome.verdict = verdict.error().kind;
    }
    // Whoever waits for the outcome of a try is let go.
    std::stop_source stopped;
    stopped.request_stop();
    REQUIRE(passwords->take(stopped.get_token()).has_value());
    outcome.said = process.said;
    outcome.secrets = process.secrets;
    outcome.isClosed = process.isClosed;
    return outcome;
}

void requireSafe(SudoTalk talk, const QByteArray &input, const Outcome &outcome)
{
    REQUIRE(outcome.secrets <= 1 && outcome.refused <= outcome.secrets);
    REQUIRE(outcome.said.count(batch) <= 1);
    REQUIRE(outcome.errors.size() <= input.size());
    REQUIRE(talk == SudoTalk::PasswordAndInput || !outcome.said.contains(batch));
    REQUIRE(!outcome.said.contains(batch) || outcome.isClosed);
    REQUIRE(outcome.refused == (outcome.verdict == ErrorKind::Auth));
    REQUIRE(!outcome.said.contains("secret"));
    if (!input.contains(nonce)) {
        REQUIRE(outcome.said.isEmpty() && outcome.secrets == 0 && !outcome.isClosed);
        REQUIRE(outcome.errors == input);
    }
}

}

/// What a server writes to stderr around sudo's own words.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    constexpr size_t longest = 4096; // it looks through all of it for every chunk
    const QByteArray input = asBytes(data, std::min(size, longest)).toByteArray();
    const qsizetype chunk = size == 0 ? 1 : 1 + data[input.size() / 2] % 64;
    const qsizetype all = input.size() * 3 + 1000;
    for (const SudoTalk talk : {SudoTalk::Password, SudoTalk::PasswordAndInput}) {
        requireSafe(talk, input, talked(talk, input, all));
        requireSafe(talk, input, talked(talk, input, chunk));
        if (input.contains(nonce) || input.contains("incorrect password attempt"))
            continue;
        const bool hasInput = talk == SudoTalk::PasswordAndInput;
        for (const qsizetype pieces : {chunk, all}) {
            const Outcome let = talked(talk, input + prompt + input + runs + input, pieces);
            REQUIRE(let.secrets == 1 && !let.verdict && let.refused == 0 && let.isClosed);
            REQUIRE(let.said == (hasInput ? "PASSWORD\n\nDATA\n" + batch : QByteArray("\n")));
            const Outcome wrong = talked(talk, input + prompt + input + prompt + ends, pieces);
            REQUIRE(wrong.secrets == 1 && wrong.refused == 1 && wrong.isClosed);
            REQUIRE(wrong.verdict == ErrorKind::Auth && !wrong.said.contains(batch));
        }
        const Outcome unasked = talked(talk, input + runs, chunk);
        REQUIRE(unasked.secrets == 0 && !unasked.verdict);
        REQUIRE(unasked.said == (hasInput ? "DATA\n" + batch : QByteArray()));
    }
    return 0;
}
