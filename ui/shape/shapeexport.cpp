// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shape/shapeexport.h"

#include "core/base/textsafety.h"
#include "core/queue/shapetext.h"
#include "ui/shape/shapedrawing.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImage>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestSide = 32'767; ///< pixels; QPainter's coordinates in an image
constexpr qint64 mostPixels = 120'000'000;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ShapeExport)
};

Result<QByteArray> png(const ShapeDrawing &drawing)
{
    const QSize size = drawing.size();
    const auto fits = [&](int scale) {
        return size.height() <= longestSide / scale && size.width() <= longestSide / scale
            && qint64(size.height()) * size.width() * scale * scale <= mostPixels;
    };
    if (!fits(1))
        return failure(ErrorKind::InvalidInput,
            Words::tr("This table is too long for a PNG picture. Search for some of the domains, "
                      "or export it as SVG or CSV."));
    const int scale = fits(2) ? 2 : 1; // sharp in print as well
    QImage image(size * scale, QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    QPainter painter(&image);
    drawing.draw(&painter);
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (!buffer.open(QIODevice::WriteOnly) || !image.save(&buffer, "PNG"))
        return failure(ErrorKind::Io, Words::tr("The picture could not be made."));
    return bytes;
}

QByteArray svg(const ShapeDrawing &drawing)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(drawing.size());
    generator.setViewBox(QRect(QPoint(), drawing.size()));
    generator.setTitle(u"Spoolscope"_s);
    QPainter painter(&generator);
    drawing.draw(&painter);
    painter.end();
    // Of all that text::visible() lets through, XML 1.0 does not allow U+FFFE and U+FFFF.
    return bytes.replace("\xef\xbf\xbe", "\xef\xbf\xbd").replace("\xef\xbf\xbf", "\xef\xbf\xbd");
}

/// The shape with the rows that the search leaves.
QueueShape shownShape(const ShapePicture &picture)
{
    QueueShape shape{.options = picture.shape.options, .all = picture.shape.all, .rows = {}};
    for (size_t place = 0; place < picture.shown.size(); ++place)
        shape.rows.push_back(picture.row(place));
    return shape;
}

}

QString displayName(ShapeFormat format)
{
    switch (format) {
    case ShapeFormat::Png:
        return Words::tr("PNG picture");
    case ShapeFormat::Svg:
        return Words::tr("SVG picture");
    case ShapeFormat::Csv:
        break;
    }
    return Words::tr("CSV table");
}

QString suffixOf(ShapeFormat format)
{
    return format == ShapeFormat::Png ? u"png"_s : format == ShapeFormat::Svg ? u"svg"_s : u"csv"_s;
}

Result<QByteArray> exportShape(const ShapeDocument &document, ShapeFormat format)
{
    if (format == ShapeFormat::Csv)
        return shapeCsv(shownShape(*document.picture));
    const ShapeDrawing drawing(document);
    return format == ShapeFormat::Png ? png(drawing) : Result<QByteArray>(svg(drawing));
}

Result<void> saveShape(const QString &file, const ShapeDocument &document, ShapeFormat format)
{
    const Result<QByteArray> bytes = exportShape(document, format);
    if (!bytes)
        return std::unexpected(bytes.error());
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly) || target.write(*bytes) != bytes->size()
        || !target.commit())
        return failure(ErrorKind::Io,
            Words::tr("%1 could not be written: %2")
                .arg(text::visible(file), target.errorString()));
    return {};
}

}
