// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logexport.h"
#include "ui/logs/loglines.h"
#include "ui/logs/shownlog.h"

#include <QAbstractScrollArea>
#include <QColor>

#include <optional>

namespace spoolscope {

/// The lines of an order, as many as there are: only those on screen cost anything. A range of them
/// is chosen with mouse or keyboard. At its end it follows the end. GUI thread.
class LogView final : public QAbstractScrollArea
{
    Q_OBJECT
    Q_PROPERTY(QString currentText READ currentText) // for what looks at all texts there are

public:
    enum class Column { Time, Server, Daemon, QueueId, Text };

    explicit LogView(const KSyntaxHighlighting::Repository &repository, QWidget *parent = nullptr);
    ~LogView() override;

    enum class Change { Grown, Another };
    /// `sources`: those of the order. What was on screen and chosen stays, as far as it is there.
    /// At its end the view follows one that has grown, and keeps a line that is chosen in another.
    void setOrder(const std::shared_ptr<const LogOrder> &order, const ShownLogs &sources,
        Change change = Change::Grown);
    const LogOrder &order() const { return m_lines.order(); }
    std::shared_ptr<const LogOrder> sharedOrder() const { return m_lines.sharedOrder(); }
    const ShownLogs &sources() const { return m_sources; }
    QStringList serverNames() const;
    LogLines &lines() { return m_lines; }

    std::optional<size_t> current() const { return m_current; }
    LogStretch selection() const; ///< places; empty where nothing is chosen
    void select(size_t place, bool extends = false); ///< and scrolls there
    void selectLine(qint64 time, LogRef ref); ///< or what is where it would be
    void selectAll();
    bool isAtEnd() const;
    void goToEnd();
    void goToTime(qint64 time);
    size_t firstVisible() const;
    size_t visibleCount() const; ///< whole rows
    int rowHeight() const { return m_rowHeight; }

    QString currentText() const; ///< spoken for the current line
    /// The texts on screen, a line each with its columns.
    QStringList shownTexts();

signals:
    void currentChanged();
    void selectionChanged();
    void scrolled(); ///< isAtEnd() may have changed
    void activated(size_t place); ///< Return or a double click
    void copyRequested();

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Header;
    struct Inks
    {
        QColor dimmed, current, gap, warning, error;
        std::vector<QColor> servers;
    };
    struct Place ///< of a row, whatever its number becomes
    {
        qint64 time = 0;
        LogRef ref;
    };

    void updateLook();
    void updateColumns();
    void updateBars();
    QRect columnRect(Column column) const; ///< in the viewport, as high as a row
    std::optional<size_t> placeAt(const QPoint &point) const;
    Column columnAt(int x) const;
    void moveBy(qint64 rows, bool extends);
    void scrollTo(size_t place);
    std::optional<Place> keep(std::optional<size_t> place);
    std::optional<size_t> found(const std::optional<Place> &kept);
    void paintRow(QPainter &painter, size_t place, int top, bool isSelected);
    void paintBackground(QPainter &painter, const QRect &row, const ShownLogLine &line,
        bool isSelected, bool isCurrent) const;
    void paintText(QPainter &painter, const LogLines::Layout &layout, int top, bool isSelected,
        const QColor &ink);
    void paintHeader(QPainter &painter) const;
    QColor severityInk(const LogRecord &record) const;
    QString tipAt(const QPoint &point);
    int textWidth(int characters) const;
    int mostIdWidth() const;

    LogLines m_lines;
    ShownLogs m_sources;
    QWidget *m_header;
    Inks m_inks;
    int m_rowHeight = 20;
    qreal m_character = 8; ///< width
    int m_serverWidth = 0, m_idWidth = 0, m_textWidth = 0;
    std::optional<size_t> m_anchor, m_current;
};

}
