// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/sudoersrules.h"

#include <QCoreApplication>

#include <algorithm>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

constexpr qsizetype longestAccount = 256;

bool isLetterOrDigit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Names that mean themselves in sudoers. All in capitals they would be an alias ("ALL", "OPS").
bool isPlainAccount(const QByteArray &account)
{
    const auto isPlain
        = [](char c) { return isLetterOrDigit(c) || QByteArrayView("._-").contains(c); };
    const auto isLower = [](char c) { return c >= 'a' && c <= 'z'; };
    return !account.isEmpty() && account.size() <= longestAccount
        && (isLetterOrDigit(account.front()) || account.front() == '_')
        && std::ranges::all_of(account, isPlain) && std::ranges::any_of(account, isLower);
}

/// For a regular expression, without backslashes: those mean something else in sudoers.
QByteArray quoted(const QByteArray &directory)
{
    QByteArray text;
    for (const char c : directory)
        text += QByteArrayView(".+").contains(c) ? QByteArray("[") + c + ']' : QByteArray(1, c);
    return text;
}

QByteArray commandRule(Right right, const Instance &instance)
{
    if (right == Right::ReadMessage)
        return "/usr/sbin/postcat ^-c " + quoted(instance.configDirectory) + " -q [0-9A-Za-z]+$";
    return commandFor(right, instance).join(' ');
}

}

QList<Right> rightsOf(SudoRole role)
{
    QList<Right> rights{Right::ReadMessage, Right::Shape};
    if (role >= SudoRole::Operator)
        rights += {Right::Hold, Right::Release, Right::RequeueHeld};
    if (role == SudoRole::Deleter)
        rights += {Right::DeleteHeld, Right::ExpireHeld};
    return rights;
}

QString displayName(SudoRole role)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("SudoRole", text); };
    switch (role) {
    case SudoRole::Viewer:
        return tr(QT_TRANSLATE_NOOP("SudoRole", "Viewer"));
    case SudoRole::Operator:
        return tr(QT_TRANSLATE_NOOP("SudoRole", "Operator"));
    case SudoRole::Deleter:
        return tr(QT_TRANSLATE_NOOP("SudoRole", "Deleter"));
    }
    Q_UNREACHABLE_RETURN({});
}

QString nameOf(SudoRole role)
{
    constexpr std::array words{"viewer"_L1, "operator"_L1, "deleter"_L1};
    return words[size_t(role)];
}

std::optional<SudoRole> sudoRoleFrom(const QString &text)
{
    const auto found
        = std::ranges::find_if(everySudoRole, [&](SudoRole role) { return nameOf(role) == text; });
    return found == everySudoRole.end() ? std::nullopt : std::optional(*found);
}

Result<QByteArray> sudoersRules(
    const QByteArray &account, SudoRole role, const QList<Instance> &instances)
{
    if (!isPlainAccount(account)) {
        return failure(ErrorKind::InvalidInput,
            QCoreApplication::translate("SudoersRules",
                "Rules cannot be written for this account name. It may have letters, digits and "
                ". _ - and must not be all in capitals, which sudo takes for an alias."),
            account);
    }
    QByteArray text = "# What " + account + " may do to the Postfix queues as root ("
        + nameOf(role).toLatin1()
        + "): these command lines and no others.\n# Install with: visudo -c -f "
        + sudoersFileName(account) + " && install -m 0440 -o root -g root "
        + sudoersFileName(account) + " /etc/sudoers.d/\n";
    // Commands come over SSH without a terminal.
    text += "Defaults:" + account + " !requiretty\n";
    for (const Instance &instance : instances) {
        if (!isUsableConfigDirectory(instance.configDirectory)) {
            return failure(ErrorKind::InvalidInput,
                QCoreApplication::translate("SudoersRules",
                    "Rules cannot be written for an instance with this configuration directory."),
                instance.configDirectory);
        }
        for (const Right right : rightsOf(role))
            text += account + " ALL=(root) NOPASSWD: " + commandRule(right, instance) + '\n';
    }
    return text;
}

QByteArray sudoersFileName(const QByteArray &account)
{
    QByteArray name = "spoolscope-";
    for (const char c : account)
        name += isLetterOrDigit(c) || c == '-' ? c : '_';
    return name;
}

}
