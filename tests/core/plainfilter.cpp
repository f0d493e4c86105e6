// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/core/plainfilter.h"

#include "core/queue/reasonknowledge.h"
#include "core/queue/reasontemplate.h"

#include <QRegularExpression>

#include <algorithm>

namespace spoolscope::made {

using namespace Qt::StringLiterals;

namespace {

using Form = FilterTerm::Form;
using Kind = FilterNode::Kind;

const ReasonKnowledge &knowledge()
{
    static const ReasonKnowledge builtIn = ReasonKnowledge::builtIn();
    return builtIn;
}

QByteArray domainOf(const QByteArray &address)
{
    return address.contains('@') ? address.split('@').last() : QByteArray();
}

bool isPatternIn(const QByteArray &text, const QString &pattern)
{
    QString whole;
    for (const QByteArray &character : characters(text))
        whole += QString::fromUtf8(character);
    const QRegularExpression expression(pattern, QRegularExpression::CaseInsensitiveOption);
    return expression.match(whole).hasMatch();
}

bool holdsFor(const FilterTerm &term, const QByteArray &text)
{
    const bool keepsCase = term.field == FilterField::Id;
    const QByteArray wanted = keepsCase ? term.text.toUtf8() : lower(term.text.toUtf8());
    const QByteArray given = keepsCase ? text : lower(text);
    switch (term.form) {
    case Form::Contains:
        return given.contains(wanted);
    case Form::Exact:
        return given == wanted;
    case Form::Begins:
        return given.startsWith(wanted);
    case Form::Ends:
        return given.endsWith(wanted);
    case Form::Glob:
        return isGlob(characters(given), characters(wanted));
    case Form::Pattern:
        return isPatternIn(text, term.text);
    case Form::Number:
        break;
    }
    return false;
}

/// Nothing: it is not known.
std::optional<bool> holdsFor(const FilterTerm &term, const RandomMessage &message)
{
    const bool isKnown = term.field == FilterField::Subject ? message.facts.isSubjectKnown
                                                            : message.facts.isOriginKnown;
    if (isOriginField(term.field) && !isKnown)
        return {};
    if (term.form != Form::Number) {
        const QByteArrayList texts = textsOf(term.field, message);
        return std::ranges::any_of(
            texts, [&](const QByteArray &text) { return holdsFor(term, text); });
    }
    const qint64 value = term.field == FilterField::Age ? context().now - message.arrival
        : term.field == FilterField::Size               ? message.size
                                                        : qint64(message.recipients.size());
    using Compare = FilterTerm::Compare;
    return (term.compare == Compare::Less && value < term.number)
        || (term.compare == Compare::LessOrEqual && value <= term.number)
        || (term.compare == Compare::Equal && value == term.number)
        || (term.compare == Compare::GreaterOrEqual && value >= term.number)
        || (term.compare == Compare::Greater && value > term.number);
}

}

QByteArrayList textsOf(FilterField field, const RandomMessage &message)
{
    QByteArrayList to, domains, reasons, causes, clusters, codes;
    for (const RandomRecipient &recipient : message.recipients) {
        to.append(recipient.address);
        domains.append(domainOf(recipient.address));
        reasons.append(recipient.reason);
        causes.append(knowledge().causeIdOf(recipient.reason));
        clusters.append(reasonTemplate(recipient.reason));
        codes.append(recipient.dsn);
    }
    const auto inBytes = [](const QStringList &names) {
        QByteArrayList bytes;
        for (const QString &name : names)
            bytes.append(name.toUtf8());
        return bytes;
    };
    switch (field) {
    case FilterField::Sender:
        return {message.sender};
    case FilterField::FromDomain:
        return {domainOf(message.sender)};
    case FilterField::To:
        return to;
    case FilterField::Domain:
        return domains;
    case FilterField::Reason:
        return reasons;
    case FilterField::Provider: // no reason of theirs names a host that is known
        for (QByteArray &domain : domains)
            domain = lower(domain) == "gmail.com" ? "google" : "other";
        return domains;
    case FilterField::Cause:
        return causes;
    case FilterField::Cluster:
        return clusters;
    case FilterField::Dsn:
        return codes;
    case FilterField::Queue:
        return {toBytes(message.queue).toByteArray()};
    case FilterField::Server:
        return inBytes(context().serverNames);
    case FilterField::Instance:
        return inBytes(context().instanceNames);
    case FilterField::Id:
        return {message.id.toByteArray()};
    case FilterField::Client: {
        if (!message.facts.isOriginKnown)
            return {};
        QByteArrayList client{message.facts.client, message.facts.clientAddress};
        client.removeAll(QByteArray());
        return client.isEmpty() ? QByteArrayList{QByteArray()} : client;
    }
    case FilterField::User:
        return message.facts.isOriginKnown ? QByteArrayList{message.facts.saslUser}
                                           : QByteArrayList();
    case FilterField::Subject:
        return message.facts.isSubjectKnown ? QByteArrayList{message.facts.subject}
                                            : QByteArrayList();
    default:
        return QByteArrayList{message.sender, message.id.toByteArray()} + to + reasons;
    }
}

std::optional<bool> holdsFor(const FilterNode &node, const RandomMessage &message)
{
    const auto isAny = [&](std::optional<bool> answer) {
        return std::ranges::any_of(node.children,
            [&](const FilterNode &child) { return holdsFor(child, message) == answer; });
    };
    switch (node.kind) {
    case Kind::And:
        return isAny(false) ? std::optional(false) : isAny({}) ? std::nullopt : std::optional(true);
    case Kind::Or:
        return isAny(true) ? std::optional(true) : isAny({}) ? std::nullopt : std::optional(false);
    case Kind::Not: {
        const auto answer = holdsFor(node.children.front(), message);
        return answer ? std::optional(!*answer) : std::nullopt;
    }
    case Kind::Term:
        break;
    }
    return holdsFor(node.term, message);
}

QString textOf(const FilterNode &node)
{
    if (node.kind == Kind::Term)
        return toString(node.term);
    if (node.kind == Kind::Not)
        return u"not ("_s + textOf(node.children.front()) + u')';
    QStringList parts;
    for (const FilterNode &child : node.children)
        parts.append(u'(' + textOf(child) + u')');
    return parts.join(node.kind == Kind::Or ? u" or "_s : u" and "_s);
}

}
