// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/shapespellings.h"

#include "core/queue/queueshape.h"

#include <algorithm>

namespace spoolscope {

namespace {

constexpr quint32 plain = 1;
constexpr quint32 firstOdd = 2;

/// Of an address with a domain the name is that of a filter, if a filter can name it.
bool isPlain(QByteArrayView address, const QByteArray &name)
{
    return address.contains('@') && !name.isEmpty() && !name.startsWith('.') && !name.endsWith('.');
}

}

void ShapeSpellings::Adder::add(StringPool::Id address)
{
    if (address >= m_known.size())
        m_known.resize(std::max<size_t>(address + 1, m_known.size() * 2));
    quint32 &known = m_known[address];
    if (known == 0) {
        const QByteArrayView text = m_snapshot.text(address);
        known = plain;
        if (const QByteArray name = shapeDomain(text); !isPlain(text, name)) {
            const quint32 index = m_spellings.indexOf(name);
            remember(m_spellings.m_names[index], text.toByteArray().toLower());
            known = firstOdd + index;
        }
    }
    if (known >= firstOdd)
        ++m_spellings.m_names[known - firstOdd].count;
}

quint32 ShapeSpellings::indexOf(const QByteArray &name)
{
    const auto known = m_byName.constFind(name);
    if (known != m_byName.cend())
        return *known;
    const auto index = quint32(m_names.size());
    m_byName.insert(name, index);
    m_names.push_back({.name = name});
    return index;
}

void ShapeSpellings::remember(Odd &odd, const QByteArray &address)
{
    if (odd.hasMore || odd.addresses.contains(address))
        return;
    odd.hasMore = odd.addresses.size() >= mostAddresses;
    if (!odd.hasMore)
        odd.addresses.append(address);
}

ShapeSpelling ShapeSpellings::of(const QByteArray &name, qint64 total) const
{
    if (name.size() > 1 && name.startsWith('.'))
        return below(name);
    const auto known = m_byName.constFind(name);
    if (known == m_byName.cend())
        return {};
    const Odd &odd = m_names[*known];
    return {odd.count < total, odd.hasMore, odd.addresses};
}

ShapeSpelling ShapeSpellings::below(const QByteArray &parent) const
{
    ShapeSpelling spelling;
    for (const Odd &odd : m_names) {
        if (!odd.name.endsWith(parent))
            continue;
        spelling.hasMore
            = spelling.hasMore || odd.hasMore || spelling.addresses.size() > mostAddresses;
        if (!spelling.hasMore)
            spelling.addresses += odd.addresses;
    }
    return spelling;
}

void ShapeSpellings::add(const ShapeSpellings &other)
{
    for (const Odd &odd : other.m_names) {
        Odd &own = m_names[indexOf(odd.name)];
        own.count += odd.count;
        own.hasMore = own.hasMore || odd.hasMore;
        for (const QByteArray &address : odd.addresses)
            remember(own, address);
    }
}

}
