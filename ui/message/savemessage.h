// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/messagecontent.h"

#include <QString>

#include <functional>
#include <memory>

class QWidget;

namespace spoolscope {

/// A file name that holds nothing a stranger wrote: "mx1-3A4B5C6D7E.eml".
QString emlFileName(const QString &server, const QueueId &id);

/// Byte for byte, all or nothing, readable by this user only.
Result<void> saveEml(const QString &file, const MessageContent &content);

/// Asks where and saves. `failed` is called when that did not work; it may outlive nothing of
/// `parent`.
void askAndSaveEml(QWidget *parent, const QString &fileName,
    std::shared_ptr<const MessageContent> content, std::function<void(const Error &)> failed);

}
