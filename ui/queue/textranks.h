// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/largevector.h"

#include <QByteArrayView>

#include <optional>
#include <stop_token>

namespace spoolscope {

/// For each text the number of its place in their order by byte, ASCII letters in any case; texts
/// that are equal so have the same one. Looks at as many bytes of a text as tell it from its
/// neighbours, eight at a time: comparing a million texts in pairs meets each some twenty times,
/// and each time it is out of the processor's caches. Nothing when stopped. Pure.
std::optional<LargeVector<quint32>> textRanks(
    const LargeVector<QByteArrayView> &texts, const std::stop_token &stop = {});

}
