// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/textsafety.h"
#include "tests/hostile/clean.h"
#include "tests/hostile/corpus.h"
#include "tests/hostile/surfacewalk.h"
#include "tests/ui/madequeues.h"

#include <QTest>

// Fails with all that a walk found.
#define VERIFY_CLEAN(faults)                                                                       \
    do {                                                                                           \
        const QStringList found = (faults);                                                        \
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));                                  \
    } while (false)

namespace spoolscope::hostile {

inline constexpr qsizetype longest = 4000; ///< of an entry on a surface that lays all of it out
inline const QString server = QStringLiteral("1");

inline QByteArray marked(const QByteArray &bytes, qsizetype most = 2'000'000)
{
    return bytes.first(std::min(bytes.size(), most)) + token.toLatin1();
}

inline QString marked(const Entry &entry, qsizetype most = longest)
{
    return text::exact(marked(entry.bytes, most));
}

/// One message an entry, which is in every place that a listing has for text.
inline std::shared_ptr<QueueSnapshot> makeSnapshot()
{
    auto result = made::snapshot(made::instance(server));
    int number = 0;
    for (const Entry &entry : corpus()) {
        const QByteArray text = marked(entry.bytes);
        made::add(*result,
            {.number = number,
                .queue = number % 3 ? QueueName::Deferred : QueueName::Hold,
                .sender = text,
                .recipients = {text, text},
                .reason = text});
        ++number;
    }
    result->end(ListingState::Complete, 0, {});
    return result;
}

inline std::shared_ptr<QueueSnapshot> snapshot()
{
    static const std::shared_ptr<QueueSnapshot> made = makeSnapshot();
    return made;
}

}
