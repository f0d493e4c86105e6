// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/domainnote.h"

#include <QChar>
#include <QCoreApplication>
#include <QSet>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spoolscope::text {

namespace {

constexpr qsizetype mostNotes = 5;
constexpr qsizetype longestDomain = 255; // RFC 5321 §4.5.3.1.2

class Domain
{
    Q_DECLARE_TR_FUNCTIONS(Domain)
};

using Scripts = QSet<QChar::Script>;

Scripts scriptsOf(QStringView label)
{
    Scripts scripts;
    const QList<uint> codes = label.toUcs4();
    for (const uint c : codes) {
        const QChar::Script script = QChar::script(c);
        if (script != QChar::Script_Common && script != QChar::Script_Inherited)
            scripts.insert(script);
    }
    return scripts;
}

bool isUsualMixture(const Scripts &scripts)
{
    using Q = QChar;
    static const QList<Scripts> usual{
        {Q::Script_Latin, Q::Script_Han, Q::Script_Hiragana, Q::Script_Katakana},
        {Q::Script_Latin, Q::Script_Han, Q::Script_Bopomofo},
        {Q::Script_Latin, Q::Script_Han, Q::Script_Hangul}};
    return scripts.size() <= 1 || std::ranges::any_of(usual, [&](const Scripts &allowed) {
        return allowed.contains(scripts);
    });
}

bool endsDomain(QChar c)
{
    return c.isSpace() || u",;:<>()[]\"'"_s.contains(c);
}

bool isAscii(QStringView text)
{
    return std::ranges::all_of(text, [](QChar c) { return c.unicode() < 0x80; });
}

QString note(const QString &domain)
{
    const QByteArray ascii = QUrl::toAce(domain);
    const QString name = ascii.isEmpty()
        ? Domain::tr("The domain %1 is not a valid name.").arg(domain)
        : Domain::tr("The domain %1 is %2 in ASCII.").arg(domain, QString::fromLatin1(ascii));
    if (!mixesScripts(domain))
        return name;
    return name + u' '
        + Domain::tr("It mixes letters of several scripts and may imitate another one.");
}

}

bool mixesScripts(QStringView domain)
{
    return std::ranges::any_of(
        domain.split(u'.'), [](QStringView label) { return !isUsualMixture(scriptsOf(label)); });
}

QStringList domainNotes(QStringView shown)
{
    QStringList notes;
    if (isAscii(shown))
        return notes;
    for (qsizetype at = shown.indexOf(u'@'); at >= 0 && notes.size() < mostNotes;
        at = shown.indexOf(u'@', at + 1)) {
        const QStringView rest = shown.sliced(at + 1);
        const auto end = std::ranges::find_if(rest, endsDomain);
        const QStringView domain
            = rest.first(std::min<qsizetype>(end - rest.begin(), longestDomain));
        if (isAscii(domain))
            continue;
        if (const QString text = note(domain.toString()); !notes.contains(text))
            notes.append(text);
    }
    return notes;
}

}
