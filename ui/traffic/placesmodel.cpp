// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/placesmodel.h"

#include "core/base/textsafety.h"
#include "ui/style/humanize.h"

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

enum Column { Name, Received, Delivered, Deferred, Bounced, ColumnCount };

/// No longer than the texts of others: a server's lines may name anything as their instance.
constexpr qsizetype longestName = 80;

}

void PlacesModel::setTraffic(const CountedTraffic &traffic, const TrafficRange &range)
{
    std::vector<Place> places;
    for (const CountedTraffic::Part &part : traffic.parts) {
        Place place{part.server, part.instance, {}};
        const TrafficSeries &series = part.counts.series;
        for (const TrafficPoint &point :
            series.points(series.stepFor(range.from), range.from, range.to))
            place.sum.mergeCounts(point.slot);
        places.push_back(std::move(place));
    }
    if (places.size() == m_places.size()) { // they hardly ever change but in their numbers
        m_places = std::move(places);
        if (!m_places.empty())
            emit dataChanged(index(0, 0), index(rows() - 1, columns() - 1));
        return;
    }
    beginResetModel();
    m_places = std::move(places);
    endResetModel();
}

int PlacesModel::columns() const
{
    return ColumnCount;
}

QString PlacesModel::heading(int column) const
{
    switch (column) {
    case Name:
        return tr("Server");
    case Received:
        return tr("Received");
    case Delivered:
        return tr("Delivered");
    case Deferred:
        return tr("Deferred");
    default:
        return tr("Bounced");
    }
}

QString PlacesModel::text(int row, int column) const
{
    const Place &place = m_places[size_t(row)];
    const auto count = [&](TrafficCount of) { return humanize::count(place.sum[of]); };
    switch (column) {
    case Name:
        return place.instance == "postfix"
            ? text::isolated(text::visible(place.server))
            : tr("%1 (%2)").arg(text::isolated(text::visible(place.server)),
                  text::isolated(text::visible(
                      place.instance.first(std::min(longestName, place.instance.size())))));
    case Received:
        return count(TrafficCount::Received);
    case Delivered:
        return count(TrafficCount::Sent);
    case Deferred:
        return count(TrafficCount::Deferred);
    default:
        return count(TrafficCount::Bounced);
    }
}

QString PlacesModel::toolTip(int row, int column) const
{
    if (column != Name)
        return text(row, column);
    const TrafficSlot &sum = m_places[size_t(row)].sum;
    return text(row, Name) + u'\n'
        + tr("%1 rejected, %2 connections, at most %3 at a time")
              .arg(humanize::count(qint64(sum.refused())),
                  humanize::count(sum[TrafficCount::Connections]),
                  humanize::count(sum.mostSessions))
        + u'\n'
        + tr("%1 lines, %2 of them warnings and errors")
              .arg(humanize::count(sum[TrafficCount::Lines]),
                  humanize::count(qint64(sum[TrafficCount::Warnings]) + sum[TrafficCount::Errors]
                      + sum[TrafficCount::Fatals] + sum[TrafficCount::Panics]));
}

}
