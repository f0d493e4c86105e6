// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>

#include <cstddef>

namespace spoolscope {

/// A password or passphrase. Its bytes are in memory of their own that is kept out of core dumps
/// and swap where the system allows it, and is overwritten when the secret goes. There is no way
/// from here to a QString, a QByteArray or qDebug: who needs the bytes looks at them in place.
class Secret final
{
public:
    Secret() = default;
    /// Takes the bytes over and overwrites `source`. Other copies of a shared QByteArray stay.
    static Secret take(QByteArray &source);
    static Secret take(QString &source); ///< as UTF-8
    Secret(Secret &&) noexcept;
    Secret &operator=(Secret &&) noexcept;
    ~Secret();

    Secret clone() const; ///< copying is never silent
    bool isEmpty() const { return m_size == 0; }
    size_t size() const { return m_size; } ///< bytes without the terminating NUL
    /// NUL-terminated; valid while this object lives and is not moved from.
    const char *bytes() const { return m_bytes ? m_bytes : ""; }
    QByteArrayView view() const { return QByteArrayView(bytes(), qsizetype(m_size)); }

private:
    static Secret copyOf(const char *bytes, size_t size);
    void wipe() noexcept;
    char *m_bytes = nullptr; ///< whole pages
    size_t m_size = 0;
};

}
