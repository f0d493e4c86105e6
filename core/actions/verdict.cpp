// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/verdict.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace spoolscope {

QString displayName(Verdict verdict)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("Verdict", text); };
    switch (verdict) {
    case Verdict::Untouched:
        return tr(QT_TRANSLATE_NOOP("Verdict", "untouched"));
    case Verdict::Done:
        return tr(QT_TRANSLATE_NOOP("Verdict", "done"));
    case Verdict::AlreadyGone:
        return tr(QT_TRANSLATE_NOOP("Verdict", "already gone"));
    case Verdict::Changed:
        return tr(QT_TRANSLATE_NOOP("Verdict", "another message now"));
    case Verdict::StillHeld:
        return tr(QT_TRANSLATE_NOOP("Verdict", "still held"));
    case Verdict::Unknown:
        return tr(QT_TRANSLATE_NOOP("Verdict", "unknown"));
    }
    Q_UNREACHABLE_RETURN({});
}

QString toString(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Untouched:
        return u"untouched"_s;
    case Verdict::Done:
        return u"done"_s;
    case Verdict::AlreadyGone:
        return u"gone"_s;
    case Verdict::Changed:
        return u"changed"_s;
    case Verdict::StillHeld:
        return u"held"_s;
    case Verdict::Unknown:
        return u"unknown"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

}
