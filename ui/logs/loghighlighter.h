// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/style/colours.h"

#include <KSyntaxHighlighting/AbstractHighlighter>

#include <QPalette>
#include <QTextLayout>

#include <optional>

namespace KSyntaxHighlighting {
class Repository;
}

namespace spoolscope {

/// Colours one line of Postfix's log (resources/syntax/postfix-log.xml). The repository must
/// outlive it. GUI thread.
class LogHighlighter final : public KSyntaxHighlighting::AbstractHighlighter
{
public:
    explicit LogHighlighter(const KSyntaxHighlighting::Repository &repository);

    void setPalette(const QPalette &palette); ///< picks a light or dark theme
    QList<QTextLayout::FormatRange> formatsOf(const QString &line);

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override;

private:
    static std::optional<colours::Meaning> meaningOf(const KSyntaxHighlighting::Format &format);

    const KSyntaxHighlighting::Repository &m_repository;
    QPalette m_palette;
    QList<QTextLayout::FormatRange> m_formats;
};

}
