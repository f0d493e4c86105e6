// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/fleet/questiondialog.h"

#include "core/base/textsafety.h"
#include "ui/fleet/secretedit.h"
#include "ui/style/dimmedlabel.h"
#include "ui/style/plaintext.h"

#include <QDialogButtonBox>
#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int highestMessage = 360;
constexpr int highestText = 150; ///< a long one must not push the questions out of sight

QLabel *makeText(const QString &text)
{
    QLabel *label = plaintext::makeLabel(nullptr, text);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

/// Grows with what is in it, up to a height from which it scrolls.
class MessageArea final : public QScrollArea
{
public:
    MessageArea(QWidget *content, int highest) : m_highest(highest)
    {
        setWidgetResizable(true);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
        setWidget(content);
    }
    QSize sizeHint() const override
    {
        const int inside = widget()->heightForWidth(400);
        return {440, std::min(std::max(inside, widget()->sizeHint().height()) + 4, m_highest)};
    }

private:
    int m_highest;
};

}

QuestionDialog::QuestionDialog(
    const QString &serverName, const ServerQuestion &question, QWidget *parent)
    : QDialog(parent)
{
    const QString server = text::visible(serverName);
    const QString account = text::visible(question.account);
    setWindowTitle(tr("Question from %1").arg(question.isJumpHost ? account : server));
    QLabel *title = plaintext::makeLabel(nullptr,
        question.isJumpHost
            ? tr("On the way to %1, a jump host asks something to log in %2.").arg(server, account)
            : tr("%1 asks something to log in %2.").arg(server, account));
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    title->setWordWrap(true);
    auto *heading = new DimmedLabel(tr("Message from %1:").arg(account));
    heading->setTextFormat(Qt::PlainText);
    auto *advice = new DimmedLabel(
        tr("The server gets what you enter. It never needs the passphrase of a key."));
    advice->setWordWrap(true);

    auto *area = new MessageArea(makeMessage(question), highestMessage);
    area->setAccessibleName(heading->text());
    area->setFrameShape(QFrame::StyledPanel);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    QPushButton *send = buttons->addButton(tr("Send to Server"), QDialogButtonBox::AcceptRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(title);
    auto *message = new QVBoxLayout;
    message->setSpacing(4);
    message->addWidget(heading);
    message->addWidget(area, 1);
    column->addLayout(message, 1);
    column->addWidget(advice);
    column->addWidget(buttons);
    send->setDefault(true); // now that it is in the dialog
    setMinimumWidth(480);
    if (!m_answers.empty())
        m_answers.front()->setFocus();
}

QWidget *QuestionDialog::makeMessage(const ServerQuestion &question)
{
    auto *message = new QWidget;
    auto *column = new QVBoxLayout(message);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    QStringList said{question.banner, question.name, question.instruction};
    said.removeAll(QString());
    if (!said.isEmpty()) {
        auto *text = new MessageArea(makeText(said.join(u'\n')), highestText);
        text->setFrameShape(QFrame::NoFrame);
        column->addWidget(text);
    }
    for (const ServerQuestion::Prompt &prompt : question.prompts)
        addPrompt(column, prompt);
    column->addStretch(1);
    return message;
}

void QuestionDialog::addPrompt(QVBoxLayout *column, const ServerQuestion::Prompt &prompt)
{
    const QString shown
        = prompt.text.isEmpty() ? tr("(the server does not say what it asks for)") : prompt.text;
    QLabel *label = makeText(shown);
    QLineEdit *answer = prompt.isEchoed ? new QLineEdit : new SecretEdit;
    answer->setMaxLength(SecretEdit::longest);
    answer->setAccessibleName(shown);
    column->addWidget(label);
    column->addWidget(answer);
    m_answers.push_back(answer);
}

std::vector<Secret> QuestionDialog::takeAnswers()
{
    std::vector<Secret> answers;
    for (QLineEdit *edit : m_answers) {
        if (auto *hidden = qobject_cast<SecretEdit *>(edit)) {
            answers.push_back(hidden->take());
        } else {
            QString text = edit->text();
            answers.push_back(Secret::take(text));
        }
    }
    return answers;
}

}
