// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// hostile_seeds DIRECTORY: writes the corpus as files, DIRECTORY/CATEGORY/LINE, for fuzzers.

#include "tests/hostile/corpus.h"

#include <QDir>
#include <QFile>

using namespace spoolscope;

int main(int argc, char **argv)
{
    if (argc != 2)
        qFatal("usage: hostile_seeds DIRECTORY");
    const QDir directory(QString::fromLocal8Bit(argv[1]));
    constexpr qsizetype largest = 64 << 10; // what the fuzzers take
    for (const hostile::Entry &entry : hostile::corpus()) {
        if (entry.bytes.size() > largest)
            continue;
        const QString category = QString::fromLatin1(entry.category);
        QFile file(directory.filePath(category + u'/' + QString::number(entry.line)));
        if (!directory.mkpath(category) || !file.open(QFile::WriteOnly)
            || file.write(entry.bytes) != entry.bytes.size())
            qFatal("cannot write %s", qPrintable(file.fileName()));
    }
    return 0;
}
