// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>

namespace spoolscope {

/// The account this program runs as, by the user database. ssh goes by it too, and not by HOME.
struct LocalAccount
{
    QByteArray name;
    QByteArray id;
    QString home;
};

LocalAccount localAccount();

}
