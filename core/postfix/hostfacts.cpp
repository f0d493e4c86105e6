// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/hostfacts.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

constexpr int formatVersion = 1;

/// Prints one fact a line: a word and its value. Without quotes, backslashes, '!' and line breaks,
/// which no two login shells read alike.
///
/// Instances come from postconf rather than postmulti: where maillog_file is set, "postmulti -l"
/// ends without a word for all but root and the mail owner (Postfix 3.10, measured).
///
/// `may` asks sudo whether the exact command line may be run without a password. "sudo -l COMMAND"
/// says yes to rules that ask for one, so the long form is read, which names the option where the
/// rule does; else the defaults decide. Older versions know no long form for a command and are
/// believed. "sudo -n -l" comes first: where sudo wants a password, any question that names a
/// command mails the administrator (mail_badpass, on by default in Debian), this one does not
/// (sudo 1.9.16).
constexpr QByteArrayView script
    = "set -f; "
      "may() { [ $sudo = yes ] && list=$(sudo -n -l -l \"$@\" 2>/dev/null </dev/null) || return 1; "
      "case $list in *\" authenticate\"*) return 1;; *authenticate*) return 0;; "
      "*RunAsUsers:*) [ $free = yes ];; esac; }; "
      "right() { verb=$1; shift; if [ \"$uid\" = 0 ]; then echo \"right $verb direct\"; "
      "elif may \"$@\"; then echo \"right $verb sudo\"; fi; }; "
      "get() { postconf -c \"$dir\" -hx \"$1\"; }; "
      "echo \"probe 1\"; "
      "command -v postconf >/dev/null 2>&1 || { echo \"missing postconf\"; echo end; exit 0; }; "
      "uid=$(id -u); user=$(id -un); "
      "echo \"account $user\"; echo \"clock $(date +%s)\"; "
      "echo \"version $(postconf -h mail_version)\"; echo \"host $(postconf -hx myhostname)\"; "
      "sudo=no; free=no; if [ \"$uid\" = 0 ]; then :; "
      "elif defaults=$(sudo -n -l 2>/dev/null </dev/null); then sudo=yes; "
      "case $defaults in *\" authenticate\"*) ;; *authenticate*) free=yes;; esac; fi; "
      "main=$(postconf -h config_directory); "
      "others=$(postconf -hx multi_instance_directories | tr , \" \"); "
      "for dir in $main $others; do "
      "enabled=$(get multi_instance_enable); "
      "if [ \"$dir\" = \"$main\" ] && [ -z \"$others\" ]; then enabled=yes; fi; "
      "name=$(get multi_instance_name); "
      "echo \"instance ${name:--} ${enabled:-no} $dir\"; "
      "right hold /usr/sbin/postsuper -c \"$dir\" -h -; "
      "right release /usr/sbin/postsuper -c \"$dir\" -H -; "
      "right delete /usr/sbin/postsuper -c \"$dir\" -d - hold; "
      "right requeue /usr/sbin/postsuper -c \"$dir\" -r - hold; "
      "if [ \"$user\" = \"$(get mail_owner)\" ]; then echo \"right read direct\"; "
      "else right read /usr/sbin/postcat -c \"$dir\" -q 0000000000; fi; "
      "spool=$(get queue_directory); "
      "if [ -r \"$spool/deferred\" ] && [ -x \"$spool/deferred\" ]; "
      "then echo \"right count direct\"; fi; done; echo end";

/// Splits off the first word of `line`; `line` is then the rest.
QByteArrayView takeWord(QByteArrayView &line)
{
    const qsizetype blank = line.indexOf(' ');
    const QByteArrayView word = blank < 0 ? line : line.first(blank);
    line = blank < 0 ? QByteArrayView() : line.sliced(blank + 1).trimmed();
    return word;
}

/// Collects the lines of the probe.
class ProbeReader final
{
public:
    bool take(QByteArrayView line); ///< false: not a line of the probe
    Result<HostFacts> result() &&;

private:
    bool takeInstance(QByteArrayView line);
    bool takeRight(QByteArrayView verb, QByteArrayView how);

    struct Listed
    {
        Instance instance;
        InstanceRights rights;
        bool isEnabled = false;
    };
    HostFacts m_facts;
    QList<Listed> m_instances;
    bool m_isSkipping = false; ///< the rights that follow are of an instance that was left out
    bool m_isStarted = false;
    bool m_isMissing = false;
    bool m_isEnded = false;
};

