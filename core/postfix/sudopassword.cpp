// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/sudopassword.h"

namespace spoolscope {

using namespace Qt::Literals;

namespace {

// No quotes ', backslashes, line breaks and '!', which no two login shells read alike. Prefix and
// nonce meet only when it runs, and without tracing: a login shell that prints what it does must
// not print the prompt.
constexpr QByteArrayView plainScript
    = "set +x; exec sudo -S -k -p \"SPOOLSCOPE-SUDO-ASK-$SPOOLSCOPE_NONCE\" \"$@\"";

/// Left of the pipe stands who feeds sudo: the password, if it is asked for, by head, so that it is
/// in no variable; then, after sudo's yes, what comes through the gate. On the right, a line on
/// stderr says whether sudo said yes; after a no we close the input, which the left waits for. The
/// gate's trouble, and sudo's, is what the substitution says. The substitution ends with the last
/// of them, the command in the background too.
constexpr QByteArrayView gatedScript
    = "set +x; gate=$1; shift; said=$(exec 3>&1; { read -r kind; "
      "if [ \"$kind\" = PASSWORD ]; then head -n 1; read -r kind; fi; "
      "if [ \"$kind\" = DATA ]; then ids=$(awk \"$gate\") || "
      "{ rc=$?; ids=; echo \"GATE-REJECT $rc\" >&2; echo $rc >&3; }; "
      "for id in $ids; do echo \"$id\" || break; done 2>/dev/null; fi; } | "
      "{ sudo -S -k -b -p \"SPOOLSCOPE-SUDO-ASK-$SPOOLSCOPE_NONCE\" \"$@\"; rc=$?; "
      "if [ $rc = 0 ]; then echo \"SPOOLSCOPE-SUDO-RUN-$SPOOLSCOPE_NONCE\" >&2; "
      "else echo $rc; echo \"SPOOLSCOPE-SUDO-END-$SPOOLSCOPE_NONCE\" >&2; fi; }); exit ${said:-0}";

}

CommandLine askingSudo(QByteArrayList command)
{
    return {
        .arguments = QByteArrayList{"sh"_ba, "-c"_ba, plainScript.toByteArray(), "spoolscope"_ba}
            + std::move(command),
        .sudo = SudoTalk::Password};
}

CommandLine askingSudo(QByteArrayList command, QByteArrayView gate, QByteArray input)
{
    constexpr qint64 outputLimit = 1 << 20;
    return {.arguments = QByteArrayList{"sh"_ba, "-c"_ba, gatedScript.toByteArray(),
                             "spoolscope"_ba, gate.toByteArray()}
            + std::move(command),
        .input = std::move(input),
        .outputLimit = outputLimit,
        .sudo = SudoTalk::PasswordAndInput};
}

}
