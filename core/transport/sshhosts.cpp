// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshhosts.h"

#include "core/transport/localaccount.h"

#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <memory>

#include <glob.h>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestFile = 1 << 20;
constexpr int deepestInclude = 16; ///< as in OpenSSH
constexpr qsizetype mostFiles = 1000;

/// The words of a line: separated by blanks, in double quotes where they hold some, up to a '#'
/// that starts a word.
QList<QByteArray> wordsOf(QByteArrayView line)
{
    QList<QByteArray> words;
    QByteArray word;
    bool isQuoted = false, isWord = false;
    for (const char c : line) {
        if (c == '#' && !isQuoted && !isWord)
            break;
        if (c == '"') {
            isQuoted = !isQuoted;
            isWord = true;
        } else if ((c == ' ' || c == '\t' || c == '\r' || c == '\f') && !isQuoted) {
            if (isWord)
                words.append(word);
            word.clear();
            isWord = false;
        } else {
            word += c;
            isWord = true;
        }
    }
    if (isWord)
        words.append(word);
    return words;
}

bool isPlainHost(const QByteArray &word)
{
    return !word.isEmpty() && !word.startsWith('!') && !word.contains('*') && !word.contains('?')
        && !word.startsWith('-');
}

QStringList matches(const QString &pattern)
{
    glob_t found = {};
    QStringList files;
    if (::glob(QFile::encodeName(pattern).constData(), 0, nullptr, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; ++i)
            files += QFile::decodeName(found.gl_pathv[i]);
    ::globfree(&found);
    return files;
}

class Collector final
{
public:
    explicit Collector(QString home) : m_home(std::move(home)) { }

    void read(const QString &name, int depth)
    {
        const QFileInfo info(name);
        if (depth > deepestInclude || m_files.size() >= mostFiles || !info.isFile()
            || info.size() > largestFile || m_files.contains(info.canonicalFilePath()))
            return;
        m_files.insert(info.canonicalFilePath());
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly))
            return;
        const SshHostNames names = parseSshHostNames(file.read(largestFile));
        for (const QString &host : names.hosts)
            if (!m_hosts.contains(host))
                m_hosts += host;
        for (const QString &include : names.includes) {
            const QStringList files = matches(absolute(include));
            for (const QString &one : files)
                read(one, depth + 1);
        }
    }
    QStringList hosts() const { return m_hosts; }

private:
    /// Relative names are below ~/.ssh in a user's file.
    QString absolute(const QString &name) const
    {
        if (name.startsWith("~/"_L1))
            return m_home + name.sliced(1);
        return name.startsWith(u'/') ? name : m_home + "/.ssh/"_L1 + name;
    }

    QString m_home;
    QStringList m_hosts;
    QSet<QString> m_files;
};

}

SshHostNames parseSshHostNames(QByteArrayView text)
{
    SshHostNames names;
    const QList<QByteArray> lines = text.toByteArray().split('\n');
    for (QByteArray line : lines) {
        line = line.trimmed();
        // "Host=a" and "Host = a" mean "Host a".
        const auto end = std::ranges::find_if(line, [](char c) { return c == '=' || c <= ' '; });
        if (end != line.end() && *end == '=')
            *end = ' ';
        QList<QByteArray> words = wordsOf(line);
        if (words.size() < 2)
            continue;
        const QByteArray keyword = words.takeFirst().toLower();
        if (words.first() == "=")
            words.removeFirst();
        for (const QByteArray &word : std::as_const(words)) {
            const QString name = QString::fromUtf8(word);
            if (keyword == "include")
                names.includes += name;
            else if (keyword == "host" && isPlainHost(word) && !names.hosts.contains(name))
                names.hosts += name;
        }
    }
    return names;
}

QStringList sshHostNames(const QString &configFile)
{
    const QString home = localAccount().home;
    Collector collector(home);
    collector.read(configFile.isEmpty() ? home + "/.ssh/config"_L1 : configFile, 0);
    return collector.hosts();
}

}
