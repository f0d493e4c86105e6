// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

/// Something to compile beside the headers that the tests share.
int main()
{
    return 0;
}
