// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commandlog.h"
#include "serverlogreader.h"
#include "targets.h"

#include "core/base/textsafety.h"
#include "core/logs/logjson.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

QByteArray jsonString(const QString &text)
{
    return QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact).sliced(1).chopped(1);
}

/// Lines as they come, each with its server, at once on stdout.
class FollowPrinter final : public ServerLogSink
{
public:
    FollowPrinter(Format format, bool isOneServer, std::stop_source &stop)
        : m_isJson(format == Format::Json), m_isOneServer(isOneServer), m_stop(stop)
    {
    }

    void take(const QString &server, const LogEvent &event) override
    {
        if (m_isJson) {
            m_json.resize(0);
            appendJson(m_json, event);
            m_json.insert(1, "\"server\":" + jsonString(server) + ',');
            print(m_json);
        } else {
            printText(prefix(server) + text::visible(event.line.raw));
        }
        flushed();
    }

    void gap(const QString &server, const LogGap &gap) override
    {
        if (m_isJson) {
            QJsonObject object{{u"server"_s, server}, {u"event"_s, u"gap"_s}, {u"why"_s, gap.why}};
            if (gap.after > 0)
                object.insert(u"after"_s,
                    QDateTime::fromMSecsSinceEpoch(gap.after / 1000, QTimeZone::utc())
                        .toString(Qt::ISODateWithMs));
            printJson(object);
        } else {
            printText(prefix(server) + u"--- lines may be missing here: "_s + gap.why);
        }
        flushed();
    }

private:
    QString prefix(const QString &server) const
    {
        return m_isOneServer ? QString() : server + u": "_s;
    }

    void flushed()
    {
        if (!flush())
            m_stop.request_stop(); // nobody reads any more
    }

    const bool m_isJson;
    const bool m_isOneServer;
    std::stop_source &m_stop;
    QByteArray m_json;
};

}

ExitCode logFollow(const Call &call)
{
    std::stop_source stop;
    const std::stop_callback passOn(call.stop, [&stop] { stop.request_stop(); });
    Call following = call;
    following.stop = stop.get_token();
    FollowPrinter printer(call.arguments.format, call.servers.size() == 1, stop);
    return readServerLogs(following, call.arguments.since, LogExtent::Live, printer);
}

}
