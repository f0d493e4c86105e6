// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/hostfacts.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cstdlib>
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
/// `may` asks sudo whether the exact command line may be run: 0 yes, 2 with a password, 1 no. "sudo
/// -l COMMAND" says yes to rules that ask for a password, so the long form is read, which names the
/// option where the rule does; else the defaults decide. Older versions know no long form for a
/// command and are believed. "sudo -n -l" comes first: where sudo wants a password, any question
/// that names a command mails the administrator (mail_badpass, on by default in Debian), this one
/// does not (sudo 1.9.16). `named` spares the log a question about a program that no rule can mean.
///
/// The journal is readable for the group that owns its files (systemd-journald.service(8)).
constexpr QByteArrayView script
    = "set -f; "
      "named() { case $defaults in *${1##*/}*|*ALL*|*sbin/*|*[*^]*) return 0;; esac; return 1; }; "
      "may() { [ $sudo = yes ] && named \"$1\" || return 1; "
      "list=$(sudo -n -l -l \"$@\" 2>/dev/null </dev/null) || return 1; "
      "case $list in *\" authenticate\"*) return 2;; *authenticate*) return 0;; "
      "*RunAsUsers:*) [ $free = yes ] || return 2;; esac; return 0; }; "
      "right() { verb=$1; shift; if [ \"$uid\" = 0 ]; then echo \"right $verb direct\"; return; "
      "fi; "
      "may \"$@\"; case $? in 0) echo \"right $verb sudo\";; 2) echo \"right $verb password\";; "
      "esac; }; "
      "get() { postconf -c \"$dir\" -hx \"$1\"; }; "
      "log() { if [ -r \"$1\" ]; then echo \"log yes $1\"; "
      "elif [ -e \"$1\" ]; then echo \"log no $1\"; else return; fi; "
      "echo \"logtime $(stat -L -c %Y \"$1\" 2>/dev/null) $1\"; }; "
      "echo \"probe 1\"; "
      "command -v postconf >/dev/null 2>&1 || { echo \"missing postconf\"; echo end; exit 0; }; "
      "uid=$(id -u); user=$(id -un); "
      "echo \"account $user\"; echo \"clock $(date +%s)\"; "
      "zone=$(readlink /etc/localtime 2>/dev/null); case $zone in *zoneinfo/*) "
      "zone=${zone#*zoneinfo/};; *) zone=$(cat /etc/timezone 2>/dev/null);; esac; "
      "echo \"zone $(unset TZ; date +%z) $zone\"; "
      "echo \"version $(postconf -h mail_version)\"; echo \"host $(postconf -hx myhostname)\"; "
      "sudo=no; free=no; if [ \"$uid\" = 0 ]; then :; "
      "elif command -v sudo >/dev/null 2>&1; then "
      "if defaults=$(sudo -n -l 2>&1 </dev/null); then sudo=yes; "
      "case $defaults in *\" authenticate\"*) ;; *authenticate*) free=yes;; esac; "
      "else case $defaults in *\"have a tty\"*) sudo=tty;; *\"password is required\"*) "
      "sudo=password;; *) sudo=refused;; "
      "esac; "
      "fi; echo \"sudo $sudo\"; else echo \"sudo missing\"; fi; "
      "log /var/log/mail.log; log /var/log/maillog; "
      "if ( set +f; for file in /var/log/journal/*/system.journal "
      "/run/log/journal/*/system.journal; "
      "do [ -r $file ] && exit 0; done; exit 1 ); then echo \"journal yes\"; fi; "
      "main=$(postconf -h config_directory); "
      "others=$(postconf -hx multi_instance_directories | tr , \" \"); "
      "for dir in $main $others; do "
      "enabled=$(get multi_instance_enable); "
      "if [ \"$dir\" = \"$main\" ] && [ -z \"$others\" ]; then enabled=yes; fi; "
      "name=$(get multi_instance_name); "
      "echo \"instance ${name:--} ${enabled:-no} $dir\"; "
      "owner=$(get mail_owner); if [ \"$user\" = \"$owner\" ]; then echo owner; fi; "
      "echo \"syslog $(get syslog_name)\"; "
      "echo \"acl list $(get authorized_mailq_users)\"; "
      "echo \"acl flush $(get authorized_flush_users)\"; "
      "postconf -c \"$dir\" -x minimal_backoff_time maximal_backoff_time queue_run_delay "
      "maximal_queue_lifetime bounce_queue_lifetime | "
      "while read -r name is value; do echo \"retry $name $value\"; done; "
      "right hold /usr/sbin/postsuper -c \"$dir\" -h -; "
      "right release /usr/sbin/postsuper -c \"$dir\" -H -; "
      "right delete /usr/sbin/postsuper -c \"$dir\" -d - hold; "
      "right requeue /usr/sbin/postsuper -c \"$dir\" -r - hold; "
      "right expire /usr/sbin/postsuper -c \"$dir\" -f - hold; "
      "if [ \"$user\" = \"$owner\" ]; then echo \"right read direct\"; "
      "else right read /usr/sbin/postcat -c \"$dir\" -q 0000000000; fi; "
      "spool=$(get queue_directory); "
      "if [ -r \"$spool/deferred\" ] && [ -x \"$spool/deferred\" ]; "
      "then echo \"right count direct\"; "
      "command -v qshape >/dev/null 2>&1 && echo \"right shape direct\"; "
      "else right shape /usr/sbin/qshape -c \"$dir\" deferred; fi; "
      "file=$(get maillog_file); case $file in /dev/*|/var/log/mail.log|/var/log/maillog) ;; "
      "/*) log $file;; esac; done; echo end";