bool ProbeReader::take(QByteArrayView line)
{
    const QByteArrayView word = takeWord(line);
    if (m_isEnded)
        return false;
    if (!m_isStarted) {
        m_isStarted = word == "probe" && line.toInt() == formatVersion;
        return m_isStarted;
    }
    if (word == "account") {
        m_facts.account = line.toByteArray();
    } else if (word == "clock") {
        bool isNumber = false;
        m_facts.clock = line.toLongLong(&isNumber);
        return isNumber && m_facts.clock > 0;
    } else if (word == "version") {
        m_facts.mailVersion = line.toByteArray();
    } else if (word == "host") {
        m_facts.hostName = line.toByteArray();
    } else if (word == "instance") {
        return takeInstance(line);
    } else if (word == "right") {
        const QByteArrayView verb = takeWord(line);
        return takeRight(verb, line);
    } else if (word == "missing") {
        m_isMissing = true;
    } else if (word == "end") {
        m_isEnded = true;
    } else {
        return false;
    }
    return true;
}

/// NAME yes|no DIRECTORY
bool ProbeReader::takeInstance(QByteArrayView line)
{
    const QByteArrayView whole = line;
    const QByteArrayView name = takeWord(line);
    const QByteArrayView enabled = takeWord(line);
    if (enabled != "yes" && enabled != "no")
        return false;
    m_isSkipping = !isUsableConfigDirectory(line);
    if (m_isSkipping)
        m_facts.leftOut.append(whole.toByteArray());
    else
        m_instances.append({{name.toByteArray(), line.toByteArray()}, {}, enabled == "yes"});
    return true;
}

bool ProbeReader::takeRight(QByteArrayView verb, QByteArrayView how)
{
    if (m_isSkipping)
        return true;
    if (m_instances.isEmpty() || (how != "direct" && how != "sudo"))
        return false;
    InstanceRights &rights = m_instances.last().rights;
    const Privilege privilege = how == "sudo" ? Privilege::Sudo : Privilege::Direct;
    if (verb == "hold")
        rights.hold = privilege;
    else if (verb == "release")
        rights.release = privilege;
    else if (verb == "delete")
        rights.deleteHeld = privilege;
    else if (verb == "requeue")
        rights.requeueHeld = privilege;
    else if (verb == "read")
        rights.readMessage = privilege;
    else if (verb == "count")
        rights.countQueues = true;
    else
        return false;
    return true;
}

Result<HostFacts> ProbeReader::result() &&
{
    if (m_isMissing) {
        return failure(ErrorKind::NotFound,
            QCoreApplication::translate("spoolscope",
                "Postfix was not found on this server: there is no postconf program."));
    }
    if (!m_isEnded || m_facts.clock == 0 || m_facts.account.isEmpty()) {
        return failure(ErrorKind::Parse,
            QCoreApplication::translate("spoolscope",
                "The server's answer about itself is not complete. Log in with ssh and run "
                "\"postconf mail_version\" there to see what it says."));
    }
    if (m_facts.mailVersion.isEmpty()) {
        return failure(ErrorKind::Permission,
            QCoreApplication::translate("spoolscope",
                "Postfix's configuration on this server cannot be read by the account. Run "
                "\"postconf\" there to see what it says."));
    }
    const bool anyEnabled
        = std::ranges::any_of(m_instances, [](const Listed &entry) { return entry.isEnabled; });
    for (const Listed &entry : std::as_const(m_instances)) {
        if (anyEnabled && !entry.isEnabled)
            continue;
        m_facts.instances.append(entry.instance);
        m_facts.rights.append(entry.rights);
        if (!anyEnabled)
            break; // the primary one stands for the host
    }
    if (m_facts.instances.isEmpty()) {
        return failure(ErrorKind::Parse,
            QCoreApplication::translate("spoolscope",
                "No Postfix instance on this server has a configuration directory that can be "
                "used. Look at the output of \"postmulti -l\" there as root."),
            m_facts.leftOut.join('\n'));
    }
    return std::move(m_facts);
}

}

CommandLine probeCommand()
{
    return {.arguments = {"sh"_ba, "-c"_ba, script.toByteArray()}, .outputLimit = 1 << 20};
}

Result<HostFacts> parseProbe(QByteArrayView output)
{
    ProbeReader reader;
    for (qsizetype start = 0; start < output.size();) {
        qsizetype end = output.indexOf('\n', start);
        if (end < 0)
            end = output.size();
        const QByteArrayView line = output.sliced(start, end - start).trimmed();
        start = end + 1;
        if (!line.isEmpty() && !reader.take(line)) {
            return failure(ErrorKind::Parse,
                QCoreApplication::translate("spoolscope",
                    "The server's answer about itself has a line that is not understood."),
                line.toByteArray());
        }
    }
    return std::move(reader).result();
}

}
