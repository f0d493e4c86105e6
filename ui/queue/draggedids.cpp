// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/draggedids.h"

#include "ui/queue/copiedtext.h"

#include <QMetaType>

using namespace Qt::StringLiterals;

namespace spoolscope {

DraggedIds::DraggedIds(QueueSources sources, ChosenRows rows)
    : m_sources(std::move(sources)), m_rows(std::move(rows))
{
}

QStringList DraggedIds::formats() const
{
    return {u"text/plain"_s};
}

bool DraggedIds::hasFormat(const QString &mimeType) const
{
    return mimeType == u"text/plain"_s;
}

QVariant DraggedIds::retrieveData(const QString &mimeType, QMetaType type) const
{
    if (!hasFormat(mimeType))
        return {};
    if (!m_text)
        m_text = idsOf(m_sources, m_rows).value_or(QString());
    return type.id() == QMetaType::QByteArray ? QVariant(m_text->toUtf8()) : QVariant(*m_text);
}

}
