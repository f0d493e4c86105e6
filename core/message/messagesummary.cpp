// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/message/messagesummary.h"

#include "core/base/textsafety.h"
#include "core/message/headertext.h"
#include "core/postfix/messagecontent.h"

#include <KMime/Content>
#include <KMime/Headers>

namespace spoolscope {

namespace {

// KMime copies the rest of the message at each level of nested messages and recurses at each level
// of multiparts: 250 messages within each other in 4 MiB cost it 1 GB. Both need a Content-Type.
constexpr int mostNestedMessages = 32;
constexpr int mostMultiparts = 200;

bool isNestingBounded(const QByteArray &content)
{
    const QByteArray lower = content.toLower();
    int messages = 0;
    int multiparts = 0;
    for (qsizetype at = lower.indexOf("content-type"); at >= 0;
        at = lower.indexOf("content-type", at + 12)) {
        if (at > 0 && lower[at - 1] != '\n')
            continue;
        qsizetype end = lower.indexOf('\n', at);
        while (
            end >= 0 && end + 1 < lower.size() && (lower[end + 1] == ' ' || lower[end + 1] == '\t'))
            end = lower.indexOf('\n', end + 1);
        const auto field = QByteArrayView(lower).sliced(at, (end < 0 ? lower.size() : end) - at);
        messages += field.contains("message") || field.contains("digest");
        multiparts += field.contains("multipart");
    }
    return messages <= mostNestedMessages && multiparts <= mostMultiparts;
}

QString dispositionOf(const KMime::Content &part)
{
    const auto *header = part.contentDisposition();
    if (!header)
        return {};
    switch (header->disposition()) {
    case KMime::Headers::CDinline:
        return QStringLiteral("inline");
    case KMime::Headers::CDattachment:
        return QStringLiteral("attachment");
    default:
        return {};
    }
}

QString nameOf(const KMime::Content &part)
{
    QString name;
    if (const auto *disposition = part.contentDisposition())
        name = disposition->filename();
    if (const auto *type = part.contentType(); type && name.isEmpty())
        name = type->name();
    return text::visible(name);
}

QByteArray typeOf(const KMime::Content &part)
{
    const auto *type = part.contentType();
    return type && !type->mimeType().isEmpty() ? type->mimeType().toLower()
                                               : QByteArray("text/plain");
}

class Tree final
{
public:
    explicit Tree(MessageSummary &summary) : m_summary(summary) { }

    void add(const KMime::Content &part, int depth)
    {
        if (m_summary.parts.size() >= summarizedParts) {
            m_summary.truncated = true;
            return;
        }
        const QByteArray type = typeOf(part);
        const QString disposition = dispositionOf(part);
        const auto children = part.contents();
        m_summary.parts.append({depth, text::visible(type), nameOf(part), disposition,
            children.empty() ? qint64(part.encodedBody().size()) : 0});
        if (children.empty() && disposition != u"attachment") {
            if (!m_plain && type == "text/plain")
                m_plain = &part;
            else if (!m_other && type.startsWith("text/"))
                m_other = &part;
        }
        for (const KMime::Content *child : children)
            add(*child, depth + 1);
    }

    void takeText() const
    {
        const KMime::Content *part = m_plain ? m_plain : m_other;
        if (!part)
            return;
        m_summary.textType = text::visible(typeOf(*part));
        m_summary.text = text::visibleLines(part->decodedText());
    }

private:
    MessageSummary &m_summary;
    const KMime::Content *m_plain = nullptr;
    const KMime::Content *m_other = nullptr;
};

void readHeaders(QByteArrayView headers, MessageSummary &summary)
{
    summary.subject = header::decodeText(header::value(headers, "Subject"));
    summary.from = header::decodeAddresses(header::value(headers, "From"));
    summary.to = header::decodeAddresses(header::value(headers, "To"));
    summary.cc = header::decodeAddresses(header::value(headers, "Cc"));
    summary.messageId = text::visible(header::value(headers, "Message-ID"));
    const QByteArray date = header::value(headers, "Date");
    summary.dateText = text::visible(date);
    KMime::Headers::Date parsed;
    parsed.from7BitString(date.first(std::min<qsizetype>(date.size(), 200)));
    summary.date = parsed.dateTime();
    for (const char *once : {"Subject", "From", "To", "Cc", "Date", "Message-ID"}) {
        if (header::values(headers, once).size() > 1)
            summary.repeated.append(once);
    }
    summary.hops = receivedHops(headers);
}

}

MessageSummary summarize(const MessageContent &content)
{
    MessageSummary summary;
    const QByteArrayView headers = content.headers();
    summary.truncated = content.content.size() > summarizedBytes;
    readHeaders(headers.first(std::min(headers.size(), summarizedBytes)), summary);

    QByteArray bytes = content.content.first(std::min(content.content.size(), summarizedBytes));
    bytes.replace("\r\n", "\n");
    if (!isNestingBounded(bytes)) {
        summary.truncated = true;
        return summary;
    }
    KMime::Content message;
    message.setContent(bytes);
    message.parse();
    Tree tree(summary);
    tree.add(message, 0);
    tree.takeText();
    return summary;
}

}
