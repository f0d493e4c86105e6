// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

class QPalette;
class QTextDocument;

namespace KSyntaxHighlighting {
class Repository;
class SyntaxHighlighter;
}

namespace spoolscope {

enum class Syntax { None, Email, Html, Envelope };

/// Colours a document. `document` owns the highlighter and the repository must outlive it.
class Highlighting final
{
public:
    /// Our own definitions are added; loading them costs some 10 ms once.
    static void addDefinitions(KSyntaxHighlighting::Repository &repository);

    Highlighting(const KSyntaxHighlighting::Repository &repository, QTextDocument *document);

    void setSyntax(Syntax syntax);
    void setPalette(const QPalette &palette); ///< picks a light or dark theme

private:
    const KSyntaxHighlighting::Repository &m_repository;
    KSyntaxHighlighting::SyntaxHighlighter *m_highlighter;
    Syntax m_syntax = Syntax::None;
};

}
