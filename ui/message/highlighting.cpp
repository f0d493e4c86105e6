// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/message/highlighting.h"

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/SyntaxHighlighter>
#include <KSyntaxHighlighting/Theme>

#include <QPalette>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

QString definitionName(Syntax syntax)
{
    switch (syntax) {
    case Syntax::None:
        return {};
    case Syntax::Email:
        return u"Email"_s;
    case Syntax::Html:
        return u"HTML"_s;
    case Syntax::Envelope:
        return u"Postfix Envelope"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

}

void Highlighting::addDefinitions(KSyntaxHighlighting::Repository &repository)
{
    repository.addCustomSearchPath(u":/spoolscope"_s); // it looks into "syntax" below
}

Highlighting::Highlighting(
    const KSyntaxHighlighting::Repository &repository, QTextDocument *document)
    : m_repository(repository), m_highlighter(new KSyntaxHighlighting::SyntaxHighlighter(document))
{
}

void Highlighting::setSyntax(Syntax syntax)
{
    if (syntax == m_syntax)
        return;
    m_syntax = syntax;
    m_highlighter->setDefinition(syntax == Syntax::None
            ? KSyntaxHighlighting::Definition()
            : m_repository.definitionForName(definitionName(syntax)));
}

void Highlighting::setPalette(const QPalette &palette)
{
    const KSyntaxHighlighting::Theme theme = m_repository.themeForPalette(palette);
    if (m_highlighter->theme().name() == theme.name())
        return;
    m_highlighter->setTheme(theme);
    m_highlighter->rehighlight();
}

}
