// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/topsketch.h"
#include "core/queue/reasontemplate.h"

namespace spoolscope {

/// reasonTemplate() of texts that come again and again, remembered.
class ReasonMemo final
{
public:
    struct Reason
    {
        QByteArray text;
        quint64 hash = 0; ///< TopSketch::hashOf(text)
    };
    const Reason &of(QByteArrayView text)
    {
        const quint64 hash = TopSketch::hashOf(text);
        Known &known = m_known[hash % m_known.size()];
        if (known.hash != hash || known.reason.text.isNull()) {
            const QByteArray reason = reasonTemplate(text);
            known = {hash, {reason.isNull() ? QByteArray("") : reason, TopSketch::hashOf(reason)}};
        }
        return known.reason;
    }

private:
    struct Known
    {
        quint64 hash = 0;
        Reason reason;
    };
    std::vector<Known> m_known = std::vector<Known>(4096);
};

}
