// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/originreader.h"

#include "core/actions/messagereader.h"
#include "core/message/originfacts.h"

#include <QCoreApplication>

namespace spoolscope {

Result<OriginReport> readOrigins(Transport &transport, const Instance &instance,
    std::optional<Privilege> privilege, std::span<const PlannedMessage> messages,
    OriginStore &store, std::stop_token stop, const std::function<void(qint64)> &progress)
{
    if (!privilege) {
        return failure(ErrorKind::Permission,
            QCoreApplication::translate("spoolscope",
                "The account may not read messages on the server, so their client, SASL user and "
                "subject are not known. It needs to be root or a sudo rule for postcat."));
    }
    if (*privilege == Privilege::SudoPassword) {
        return failure(ErrorKind::Permission,
            QCoreApplication::translate("spoolscope",
                "The account may read messages with a password only, which would be asked for each "
                "of them. Many are read by root or by a sudo rule for postcat with NOPASSWD."));
    }
    OriginReport report;
    const auto take = [&](size_t i, const Result<MessageContent> &head) {
        const MessageIdentity &identity = messages[i].identity;
        if (head) {
            store.put(identity.id, identity.arrival, originOf(*head));
            ++report.read;
        } else if (head.error().kind == ErrorKind::NotFound
            || head.error().kind == ErrorKind::InvalidInput) {
            ++report.gone;
        } else {
            ++report.failed;
            if (!report.error)
                report.error = head.error();
        }
        if (progress)
            progress(qint64(i) + 1);
        // Where one may not be read, none may.
        return head || head.error().kind != ErrorKind::Permission;
    };
    constexpr ReadOptions heads{
        .messageLimit = 1 << 20, .batchSize = largestBatch, .extent = ReadExtent::Head};
    const auto read
        = readMessages(transport, instance, *privilege, messages, take, std::move(stop), heads);
    if (!read)
        return std::unexpected(read.error());
    if (report.error && report.error->kind == ErrorKind::Permission)
        return std::unexpected(*report.error);
    return report;
}

}
