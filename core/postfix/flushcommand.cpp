// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/flushcommand.h"

#include "core/postfix/refusal.h"

#include <QCoreApplication>

#include <algorithm>

#include <arpa/inet.h>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

constexpr qsizetype longestDomain = 253; // RFC 1035
constexpr qsizetype longestLabel = 63;
constexpr qint64 outputLimit = 1 << 20; // postqueue prints nothing here

bool isLabel(QByteArrayView label)
{
    return !label.isEmpty() && label.size() <= longestLabel && !label.startsWith('-')
        && !label.endsWith('-') && std::ranges::all_of(label, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
           });
}

/// As valid_hostname() in Postfix: labels of letters, digits, '-' and '_', not all of them numbers.
bool isDomain(const QByteArray &text)
{
    const QByteArrayList labels = text.split('.');
    const auto isNumber = [](const QByteArray &label) {
        return std::ranges::all_of(label, [](char c) { return c >= '0' && c <= '9'; });
    };
    return text.size() <= longestDomain && std::ranges::all_of(labels, isLabel)
        && !std::ranges::all_of(labels, isNumber);
}

bool isAddressLiteral(QByteArray text)
{
    if (!text.startsWith('[') || !text.endsWith(']'))
        return false;
    text = text.sliced(1, text.size() - 2);
    if (text.contains('\0')) // where inet_pton() would stop reading
        return false;
    constexpr QByteArrayView ipv6 = "ipv6:";
    in6_addr address;
    if (text.toLower().startsWith(ipv6))
        return inet_pton(AF_INET6, text.sliced(ipv6.size()).constData(), &address) == 1;
    return inet_pton(AF_INET, text.constData(), &address) == 1;
}

Result<CommandLine> postqueue(const Instance &instance, QByteArrayList options)
{
    if (!isUsableConfigDirectory(instance.configDirectory)) {
        return failure(ErrorKind::InvalidInput,
            QCoreApplication::translate("spoolscope",
                "The name of this instance's configuration directory has characters that cannot be "
                "sent safely. Nothing was changed."),
            instance.configDirectory);
    }
    return CommandLine{
        .arguments = QByteArrayList{"postqueue"_ba, "-c"_ba, instance.configDirectory} + options,
        .outputLimit = outputLimit};
}

}

Result<FlushSite> FlushSite::parse(QByteArrayView text)
{
    const QByteArray site = text.trimmed().toByteArray();
    if (isAddressLiteral(site))
        return FlushSite(site);
    if (const QByteArray domain = site.toLower(); isDomain(domain))
        return FlushSite(domain);
    const QString shown = QString::fromUtf8(site.first(std::min<qsizetype>(site.size(), 100)));
    if (site.startsWith('[')) {
        return failure(ErrorKind::InvalidInput,
            QCoreApplication::translate("spoolscope",
                "\"%1\" is no destination for postqueue -s: brackets are for addresses, such as "
                "[192.0.2.1] or [IPv6:2001:db8::1]. Give a domain without them.")
                .arg(shown));
    }
    return failure(ErrorKind::InvalidInput,
        QCoreApplication::translate("spoolscope",
            "\"%1\" is no destination for postqueue -s. Give the domain of the recipients, such as "
            "example.com, or an address such as [192.0.2.1].")
            .arg(shown));
}

Result<CommandLine> flushCommand(const Instance &instance)
{
    return postqueue(instance, {"-f"_ba});
}

Result<CommandLine> retrySiteCommand(const Instance &instance, const FlushSite &site)
{
    return postqueue(instance, {"-s"_ba, site.bytes()});
}

Result<void> checkFlushExit(int exitCode, const QByteArray &errors)
{
    if (exitCode == 0)
        return {};
    const auto fail = [&](ErrorKind kind, const char *text) {
        return failure(kind, QCoreApplication::translate("spoolscope", text), errors);
    };
    if (errors.contains("mail system is down")) {
        return fail(ErrorKind::NotFound,
            QT_TRANSLATE_NOOP("spoolscope",
                "The mail system is not running on this server, so nothing can be delivered. Start "
                "it with \"postfix start\"."));
    }
    if (errors.contains("is not allowed to flush the mail queue")) {
        return fail(ErrorKind::Permission,
            QT_TRANSLATE_NOOP("spoolscope",
                "This account may not ask for delivery. Add it to authorized_flush_users in "
                "main.cf."));
    }
    if (errors.contains("Flush service is not configured for destination")) {
        return fail(ErrorKind::NotFound,
            QT_TRANSLATE_NOOP("spoolscope",
                "Postfix keeps no list of the mail for this destination. It does so only for what "
                "fast_flush_domains in main.cf names; retry the messages one by one, or add the "
                "destination there for the next time."));
    }
    if (errors.contains("invalid destination:") || errors.contains("invalid name:")
        || errors.contains("Invalid request:")) {
        return fail(ErrorKind::InvalidInput,
            QT_TRANSLATE_NOOP("spoolscope",
                "Postfix did not understand what is to be delivered. Its own words are in the "
                "details."));
    }
    if (isRefusal(errors)) {
        return fail(ErrorKind::Permission,
            QT_TRANSLATE_NOOP("spoolscope",
                "This account may not use this instance. Name its directory in "
                "multi_instance_directories or alternate_config_directories in the main.cf of the "
                "primary instance."));
    }
    constexpr int programNotFound = 127;
    if (exitCode == programNotFound) {
        return fail(ErrorKind::NotFound,
            QT_TRANSLATE_NOOP("spoolscope",
                "postqueue was not found on the server. Is Postfix installed there?"));
    }
    return fail(ErrorKind::Io,
        QT_TRANSLATE_NOOP("spoolscope",
            "postqueue could not do this on the server. Its own words are in the details; "
            "\"postfix check\" there may say more."));
}

}