/// postconf(5), syslog_name, since Postfix 3.4
QByteArray usualSyslogName(const Instance &instance)
{
    return instance.name == "-" ? "postfix"_ba : instance.name;
}

/// Splits off the first word of `line`; `line` is then the rest.
QByteArrayView takeWord(QByteArrayView &line)
{
    const qsizetype blank = line.indexOf(' ');
    const QByteArrayView word = blank < 0 ? line : line.first(blank);
    line = blank < 0 ? QByteArrayView() : line.sliced(blank + 1).trimmed();
    return word;
}

/// Whether a list such as "!joe, static:anyone" lets the account in: the first pattern that matches
/// decides (postconf(5), authorized_mailq_users). What only the server can look up, files and
/// tables, is taken for a yes: postqueue itself says no in plain words.
bool isOnAccessList(QByteArrayView account, QByteArrayView list)
{
    const QByteArrayList patterns = list.toByteArray().replace(',', ' ').simplified().split(' ');
    for (QByteArrayView pattern : patterns) {
        const bool isDenial = pattern.startsWith('!');
        if (isDenial)
            pattern = pattern.sliced(1);
        const bool isLookup = pattern.contains(':') || pattern.startsWith('/');
        const bool isStatic = pattern.startsWith("static:");
        if (pattern == account || isStatic)
            return !isDenial;
        if (isLookup)
            return true;
    }
    return false;
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
    bool takeAccess(QByteArrayView what, QByteArrayView list);
    bool takeSudo(QByteArrayView answer);
    void takeRetry(QByteArrayView name, QByteArrayView value);
    bool takeLog(QByteArrayView readable, QByteArrayView path);
    void takeLogTime(QByteArrayView time, QByteArrayView path);
    void takeZone(QByteArrayView offset, QByteArrayView name);

    struct Listed
    {
        Instance instance;
        InstanceRights rights = {};
        bool isEnabled = false;
        bool isOwner = false; ///< the account is the mail owner
        RetrySettings retry = {};
        qsizetype retriesTold = 0;
        QByteArray syslogName = {};
    };
    void complete(Listed &entry) const;
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
    } else if (word == "acl") {
        const QByteArrayView what = takeWord(line);
        return takeAccess(what, line);
    } else if (word == "retry") {
        const QByteArrayView name = takeWord(line);
        takeRetry(name, line);
    } else if (word == "syslog") {
        if (!m_isSkipping && !m_instances.isEmpty())
            m_instances.last().syslogName = line.toByteArray();
    } else if (word == "owner") {
        if (!m_isSkipping && !m_instances.isEmpty())
            m_instances.last().isOwner = true;
    } else if (word == "sudo") {
        return takeSudo(line);
    } else if (word == "log") {
        const QByteArrayView readable = takeWord(line);
        return takeLog(readable, line);
    } else if (word == "logtime") {
        const QByteArrayView time = takeWord(line);
        takeLogTime(time, line);
    } else if (word == "zone") {
        const QByteArrayView offset = takeWord(line);
        takeZone(offset, line);
    } else if (word == "journal") {
        m_facts.canReadJournal = line == "yes";
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
        m_instances.append(
            {.instance = {name.toByteArray(), line.toByteArray()}, .isEnabled = enabled == "yes"});
    return true;
}

