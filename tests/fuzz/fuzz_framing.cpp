// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/markerfilter.h"
#include "tests/fuzz/fuzztarget.h"

using namespace spoolscope;

namespace {

const QByteArray nonce = "0123456789abcdef";

struct Outcome
{
    QByteArray body;
    MarkerFilter::Stage stage = MarkerFilter::Stage::Noise;
    std::optional<int> exitCode;

    bool operator==(const Outcome &) const = default;
};

Outcome filtered(const QByteArray &input, qsizetype chunk)
{
    MarkerFilter filter(nonce);
    Outcome outcome;
    for (qsizetype i = 0; i < input.size(); i += chunk)
        outcome.body += filter.feed(input.sliced(i, std::min(chunk, input.size() - i)));
    outcome.stage = filter.stage();
    outcome.exitCode = filter.exitCode();
    REQUIRE(filter.discarded() <= input.size());
    return outcome;
}

}

/// What a login prints around an answer.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArray input = asBytes(data, size).toByteArray();
    const Outcome whole = filtered(input, std::max<qsizetype>(1, input.size()));
    const qsizetype chunk = size == 0 ? 1 : 1 + data[size / 2] % 64;
    REQUIRE(filtered(input, chunk) == whole);
    REQUIRE(!whole.exitCode || whole.stage == MarkerFilter::Stage::Tail);
    REQUIRE(whole.stage == MarkerFilter::Stage::Noise
        || input.contains(MarkerFilter::beginPrefix() + nonce + '\n'));

    // A real answer is found behind any noise, unless the noise knows the nonce.
    if (input.contains(nonce))
        return 0;
    const QByteArray framed = input + '\n' + MarkerFilter::beginPrefix() + nonce + '\n' + input
        + '\n' + MarkerFilter::endPrefix() + nonce + " 7\n" + input;
    const Outcome answer = filtered(framed, chunk);
    REQUIRE(answer.body == input && answer.exitCode == 7);
    return 0;
}
