// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QFile>

namespace spoolscope {

/// A file of tests/data/postfix: bytes as real programs printed them, named by Postfix version.
inline QByteArray captured(const QByteArray &name)
{
    QFile file(QString::fromLatin1(SPOOLSCOPE_TEST_DATA "/postfix/" + name));
    if (!file.open(QFile::ReadOnly))
        qFatal("cannot read %s", qPrintable(file.fileName()));
    return file.readAll();
}

}
