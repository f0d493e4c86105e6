// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>

#include <cstdio>
#include <cstdlib>

/// Ends the program where a property does not hold, in release builds too.
#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            std::fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition);         \
            std::abort();                                                                          \
        }                                                                                          \
    } while (false)

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

inline QByteArrayView asBytes(const unsigned char *data, size_t size)
{
    return QByteArrayView(data, qsizetype(size));
}
