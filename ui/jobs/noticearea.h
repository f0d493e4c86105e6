// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/fleet.h"

#include <QHash>
#include <QPointer>
#include <QWidget>

class KMessageWidget;
class QVBoxLayout;

namespace spoolscope {

/// What went wrong, as bars inside the window: what happened, on which server, and the next step.
/// A server's bar goes by itself when its trouble does; raw text is behind "Details".
class NoticeArea final : public QWidget
{
    Q_OBJECT

public:
    explicit NoticeArea(Fleet &fleet, QWidget *parent = nullptr);

    /// A bar about nothing on a server. `step` may be null; it is offered as a button.
    void post(const QString &message, QAction *step = nullptr);
    void postError(const QString &message);

signals:
    void editRequested(const QString &server);
    void questionRequested(const QString &server); ///< that the server waits for

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void wrap(KMessageWidget *bar) const;
    void watch(Server *server);
    void update(Server *server);
    void offerSteps(KMessageWidget *bar, Server *server, const Error &error);
    void offerDetails(KMessageWidget *bar, const QString &message, const QByteArray &detail);
    KMessageWidget *makeBar(const QString &message);
    void limit();

    QVBoxLayout *m_column;
    struct Shown
    {
        QPointer<KMessageWidget> bar;
        QString message;
        bool isQuestion = false; ///< of the server, while it is connecting
    };
    QHash<QString, Shown> m_servers; ///< by server ID
};

}
