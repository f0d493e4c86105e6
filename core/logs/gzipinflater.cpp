// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/gzipinflater.h"

#include <QByteArray>
#include <QCoreApplication>

#include <algorithm>

#include <zlib.h>

namespace spoolscope {

namespace {

constexpr int gzipFormat = 15 + 16; // the largest window, with gzip's header and trailer
constexpr qsizetype pieceSize = 128 << 10;
constexpr qsizetype mostAtOnce = 1 << 30; ///< zlib counts in 32 bits

}

struct GzipInflater::Private
{
    Sink sink;
    QByteArray piece = QByteArray(pieceSize, Qt::Uninitialized);
    z_stream stream = {};
    bool isReady = false;
    bool isInMember = false;
    bool isAnyMember = false;
    bool isPadding = false; ///< behind the last member

    Result<bool> inflateAll();
    bool handOver();
};

GzipInflater::GzipInflater(Sink sink) : d(new Private{.sink = std::move(sink)})
{
    d->isReady = inflateInit2(&d->stream, gzipFormat) == Z_OK;
}

GzipInflater::~GzipInflater()
{
    inflateEnd(&d->stream);
}

bool GzipInflater::isComplete() const
{
    return d->isAnyMember && !d->isInMember;
}

Result<bool> GzipInflater::feed(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const QByteArrayView now = bytes.first(std::min(bytes.size(), mostAtOnce));
        bytes = bytes.sliced(now.size());
        d->stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(now.data()));
        d->stream.avail_in = uInt(now.size());
        if (const auto goesOn = d->inflateAll(); !goesOn || !*goesOn)
            return goesOn;
    }
    return true;
}

bool GzipInflater::Private::handOver()
{
    const qsizetype size = pieceSize - qsizetype(stream.avail_out);
    return size == 0 || sink(QByteArrayView(piece).first(size));
}

/// All of the input that was set.
Result<bool> GzipInflater::Private::inflateAll()
{
    while (stream.avail_in > 0) {
        if (!isInMember) {
            isPadding |= isAnyMember && *stream.next_in == 0;
            if (isPadding)
                return true;
            isInMember = isAnyMember = true;
            inflateReset(&stream);
        }
        int status = Z_OK;
        do {
            stream.next_out = reinterpret_cast<Bytef *>(piece.data());
            stream.avail_out = uInt(pieceSize);
            status = isReady ? inflate(&stream, Z_NO_FLUSH) : Z_MEM_ERROR;
            if (!handOver())
                return false;
        } while (status == Z_OK && stream.avail_out == 0);
        if (status == Z_STREAM_END)
            isInMember = false;
        else if (status != Z_OK && status != Z_BUF_ERROR)
            return failure(ErrorKind::Parse,
                QCoreApplication::translate("spoolscope", "The compressed log is damaged."),
                stream.msg);
    }
    return true;
}

}
