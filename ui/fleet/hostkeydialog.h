// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/hostkey.h"

#include <QDialog>

class QDialogButtonBox;
class QFormLayout;

namespace spoolscope {

/// Asks whether a host key nobody has seen before is the right one. One that is changed, revoked or
/// otherwise refused is shown beside the one on file, with no way to accept it.
class HostKeyDialog final : public QDialog
{
    Q_OBJECT

public:
    HostKeyDialog(const QString &serverName, const HostKeyOffer &offer, QWidget *parent = nullptr);

private:
    QFormLayout *makeFacts(const HostKeyOffer &offer);
    QDialogButtonBox *makeButtons(const HostKeyOffer &offer);
};

}
