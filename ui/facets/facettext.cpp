// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/facets/facettext.h"

#include "core/base/textsafety.h"
#include "core/postfix/dsnstatus.h"
#include "core/queue/snapshotfacts.h"
#include "core/queue/valueband.h"
#include "ui/style/humanize.h"

#include <QCoreApplication>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Facets)
};

QString bandLabel(GroupKey key, const ValueBand &band)
{
    const auto say = [key](qint64 number) {
        return key == GroupKey::Age ? humanize::age(number) : humanize::size(number);
    };
    if (!band.to)
        return key == GroupKey::Age ? Words::tr("over %1").arg(say(band.from))
                                    : Words::tr("%1 or more").arg(say(band.from));
    return band.from == 0 ? Words::tr("under %1").arg(say(*band.to))
                          : Words::tr("%1 to %2").arg(say(band.from), say(*band.to));
}

QString emptyLabel(GroupKey key)
{
    switch (key) {
    case GroupKey::Sender:
        return Words::tr("<> (bounces)");
    case GroupKey::FromDomain:
    case GroupKey::Domain:
        return Words::tr("no domain");
    case GroupKey::Dsn:
        return Words::tr("no code");
    case GroupKey::Client:
        return Words::tr("no client (local)");
    case GroupKey::User:
        return Words::tr("no login");
    case GroupKey::Subject:
        return Words::tr("no subject");
    default:
        return Words::tr("none given");
    }
}

}

QString FacetText::title(GroupKey key)
{
    switch (key) {
    case GroupKey::Sender:
        return Words::tr("Sender");
    case GroupKey::FromDomain:
        return Words::tr("Sender domain");
    case GroupKey::Domain:
        return Words::tr("Recipient domain");
    case GroupKey::Provider:
        return Words::tr("Provider");
    case GroupKey::Reason:
        return Words::tr("Reason");
    case GroupKey::Cause:
        return Words::tr("Why it waits");
    case GroupKey::Cluster:
        return Words::tr("Reason");
    case GroupKey::Dsn:
        return Words::tr("Status code");
    case GroupKey::Queue:
        return Words::tr("Queue");
    case GroupKey::Server:
        return Words::tr("Server");
    case GroupKey::Age:
        return Words::tr("Age");
    case GroupKey::Size:
        return Words::tr("Size");
    case GroupKey::Client:
        return Words::tr("Client");
    case GroupKey::User:
        return Words::tr("SASL user");
    case GroupKey::Subject:
        break;
    }
    return Words::tr("Subject");
}

QString FacetText::label(GroupKey key, const QByteArray &value) const
{
    if (value.isEmpty())
        return emptyLabel(key);
    if (isOfOrigin(key) && value == unknownValue())
        return Words::tr("not known");
    if (key == GroupKey::Cause) {
        const ReasonCause *cause = causeOf(key, value);
        return cause ? cause->title : Words::tr("Other reasons");
    }
    if (key == GroupKey::Provider) {
        const QString title = m_knowledge.providers.titleOf(QString::fromUtf8(value));
        return title.isEmpty() ? Words::tr("Other providers") : title;
    }
    if (key == GroupKey::Age || key == GroupKey::Size) {
        const FilterField field = fieldOf(key);
        for (const ValueBand &band : key == GroupKey::Age ? ageBands() : sizeBands())
            if (bandName(field, band) == value)
                return bandLabel(key, band);
    }
    return text::visible(value);
}

const ReasonCause *FacetText::causeOf(GroupKey key, const QByteArray &value) const
{
    if (key == GroupKey::Cause)
        return m_knowledge.reasons.causeNamed(QString::fromUtf8(value));
    return key == GroupKey::Cluster && !value.isEmpty()
        ? m_knowledge.reasons.causeOf(value, dsnStatusIn(value))
        : nullptr;
}

QString FacetText::explanation(GroupKey key, const QByteArray &value) const
{
    if (isOfOrigin(key) && value == unknownValue())
        return Words::tr(
            "Neither a log nor a queue file that was read says where these came from.");
    QStringList lines{
        key == GroupKey::Cluster && !value.isEmpty() ? text::visible(value) : label(key, value)};
    if (const ReasonCause *cause = causeOf(key, value)) {
        if (key == GroupKey::Cluster)
            lines.append({QString(), cause->title});
        lines.append({cause->explanation, QString(), cause->remedy});
    }
    return lines.join(u'\n');
}

}
