// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/rights.h"

#include <QCoreApplication>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

using Member = std::optional<Privilege> InstanceRights::*;

/// One row a right: where it is kept, its words and its command behind "-c DIR".
struct Row
{
    Member member;
    QLatin1StringView word;
    const char *name;
    QByteArrayView program;
    QByteArrayView arguments;
};

constexpr std::array<Row, everyRight.size()> rows{{
    {&InstanceRights::list, "list"_L1, QT_TRANSLATE_NOOP("Right", "List the queue"),
        "/usr/sbin/postqueue", "-j"},
    {&InstanceRights::flush, "flush"_L1, QT_TRANSLATE_NOOP("Right", "Flush and retry"),
        "/usr/sbin/postqueue", "-f"},
    {&InstanceRights::readMessage, "read"_L1, QT_TRANSLATE_NOOP("Right", "Read messages"),
        "/usr/sbin/postcat", "-q 0000000000"},
    {&InstanceRights::hold, "hold"_L1, QT_TRANSLATE_NOOP("Right", "Put on hold"),
        "/usr/sbin/postsuper", "-h -"},
    {&InstanceRights::release, "release"_L1, QT_TRANSLATE_NOOP("Right", "Release from hold"),
        "/usr/sbin/postsuper", "-H -"},
    {&InstanceRights::requeueHeld, "requeue"_L1, QT_TRANSLATE_NOOP("Right", "Requeue"),
        "/usr/sbin/postsuper", "-r - hold"},
    {&InstanceRights::expireHeld, "expire"_L1, QT_TRANSLATE_NOOP("Right", "Return to sender"),
        "/usr/sbin/postsuper", "-f - hold"},
    {&InstanceRights::deleteHeld, "delete"_L1, QT_TRANSLATE_NOOP("Right", "Delete"),
        "/usr/sbin/postsuper", "-d - hold"},
    {&InstanceRights::shape, "shape"_L1, QT_TRANSLATE_NOOP("Right", "Show the queue's shape"),
        "/usr/sbin/qshape", "deferred"},
}};

const Row &rowOf(Right right)
{
    return rows[size_t(right)];
}

}

std::optional<Privilege> InstanceRights::of(Right right) const
{
    return this->*rowOf(right).member;
}

void InstanceRights::set(Right right, std::optional<Privilege> privilege)
{
    this->*rowOf(right).member = privilege;
}

bool isBySudo(Right right)
{
    return right != Right::List && right != Right::Flush;
}

QByteArrayList commandFor(Right right, const Instance &instance)
{
    const Row &row = rowOf(right);
    return QByteArrayList{row.program.toByteArray(), "-c"_ba, instance.configDirectory}
    + row.arguments.toByteArray().split(' ');
}

QString displayName(Right right)
{
    return QCoreApplication::translate("Right", rowOf(right).name);
}

QString nameOf(Right right)
{
    return rowOf(right).word;
}

}
