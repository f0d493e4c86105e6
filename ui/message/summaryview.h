// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/message/messagesummary.h"
#include "core/queue/queuesnapshot.h"

#include <QTextEdit>

#include <memory>
#include <optional>

namespace spoolscope {

/// What there is to say about one message, as one text that wraps, can be read by a screen reader
/// and copied. Everything is inserted as plain text; nothing in it can load anything.
class SummaryView final : public QTextEdit
{
    Q_OBJECT

public:
    /// What the listing knows.
    struct Listed
    {
        std::shared_ptr<const QueueSnapshot> snapshot;
        QueueSnapshot::Row row = 0;
        QString server; ///< its name, and the instance's where it is not the only one
        qint64 clockOffset = 0; ///< seconds the server's clock is ahead
        bool isCopy = false; ///< it is not in a queue, but was
        qint64 unlisted = 0; ///< recipients that it has beyond those of the snapshot
    };

    explicit SummaryView(QWidget *parent = nullptr);

    void showListed(Listed listed);
    void showSummary(MessageSummary summary); ///< what reading it added
    void clearAll();

protected:
    void changeEvent(QEvent *event) override;
    QMimeData *createMimeDataFromSelection() const override;
    QVariant loadResource(int type, const QUrl &name) override; ///< nothing, ever

private:
    void rebuild();

    std::optional<Listed> m_listed;
    std::optional<MessageSummary> m_summary;
};

/// "2026-07-01 10:00:03 CEST" of a time in seconds since 1970.
QString absoluteTime(qint64 seconds);

}
