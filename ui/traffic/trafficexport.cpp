// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/trafficexport.h"

#include "core/base/textsafety.h"
#include "core/logs/logsummary.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QPdfWriter>
#include <QSaveFile>
#include <QTextDocument>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(TrafficExport)
};

/// Nothing is ever loaded, whatever the page says.
class SealedDocument final : public QTextDocument
{
protected:
    QVariant loadResource(int, const QUrl &) override { return {}; }
};

QByteArray pdfOf(const QString &html)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(QMarginsF(15, 15, 15, 15), QPageLayout::Millimeter);
    writer.setTitle(Text::tr("Summary of Postfix logs"));
    SealedDocument document;
    document.setDefaultFont(QFont(u"sans-serif"_s, 9));
    document.setHtml(html);
    document.print(&writer);
    return buffer.data();
}

QByteArray bytesOf(const CountedTraffic &counted, TrafficFormat format)
{
    const SummaryOptions options{QTimeZone::systemTimeZone(), 20};
    switch (format) {
    case TrafficFormat::Json:
        return text::jsonLine(summaryJson(counted, options)) + '\n';
    case TrafficFormat::Text:
        return summaryText(summarize(counted, options)).toUtf8();
    case TrafficFormat::Html:
        return summaryHtml(summarize(counted, options)).toUtf8();
    case TrafficFormat::Pdf:
        return pdfOf(summaryHtml(summarize(counted, options)));
    }
    Q_UNREACHABLE_RETURN({});
}

}

QString displayName(TrafficFormat format)
{
    switch (format) {
    case TrafficFormat::Html:
        return Text::tr("Web page");
    case TrafficFormat::Pdf:
        return Text::tr("PDF document");
    case TrafficFormat::Text:
        return Text::tr("Text");
    case TrafficFormat::Json:
        return Text::tr("JSON");
    }
    Q_UNREACHABLE_RETURN({});
}

QString suffixOf(TrafficFormat format)
{
    static const QStringList suffixes{u"html"_s, u"pdf"_s, u"txt"_s, u"json"_s};
    return suffixes[qsizetype(format)];
}

Result<void> saveTraffic(const QString &path, const CountedTraffic &counted, TrafficFormat format)
{
    QSaveFile file(path);
    const QByteArray bytes = bytesOf(counted, format);
    // Whom people write to is not everybody's business.
    if (!file.open(QIODevice::WriteOnly)
        || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        || file.write(bytes) != bytes.size() || !file.commit())
        return failure(ErrorKind::Io,
            Text::tr("%1 could not be written: %2.").arg(text::visible(path), file.errorString()));
    return {};
}

}
