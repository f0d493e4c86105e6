// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// replay COUNT SEED...: runs a fuzz target on each seed (a file, or all files of a directory), then
// on COUNT mutations of them. Always the same ones, so that a failure can be repeated.

#include "tests/fuzz/fuzztarget.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace std::string_view_literals;

constexpr size_t largestInput = 64 << 10;

constexpr std::array tokens{"\0"sv, "\n"sv, "\r\n"sv, "\""sv, "\\"sv, "\\u0000"sv, "\\ud800"sv,
    "{"sv, "}"sv, "["sv, "]"sv, ","sv, ": "sv, "-1"sv, "9223372036854775808"sv, "1e400"sv, "null"sv,
    "\xff"sv, "\xed\xa0\x80"sv, "\xf0\x9f\x93\xa7"sv, "\xe2\x80\xae"sv, "\033["sv, "ALL"sv, "z"sv,
    "*** MESSAGE CONTENTS "sv, "*** HEADER EXTRACTED "sv, "*** MESSAGE FILE END "sv, " ***\n"sv,
    "postsuper: "sv, ": removed\n"sv, "GATE-REJECT"sv, "instance "sv, "right hold sudo\n"sv,
    "\"queue_id\": "sv, "\"recipients\": ["sv, "A1B2C3D4E5"sv, "4jX60J3bk2z7d"sv};

void run(const std::string &input)
{
    // A copy of its own size, so that sanitizers see a read beyond it.
    const std::vector<unsigned char> bytes(input.begin(), input.end());
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

std::vector<std::string> readSeeds(int count, char **names)
{
    std::vector<std::filesystem::path> files;
    for (int i = 0; i < count; ++i) {
        if (std::filesystem::is_directory(names[i])) {
            for (const auto &entry : std::filesystem::directory_iterator(names[i]))
                files.push_back(entry.path());
        } else {
            files.emplace_back(names[i]);
        }
    }
    std::ranges::sort(files); // directories have no order of their own
    std::vector<std::string> seeds{std::string()};
    for (const auto &file : files) {
        std::ifstream stream(file, std::ios::binary);
        REQUIRE(stream.is_open());
        seeds.emplace_back(
            std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    }
    return seeds;
}

class Mutator final
{
public:
    explicit Mutator(std::vector<std::string> seeds) : m_seeds(std::move(seeds)) { }

    std::string next()
    {
        std::string input = m_seeds[below(m_seeds.size())];
        for (size_t changes = 1 + below(6); changes > 0; --changes)
            change(input);
        input.resize(std::min(input.size(), largestInput));
        return input;
    }

private:
    size_t below(size_t limit) { return limit == 0 ? 0 : m_random() % limit; }

    void change(std::string &input)
    {
        const size_t at = below(input.size() + 1);
        const size_t length = std::min(below(32), input.size() - at);
        switch (below(7)) {
        case 0:
            if (at < input.size())
                input[at] = char(m_random());
            break;
        case 1:
            input.erase(at, length);
            break;
        case 2:
            input.insert(at, input.substr(at, length));
            break;
        case 3:
            input.insert(at, tokens[below(tokens.size())]);
            break;
        case 4:
            input.replace(at, length, tokens[below(tokens.size())]);
            break;
        case 5:
            input.resize(at);
            break;
        default: {
            const std::string &other = m_seeds[below(m_seeds.size())];
            const size_t from = below(other.size() + 1);
            input = input.substr(0, at) + other.substr(from);
        }
        }
    }

    std::vector<std::string> m_seeds;
    std::mt19937_64 m_random{20'250'601};
};

}

int main(int argc, char **argv)
{
    REQUIRE(argc > 2);
    const std::vector<std::string> seeds = readSeeds(argc - 2, argv + 2);
    for (const std::string &seed : seeds)
        run(seed);
    Mutator mutator(seeds);
    const int count = std::atoi(argv[1]);
    for (int i = 0; i < count; ++i)
        run(mutator.next());
    std::printf("%zu seeds, %d mutations\n", seeds.size(), count);
}
