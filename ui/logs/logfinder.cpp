// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/logs/logfinder.h"

#include "core/logs/logreader.h"
#include "core/queue/textmatcher.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace spoolscope {

using namespace Qt::StringLiterals;

LogFinder::LogFinder(QWidget *parent)
    : QWidget(parent)
    , m_needle(new QLineEdit(this))
    , m_outcome(plaintext::makeLabel(this))
    , m_worker([this] { return work(); })
{
    m_needle->setPlaceholderText(tr("Find in the lines shown"));
    m_needle->setAccessibleName(tr("Find in the lines shown"));
    m_needle->setClearButtonEnabled(true);
    m_needle->setMaxLength(1000);
    m_needle->installEventFilter(this);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->addWidget(m_needle);
    layout->addWidget(m_outcome);
    const auto addButton = [&](const QString &icon, const QString &name, auto act) {
        auto *button = new QToolButton(this);
        button->setAutoRaise(true);
        button->setIcon(themedIcon(icon));
        button->setToolTip(name);
        button->setAccessibleName(name);
        layout->addWidget(button);
        connect(button, &QToolButton::clicked, this, act);
    };
    addButton(u"go-previous"_s, tr("Previous (Shift+F3)"), [this] { find(Step::Previous); });
    addButton(u"go-next"_s, tr("Next (F3)"), [this] { find(Step::Next); });
    addButton(u"dialog-cancel"_s, tr("Close (Esc)"), [this] { close(); });
    connect(m_needle, &QLineEdit::textEdited, this, [this] { find(Step::Here); });
    hide();
}

void LogFinder::open()
{
    show();
    m_needle->setFocus(Qt::ShortcutFocusReason);
    m_needle->selectAll();
}

void LogFinder::close()
{
    m_worker.drop();
    hide();
    emit closed();
}

void LogFinder::find(Step step)
{
    m_outcome->clear();
    if (m_needle->text().isEmpty())
        return m_worker.drop();
    emit wanted(step);
}

void LogFinder::search(const std::shared_ptr<const LogOrder> &order, size_t place, Step step)
{
    m_order = order;
    m_place = place;
    m_step = step;
    m_outcome->setText(tr("Looking…"));
    m_worker.ask();
}

LatestWorker::Work LogFinder::work()
{
    return [this, order = m_order, place = m_place, step = m_step, wanted = m_needle->text()](
               const std::stop_token &stop) -> LatestWorker::Tell {
        const TextMatcher matcher({.text = wanted});
        std::vector<LogReader> readers = order->readers();
        const size_t size = order->size();
        const size_t first = step == Step::Here ? 0 : 1;
        for (size_t i = first; i < size + first; ++i) {
            if (i % 1024 == 0 && stop.stop_requested())
                return {};
            const LogRef ref
                = order->at((step == Step::Previous ? place + 2 * size - i : place + i) % size);
            LogReader &reader = readers[ref.source()];
            if (matcher.test(reader.text(ref.row())))
                return [this, time = reader.record(ref.row()).time, ref] {
                    tell(std::pair(time, ref));
                };
        }
        return [this] { tell({}); };
    };
}

void LogFinder::tell(const std::optional<std::pair<qint64, LogRef>> &answer)
{
    m_outcome->setText(answer ? QString() : tr("Not found"));
    if (answer)
        emit found(answer->first, answer->second);
}

bool LogFinder::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_needle && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape) {
            close();
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            find(key->modifiers() & Qt::ShiftModifier ? Step::Previous : Step::Next);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}
