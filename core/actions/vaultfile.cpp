// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/vaultfile.h"

#include "core/transport/uniquefd.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

constexpr qsizetype largestComment = 256 << 10;
constexpr qsizetype chunkSize = 256 << 10;
constexpr int gzipFormat = 15 + 16; // the largest window, with gzip's header and trailer
constexpr int memoryLevel = 8; // zlib's default

std::unexpected<Error> notWritten(const QString &file, const QString &reason)
{
    return failure(ErrorKind::Io,
        QCoreApplication::translate("spoolscope", "%1 could not be written: %2.")
            .arg(file, reason));
}

std::unexpected<Error> notRead(const QString &file, const QString &reason)
{
    return failure(ErrorKind::Io,
        QCoreApplication::translate("spoolscope", "%1 could not be read: %2.").arg(file, reason));
}

std::unexpected<Error> damaged(const QString &file)
{
    return failure(ErrorKind::Parse,
        QCoreApplication::translate(
            "spoolscope", "%1 is damaged or was not written by Spoolscope. It was left as it is.")
            .arg(file));
}

/// The comment of gzip is Latin-1 and ends with a zero byte: everything else goes as \\uXXXX.
QByteArray asciiJson(const QJsonObject &object)
{
    const QString json = QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
    QByteArray ascii;
    for (const QChar c : json) {
        if (c.unicode() < 0x80)
            ascii += char(c.unicode());
        else
            ascii += "\\u" + QByteArray::number(c.unicode(), 16).rightJustified(4, '0');
    }
    return ascii;
}

Result<QByteArray> pack(const QString &file, QByteArray comment, const QByteArray &contents)
{
    z_stream stream = {};
    if (deflateInit2(
            &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzipFormat, memoryLevel, Z_DEFAULT_STRATEGY)
        != Z_OK)
        return notWritten(file, QString::fromLatin1(stream.msg ? stream.msg : "zlib"));
    gz_header header = {};
    header.os = 3; // Unix
    header.comment = reinterpret_cast<Bytef *>(comment.data());
    deflateSetHeader(&stream, &header);
    QByteArray packed(qsizetype(deflateBound(&stream, uLong(contents.size()))), Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(contents.constData()));
    stream.avail_in = uInt(contents.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = uInt(packed.size());
    const int ended = deflate(&stream, Z_FINISH);
    packed.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    if (ended != Z_STREAM_END)
        return notWritten(file, u"zlib"_s);
    return packed;
}

/// An inflating stream, ended with this object.
class Inflater final
{
public:
    Inflater() { m_ready = inflateInit2(&m_stream, gzipFormat) == Z_OK; }
    ~Inflater() { inflateEnd(&m_stream); }
    bool isReady() const { return m_ready; }
    z_stream &stream() { return m_stream; }

private:
    Q_DISABLE_COPY_MOVE(Inflater)
    z_stream m_stream = {};
    bool m_ready = false;
};

void setInput(z_stream &stream, QByteArray &bytes)
{
    stream.next_in = reinterpret_cast<Bytef *>(bytes.data());
    stream.avail_in = uInt(bytes.size());
}

QString reasonOf(int error)
{
    return QString::fromStdString(std::generic_category().message(error));
}

}

Result<void> writeVaultFile(
    const QString &file, const QJsonObject &about, const QByteArray &contents)
{
    const QByteArray comment = asciiJson(about);
    if (comment.size() >= largestComment)
        return notWritten(file, u"JSON"_s);
    const auto packed = pack(file, comment, contents);
    if (!packed)
        return std::unexpected(packed.error());
    if (QFileInfo::exists(file))
        return notWritten(file, reasonOf(EEXIST));
    QSaveFile target(file);
    if (!target.open(QFile::WriteOnly)
        || !target.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        || target.write(*packed) != packed->size() || !target.flush())
        return notWritten(file, target.errorString());
    if (::fsync(target.handle()) != 0) // commit() ignores that it failed
        return notWritten(file, reasonOf(errno));
    if (!target.commit())
        return notWritten(file, target.errorString());
    return {};
}

Result<QJsonObject> readVaultHeader(const QString &name)
{
    QFile file(name);
    if (!QFileInfo(name).isFile() || !file.open(QFile::ReadOnly))
        return notRead(name, file.errorString());
    QByteArray bytes = file.read(largestComment + chunkSize);
    if (file.error() != QFile::NoError)
        return notRead(name, file.errorString());
    Inflater inflater;
    if (!inflater.isReady())
        return notRead(name, u"zlib"_s);
    QByteArray comment(largestComment, '\0');
    gz_header header = {};
    header.comment = reinterpret_cast<Bytef *>(comment.data());
    header.comm_max = uInt(comment.size() - 1);
    setInput(inflater.stream(), bytes);
    std::array<char, 1> none;
    inflater.stream().next_out = reinterpret_cast<Bytef *>(none.data());
    inflater.stream().avail_out = 0;
    inflateGetHeader(&inflater.stream(), &header);
    inflate(&inflater.stream(), Z_BLOCK);
    if (header.done != 1 || !header.comment)
        return damaged(name);
    const auto document
        = QJsonDocument::fromJson(comment.first(qsizetype(qstrlen(comment.constData()))));
    if (!document.isObject())
        return damaged(name);
    return document.object();
}

Result<QByteArray> readVaultFile(const QString &name, qint64 limit)
{
    QFile file(name);
    if (!QFileInfo(name).isFile() || !file.open(QFile::ReadOnly))
        return notRead(name, file.errorString());
    Inflater inflater;
    if (!inflater.isReady())
        return notRead(name, u"zlib"_s);
    z_stream &stream = inflater.stream();
    QByteArray contents, piece(chunkSize, Qt::Uninitialized);
    for (int state = Z_OK; state != Z_STREAM_END;) {
        QByteArray bytes = file.read(chunkSize);
        if (file.error() != QFile::NoError)
            return notRead(name, file.errorString());
        if (bytes.isEmpty())
            return damaged(name); // it ends too early
        setInput(stream, bytes);
        do {
            stream.next_out = reinterpret_cast<Bytef *>(piece.data());
            stream.avail_out = uInt(piece.size());
            state = inflate(&stream, Z_NO_FLUSH);
            if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR)
                return damaged(name);
            contents.append(QByteArrayView(piece).first(piece.size() - stream.avail_out));
            if (contents.size() > limit) {
                return failure(ErrorKind::OutputTooLarge,
                    QCoreApplication::translate(
                        "spoolscope", "%1 holds more than the %2 MiB that a message may have.")
                        .arg(name)
                        .arg(limit >> 20));
            }
        } while (state == Z_OK && (stream.avail_in > 0 || stream.avail_out == 0));
    }
    return contents;
}

Result<void> syncDirectory(const QString &directory)
{
    const UniqueFd fd(
        ::open(QFile::encodeName(directory).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.isValid() || ::fsync(fd.get()) != 0)
        return notWritten(directory, reasonOf(errno));
    return {};
}

}
