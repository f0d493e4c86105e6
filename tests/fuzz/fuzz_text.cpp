// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/domainnote.h"
#include "core/base/textsafety.h"
#include "core/transport/sshlogin.h"
#include "tests/fuzz/fuzztarget.h"
#include "tests/hostile/clean.h"

using namespace spoolscope;
using namespace spoolscope::hostile;

namespace {

bool isHidden(QChar c)
{
    return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format
        || c.category() == QChar::Separator_Line || c.category() == QChar::Separator_Paragraph;
}

}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArrayView input = asBytes(data, size);
    const QString line = text::visible(input);
    REQUIRE(line.isValidUtf16());
    REQUIRE(std::ranges::none_of(line, isHidden));
    REQUIRE(text::visible(line) == line); // nothing left to write out
    QString lines = text::visibleLines(input);
    REQUIRE(text::visibleLines(lines) == lines);
    REQUIRE(std::ranges::none_of(lines.remove(u'\n').remove(u'\t'), isHidden));

    // What a server asks or greets with (keyboard-interactive, banners).
    const QString said = serverText(input);
    REQUIRE(fault(said, Lines::Many).isEmpty() && said.trimmed() == said);
    REQUIRE(said.size() <= 4096 * 8);

    const QByteArray field = text::csvField(input);
    REQUIRE(field.isValidUtf8());
    REQUIRE(!field.contains('\0') && !field.contains('\033'));
    REQUIRE(field.count('"') % 2 == 0);
    const QByteArrayView inner = field.startsWith('"') ? QByteArrayView(field).sliced(1) : field;
    REQUIRE(inner.isEmpty() || !QByteArrayView("=+-@\t\r\n").contains(inner.front()));

    REQUIRE(fault(text::isolated(line), Lines::One).isEmpty());
    const QString plain = text::plain(text::exact(input));
    REQUIRE(fault(plain, Lines::One).isEmpty() && text::plain(plain) == plain);
    const QStringList notes = text::domainNotes(line);
    REQUIRE(notes.size() <= 5);
    for (const QString &note : notes)
        REQUIRE(fault(note, Lines::One).isEmpty());
    return 0;
}
