// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/chosenrows.h"

#include <QMimeData>

namespace spoolscope {

/// The queue IDs of messages as plain text, a line each, made when somebody wants to know them: a
/// drag that ends nowhere costs nothing.
class DraggedIds final : public QMimeData
{
    Q_OBJECT

public:
    DraggedIds(QueueSources sources, ChosenRows rows);

    QStringList formats() const override;
    bool hasFormat(const QString &mimeType) const override;

protected:
    QVariant retrieveData(const QString &mimeType, QMetaType type) const override;

private:
    const QueueSources m_sources;
    const ChosenRows m_rows;
    mutable std::optional<QString> m_text;
};

}
