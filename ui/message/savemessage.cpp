// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/message/savemessage.h"

#include <QDir>
#include <QFileDialog>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace spoolscope {

QString emlFileName(const QString &server, const QueueId &id)
{
    QString name;
    for (const QChar c : server) {
        const bool safe = (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z')
            || (c >= u'0' && c <= u'9') || c == u'-' || (c == u'.' && !name.isEmpty());
        if (safe && name.size() < 64)
            name += c;
    }
    if (name.startsWith(u'-'))
        name.prepend(u'_');
    return (name.isEmpty() ? QString() : name + u'-') + id.toString() + u".eml"_s;
}

Result<void> saveEml(const QString &file, const MessageContent &content)
{
    QSaveFile target(file);
    const auto failed = [&] {
        return failure(ErrorKind::Io,
            QFileDialog::tr("%1 could not be written: %2").arg(file, target.errorString()));
    };
    if (!target.open(QIODevice::WriteOnly))
        return failed();
    target.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    const QByteArray bytes = content.toEml();
    if (target.write(bytes) != bytes.size() || !target.commit())
        return failed();
    return {};
}

void askAndSaveEml(QWidget *parent, const QString &fileName,
    std::shared_ptr<const MessageContent> content, std::function<void(const Error &)> failed)
{
    auto *dialog = new QFileDialog(parent, QFileDialog::tr("Save the message"), QDir::homePath(),
        QFileDialog::tr("Mail message (*.eml)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"eml"_s);
    dialog->selectFile(fileName);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent,
        [content = std::move(content), failed = std::move(failed)](const QString &file) {
            if (const Result<void> saved = saveEml(file, *content); !saved)
                failed(saved.error());
        });
    dialog->open();
}

}
