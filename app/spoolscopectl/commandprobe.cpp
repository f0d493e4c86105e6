// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commands.h"
#include "targets.h"

#include "core/actions/actionplan.h"
#include "core/base/textsafety.h"

#include <QDateTime>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

QString word(const std::optional<Privilege> &right)
{
    if (!right)
        return u"no"_s;
    return *right == Privilege::Sudo ? u"sudo"_s : u"yes"_s;
}

QJsonObject toJson(const Instance &instance, const InstanceRights &rights)
{
    return {{u"name"_s, QString::fromUtf8(instance.name)},
        {u"config_directory"_s, QString::fromUtf8(instance.configDirectory)},
        {u"hold"_s, word(rights.hold)}, {u"release"_s, word(rights.release)},
        {u"delete"_s, word(rights.deleteHeld)}, {u"requeue"_s, word(rights.requeueHeld)},
        {u"read"_s, word(rights.readMessage)},
        {u"count"_s, rights.countQueues ? u"yes"_s : u"no"_s}};
}

void printText(const ServerDefinition &server, const ServerLink &link)
{
    const HostFacts &facts = link.facts;
    print("server    " + server.address().toUtf8() + '\n');
    print("host      " + text::visible(facts.hostName).toUtf8() + '\n');
    print("postfix   " + text::visible(facts.mailVersion).toUtf8() + '\n');
    print("account   " + text::visible(facts.account).toUtf8() + '\n');
    print("clock     " + QByteArray::number(link.clockOffset) + " s ahead\n");
    for (qsizetype i = 0; i < facts.instances.size(); ++i) {
        const InstanceRights &rights = facts.rights[i];
        print("instance  " + text::visible(facts.instances[i].name).toUtf8() + "  "
            + text::visible(facts.instances[i].configDirectory).toUtf8() + '\n');
        print("    hold " + word(rights.hold).toUtf8() + ", release "
            + word(rights.release).toUtf8() + ", delete " + word(rights.deleteHeld).toUtf8()
            + ", requeue " + word(rights.requeueHeld).toUtf8() + ", read "
            + word(rights.readMessage).toUtf8() + ", count " + (rights.countQueues ? "yes" : "no")
            + '\n');
    }
    for (const SshConfig::Unfollowed &one : link.unfollowed)
        print("ignored   ssh_config: " + text::visible(one.directive).toUtf8() + ' '
            + text::visible(one.value).toUtf8() + " (" + one.consequence.toUtf8() + ")\n");
    for (const QByteArray &instance : facts.leftOut)
        print("left out  " + text::visible(instance).toUtf8()
            + "  (the name of its configuration directory cannot be used in commands)\n");
}

}

ExitCode probe(const Call &call)
{
    const ServerDefinition &server = call.servers.first();
    const auto link = connectTo(server, call.stop);
    if (!link)
        return link.error();
    if (call.arguments.format != Format::Json) {
        printText(server, *link);
        return ExitCode::Done;
    }
    QJsonArray instances;
    for (qsizetype i = 0; i < link->facts.instances.size(); ++i)
        instances.append(toJson(link->facts.instances[i], link->facts.rights[i]));
    QJsonArray leftOut;
    for (const QByteArray &instance : link->facts.leftOut)
        leftOut.append(QString::fromUtf8(instance));
    QJsonArray ignored;
    for (const SshConfig::Unfollowed &one : link->unfollowed)
        ignored.append(QJsonObject{{u"directive"_s, QString::fromUtf8(one.directive)},
            {u"value"_s, QString::fromUtf8(one.value)}, {u"consequence"_s, one.consequence}});
    printJson({{u"server"_s, server.name}, {u"address"_s, server.address()},
        {u"hostname"_s, QString::fromUtf8(link->facts.hostName)},
        {u"mail_version"_s, QString::fromUtf8(link->facts.mailVersion)},
        {u"account"_s, QString::fromUtf8(link->facts.account)},
        {u"clock_offset"_s, link->clockOffset}, {u"instances"_s, instances},
        {u"left_out"_s, leftOut}, {u"ignored_ssh_config"_s, ignored}});
    return ExitCode::Done;
}

}
