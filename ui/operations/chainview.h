// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/journal/chainfile.h"

#include <QWidget>

class KMessageWidget;
class QTreeWidget;

namespace spoolscope {

/// What a look through the journal's chains found, file by file, with the last hashes to compare
/// with a copy: a chain cannot show by itself that its end was cut off.
class ChainView final : public QWidget
{
    Q_OBJECT

public:
    explicit ChainView(QWidget *parent = nullptr);

    void showRunning();
    void showReports(const QList<ChainReport> &reports);
    void showError(const QString &message);

private:
    void copyHashes() const;

    KMessageWidget *m_headline;
    QTreeWidget *m_files;
    QList<ChainReport> m_reports;
};

}
