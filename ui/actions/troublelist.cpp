// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/troublelist.h"

#include "core/base/textsafety.h"
#include "ui/actions/plantext.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"
#include "ui/style/plaintextview.h"

#include <KMessageWidget>

#include <QAction>
#include <QCoreApplication>
#include <QFontDatabase>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("spoolscope::TroubleList", text);
}

QString rawText(const PartResult &result)
{
    constexpr qsizetype mostBytes = 64 << 10;
    QByteArray raw = result.unexpected.join('\n');
    if (result.error && !result.error->detail.isEmpty())
        raw = result.error->detail + (raw.isEmpty() ? "" : "\n") + raw;
    return text::visibleLines(QByteArrayView(raw).first(std::min(raw.size(), mostBytes)));
}

QString description(const PlanPart &part, const PartResult &result)
{
    QStringList sentences;
    sentences.append(result.error ? text::visible(result.error->message)
                                  : tr("The server printed lines that were not expected."));
    if (const QString next = plantext::nextStep(result); !next.isEmpty())
        sentences.append(next);
    return plantext::partName(part) + u": "_s + sentences.join(u' ');
}

bool isTrouble(const PartResult &result)
{
    return result.error || !result.unexpected.isEmpty();
}

void addTrouble(QVBoxLayout *layout, const PlanPart &part, const PartResult &result)
{
    KMessageWidget *notice = plaintext::makeMessage(nullptr, description(part, result));
    notice->setWordWrap(true);
    notice->setCloseButtonVisible(false);
    const bool wasAsked = result.error && result.error->kind == ErrorKind::Cancelled;
    const bool isWarning = result.error && !wasAsked;
    notice->setMessageType(isWarning ? KMessageWidget::Warning : KMessageWidget::Information);
    notice->setIcon(themedIcon(isWarning ? u"dialog-warning"_s : u"dialog-information"_s));
    layout->addWidget(notice);
    const QString raw = rawText(result);
    if (raw.isEmpty())
        return;
    auto *details = new PlainTextView;
    details->setPlainText(raw);
    details->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    details->setMaximumHeight(details->fontMetrics().height() * 6);
    details->setAccessibleName(tr("What the server printed"));
    details->hide();
    layout->addWidget(details);
    auto *show = new QAction(tr("Details"), notice);
    QObject::connect(show, &QAction::triggered, details,
        [details] { details->setVisible(!details->isVisible()); });
    notice->addAction(show);
}

}

QWidget *makeTroubleList(
    const ActionPlan &plan, const std::vector<PartResult> &results, QWidget *parent)
{
    const qsizetype count = std::ranges::count_if(results, isTrouble);
    if (count == 0)
        return nullptr;
    auto *list = new QWidget;
    auto *layout = new QVBoxLayout(list);
    layout->setContentsMargins({});
    layout->setSpacing(8);
    for (size_t i = 0; i < results.size(); ++i) {
        if (isTrouble(results[i]))
            addTrouble(layout, plan.parts()[i], results[i]);
    }
    constexpr qsizetype mostWithoutScrolling = 3;
    if (count <= mostWithoutScrolling) {
        list->setParent(parent);
        return list;
    }
    auto *scroll = new QScrollArea(parent);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(list);
    scroll->setMaximumHeight(200);
    return scroll;
}

}
