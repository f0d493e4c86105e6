// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/spoolscope/commandline.h"
#include "app/spoolscope/composition.h"
#include "core/base/hardening.h"
#include "core/base/heap.h"

#include <QApplication>
#include <QIcon>

#include <cstdio>

using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
#ifdef NDEBUG
    spoolscope::forbidMemoryDumps();
#endif
    spoolscope::keepFreedMemory();
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"spoolscope"_s);
    QApplication::setOrganizationName(u"spoolscope"_s);
    QApplication::setApplicationDisplayName(u"Spoolscope"_s);
    QApplication::setApplicationVersion(QStringLiteral(SPOOLSCOPE_VERSION));
    QApplication::setDesktopFileName(u"org.spoolscope.Spoolscope"_s);
    QApplication::setWindowIcon(
        QIcon::fromTheme(u"spoolscope"_s, QIcon(u":/icons/spoolscope.svg"_s)));
    spoolscope::installTranslations();

    const auto arguments = spoolscope::parseCommandLine(QApplication::arguments());
    if (!arguments) {
        std::fputs(qPrintable(u"spoolscope: "_s + arguments.error().message + u'\n'), stderr);
        return 2;
    }
    spoolscope::Composition composition(*arguments);
    return composition.run();
}
