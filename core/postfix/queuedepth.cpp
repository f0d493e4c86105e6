// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queuedepth.h"

#include <QCoreApplication>

#include <algorithm>
#include <functional>
#include <utility>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

/// Counts paths. A file that vanishes under find is no trouble, a directory it may not enter is:
/// the sum would be too small without looking so. LC_ALL=C is set for every command.
constexpr QByteArrayView counter = "substr($0,1,1)==\"/\"{c++;next} /ermission denied/{bad=1} "
                                   "END{if(bad)print n,\"?\";else print n,c+0}";

constexpr QByteArrayView script
    = "spool=$(postconf -c \"$1\" -h queue_directory) || exit; "
      "for name in maildrop incoming active deferred hold corrupt bounce defer trace flush; do "
      "if [ -r \"$spool/$name\" ] && [ -x \"$spool/$name\" ]; "
      "then find \"$spool/$name\" -type f 2>&1 | awk -v n=$name \"$2\"; "
      "else echo \"$name ?\"; fi; done";

}

qint64 QueueDepths::messages() const
{
    qint64 sum = 0;
    for (const QueueName name : listedQueues)
        sum += count[size_t(name)].value_or(0);
    return sum;
}

bool QueueDepths::isComplete() const
{
    return std::ranges::all_of(count, [](const auto &known) { return known.has_value(); });
}

CommandLine countQueuesCommand(const Instance &instance)
{
    return {.arguments = {"sh"_ba, "-c"_ba, script.toByteArray(), "spoolscope"_ba,
                instance.configDirectory, counter.toByteArray()},
        .outputLimit = 1 << 16};
}

Result<QueueDepths> parseDepths(QByteArrayView output)
{
    const auto notUnderstood = [&] {
        return failure(ErrorKind::Parse,
            QCoreApplication::translate("spoolscope",
                "The files in the queue directories could not be counted. Is Postfix still "
                "installed on the server?"),
            output.first(std::min<qsizetype>(output.size(), 1000)).toByteArray());
    };

    QueueDepths depths;
    std::array<bool, allQueues.size()> seen = {};
    for (qsizetype start = 0; start < output.size();) {
        qsizetype end = output.indexOf('\n', start);
        if (end < 0)
            end = output.size();
        const QByteArrayView line = output.sliced(start, end - start).trimmed();
        start = end + 1;
        if (line.isEmpty())
            continue;
        const qsizetype blank = line.indexOf(' ');
        const auto name = parseQueueName(line.first(std::max<qsizetype>(blank, 0)));
        if (!name || std::exchange(seen[size_t(*name)], true))
            return notUnderstood();
        const QByteArrayView number = line.sliced(blank + 1);
        if (number == "?")
            continue;
        bool isNumber = false;
        const qint64 count = number.toLongLong(&isNumber);
        if (!isNumber || count < 0)
            return notUnderstood();
        depths.count[size_t(*name)] = count;
    }
    if (!std::ranges::all_of(seen, std::identity{}))
        return notUnderstood();
    return depths;
}

}