bool ProbeReader::takeRight(QByteArrayView verb, QByteArrayView how)
{
    if (m_isSkipping)
        return true;
    if (m_instances.isEmpty() || (how != "direct" && how != "sudo" && how != "password"))
        return false;
    InstanceRights &rights = m_instances.last().rights;
    if (verb == "count") {
        rights.countQueues = true;
        return true;
    }
    const Privilege privilege = how == "sudo" ? Privilege::Sudo
        : how == "password"                   ? Privilege::SudoPassword
                                              : Privilege::Direct;
    const auto right = std::ranges::find_if(
        everyRight, [&](Right known) { return nameOf(known) == QLatin1StringView(verb); });
    if (right == everyRight.end() || !isBySudo(*right))
        return false;
    rights.set(*right, privilege);
    return true;
}

bool ProbeReader::takeAccess(QByteArrayView what, QByteArrayView list)
{
    if (m_isSkipping)
        return true;
    if (m_instances.isEmpty() || (what != "list" && what != "flush"))
        return false;
    Listed &entry = m_instances.last();
    if (entry.isOwner || m_facts.account == "root" || isOnAccessList(m_facts.account, list))
        entry.rights.set(what == "list" ? Right::List : Right::Flush, Privilege::Direct);
    return true;
}

bool ProbeReader::takeSudo(QByteArrayView answer)
{
    constexpr std::array<std::pair<QByteArrayView, SudoAnswer>, 5> answers{
        {{"yes", SudoAnswer::Answers}, {"password", SudoAnswer::NeedsPassword},
            {"tty", SudoAnswer::NeedsTerminal}, {"refused", SudoAnswer::Refused},
            {"missing", SudoAnswer::Missing}}};
    const auto found = std::ranges::find(answers, answer, &decltype(answers)::value_type::first);
    if (found == answers.end())
        return false;
    m_facts.sudo = found->second;
    return true;
}

/// A value that is not understood makes estimates impossible, and nothing else.
void ProbeReader::takeRetry(QByteArrayView name, QByteArrayView value)
{
    if (!m_isSkipping && !m_instances.isEmpty())
        m_instances.last().retriesTold += setRetryParameter(m_instances.last().retry, name, value);
}

bool ProbeReader::takeLog(QByteArrayView readable, QByteArrayView path)
{
    if (readable != "yes" && readable != "no")
        return false;
    const LogFile file{path.toByteArray(), readable == "yes"};
    if (!std::ranges::contains(m_facts.logs, file.path, &LogFile::path)) // instances may share one
        m_facts.logs.append(file);
    return true;
}

void ProbeReader::takeLogTime(QByteArrayView time, QByteArrayView path)
{
    const auto log = std::ranges::find(m_facts.logs, path, &LogFile::path);
    if (log != m_facts.logs.end())
        log->modified = std::max<qint64>(0, time.toLongLong());
}

/// "+0130", and a name that may be missing. What is not understood leaves stamps in UTC.
void ProbeReader::takeZone(QByteArrayView offset, QByteArrayView name)
{
    bool isNumber = false;
    const int number = offset.size() == 5 ? offset.toInt(&isNumber) : 0;
    const int minutes = number / 100 * 60 + number % 100;
    if (isNumber && std::abs(minutes) <= 14 * 60)
        m_facts.utcOffset = minutes * 60;
    m_facts.timeZone = name.toByteArray();
}

/// A sudo that says nothing without a password may allow anything with one.
void ProbeReader::complete(Listed &entry) const
{
    if (m_facts.sudo != SudoAnswer::NeedsPassword)
        return;
    for (const Right right : everyRight) {
        if (isBySudo(right) && !entry.rights.of(right))
            entry.rights.set(right, Privilege::SudoPassword);
    }
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
    for (Listed &entry : m_instances) {
        complete(entry);
        if (anyEnabled && !entry.isEnabled)
            continue;
        m_facts.instances.append(entry.instance);
        m_facts.rights.append(entry.rights);
        m_facts.syslogNames.append(
            entry.syslogName.isEmpty() ? usualSyslogName(entry.instance) : entry.syslogName);
        const bool isWhole = entry.retriesTold == retryParameters().size();
        m_facts.retries.append(isWhole ? std::optional(entry.retry) : std::nullopt);
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
    m_facts.offered = m_facts.rights;
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
