// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

#include <QByteArrayView>

#include <functional>
#include <memory>

namespace spoolscope {

/// What gzip(1) packed, as a stream: bytes in any pieces -> the bytes that were packed. Members one
/// behind the other are one stream, as gzip reads them; zero bytes behind the last are padding.
/// Memory is bounded whatever comes. Used by one thread.
class GzipInflater final
{
public:
    /// False: no more is wanted.
    using Sink = std::function<bool(QByteArrayView bytes)>;

    explicit GzipInflater(Sink sink);
    ~GzipInflater();

    /// What a gzip file begins with.
    static bool isGzip(QByteArrayView beginning) { return beginning.startsWith("\x1f\x8b"); }

    /// True: go on; false: the sink wants no more. Error: Parse.
    Result<bool> feed(QByteArrayView bytes);
    /// Whether what came so far is whole.
    bool isComplete() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
