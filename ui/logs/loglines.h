// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logorder.h"
#include "core/logs/logreader.h"
#include "ui/logs/loghighlighter.h"

#include <QCache>
#include <QFont>

namespace spoolscope {

/// A line as the log's page shows it: all went through text::visible.
struct ShownLogLine
{
    QString time; ///< local
    QString daemon;
    QString queueId;
    QString text; ///< the rest, or why there is a gap
    LogRecord record;
};

/// The texts of lines, and the layouts of those that were shown last. GUI thread; what is not in
/// the system's cache is read from the disk, a block at a time.
class LogLines final
{
public:
    static constexpr qsizetype longestText = 2000; ///< bytes of a line that are laid out

    explicit LogLines(const KSyntaxHighlighting::Repository &repository);

    void setOrder(std::shared_ptr<const LogOrder> order); ///< of the same sources as before
    void forgetLayouts() { m_layouts.clear(); } ///< the sources are others
    const LogOrder &order() const { return *m_order; }
    const std::shared_ptr<const LogOrder> &sharedOrder() const { return m_order; }
    void setLook(const QFont &font, const QPalette &palette);

    std::vector<LogReader> &readers() { return m_readers; }
    const LogRecord &record(size_t place);
    ShownLogLine line(size_t place);
    QString whole(size_t place); ///< the line as it stands in the log, up to a few thousand bytes
    QString tip(size_t place); ///< its times, the server's too

    struct Layout
    {
        ShownLogLine line;
        QTextLayout text;
        int width = 0; ///< of the text, device-independent pixels
    };
    /// Valid until the next call.
    const Layout &layout(size_t place);

private:
    std::shared_ptr<const LogOrder> m_order = std::make_shared<const LogOrder>();
    std::vector<LogReader> m_readers;
    LogHighlighter m_highlighter;
    QFont m_font;
    QCache<quint64, Layout> m_layouts; ///< by LogRef
};

/// "11-28 14:30:05.123", of microseconds since 1970; as wide for each.
QString shownLogTime(qint64 time);

}
