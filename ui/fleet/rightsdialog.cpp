// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/fleet/rightsdialog.h"

#include "core/base/textsafety.h"
#include "ui/fleet/servernames.h"
#include "ui/style/colours.h"
#include "ui/style/plaintext.h"
#include "ui/style/table.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QStandardItemModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Answer
{
    QString text;
    colours::Meaning meaning;
};

/// What the server said of one right, and whether the way it is set to work makes use of it.
Answer answerOf(std::optional<Privilege> offered, bool isUsed)
{
    using colours::Meaning;
    if (!offered)
        return {RightsDialog::tr("refused"), Meaning::Critical};
    const QString how = *offered == Privilege::Direct ? RightsDialog::tr("allowed")
        : *offered == Privilege::Sudo                 ? RightsDialog::tr("allowed by sudo")
                                                      : RightsDialog::tr("needs a password");
    if (!isUsed && *offered == Privilege::Sudo)
        return {RightsDialog::tr("by sudo, which is off"), Meaning::Warning};
    const bool isPlain = *offered != Privilege::SudoPassword || isUsed;
    return {how, isPlain ? Meaning::Ok : Meaning::Warning};
}

QString sudoText(SudoAnswer answer)
{
    switch (answer) {
    case SudoAnswer::NotAsked:
        return RightsDialog::tr("It is root and needs no rules.");
    case SudoAnswer::Missing:
        return RightsDialog::tr("There is no sudo on the server.");
    case SudoAnswer::Refused:
        return RightsDialog::tr("sudo allows it nothing.");
    case SudoAnswer::NeedsTerminal:
        return RightsDialog::tr(
            "sudo insists on a terminal (requiretty); the rules below lift that for this account.");
    case SudoAnswer::NeedsPassword:
        return RightsDialog::tr(
            "sudo does not say what it would allow without the account's password.");
    case SudoAnswer::Answers:
        break;
    }
    return {};
}

}

RightsDialog::RightsDialog(Server &server, QWidget *parent)
    : QDialog(parent), m_server(server), m_table(new QStandardItemModel(this))
{
    setObjectName(u"rightsDialog"_s);
    setWindowTitle(tr("Rights on %1").arg(text::visible(server.name())));
    m_summary = plaintext::makeLabel();
    m_summary->setWordWrap(true);
    m_problem = plaintext::makeLabel();
    m_problem->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    m_test = buttons->addButton(tr("Test Again"), QDialogButtonBox::ActionRole);
    m_copy = buttons->addButton(tr("Copy Rules"), QDialogButtonBox::ActionRole);
    m_save = buttons->addButton(tr("Save Rules…"), QDialogButtonBox::ActionRole);
    m_test->setToolTip(tr("Ask the server's sudo again about each of these command lines"));
    for (QPushButton *button : {m_test, m_copy, m_save})
        button->setAutoDefault(false);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(m_summary);
    column->addWidget(makeTable(), 3);
    column->addLayout(makeChoice());
    column->addWidget(makeRules(), 2);
    column->addWidget(m_problem);
    column->addWidget(buttons);
    resize(860, 680);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_test, &QPushButton::clicked, &server, &Server::checkRights);
    connect(m_copy, &QPushButton::clicked, this,
        [this] { QGuiApplication::clipboard()->setText(m_rules->toPlainText()); });
    connect(m_save, &QPushButton::clicked, this, &RightsDialog::save);
    connect(&server, &Server::stateChanged, this, &RightsDialog::updateTable);
    connect(&server, &QObject::destroyed, this, &QDialog::reject);
    const auto &facts = server.facts();
    m_account->setText(
        facts && facts->account != "root" ? QString::fromUtf8(facts->account) : u"postmaster"_s);
    updateTable();
    updateRules();
}

QWidget *RightsDialog::makeTable()
{
    m_view = new QTreeView;
    m_view->setAccessibleName(tr("Rights"));
    m_view->setModel(m_table);
    dressTable(m_view);
    m_view->setFrameShape(QFrame::StyledPanel);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    return m_view;
}

QLayout *RightsDialog::makeChoice()
{
    m_role = new QComboBox;
    for (const SudoRole role : everySudoRole)
        m_role->addItem(displayName(role), int(role));
    m_role->setCurrentIndex(m_role->findData(int(SudoRole::Deleter)));
    m_role->setToolTip(tr("Viewer: reads messages. Operator: also holds, releases and requeues. "
                          "Deleter: also deletes and returns to sender."));
    m_account = new QLineEdit;
    m_account->setMaxLength(256);
    auto *row = new QHBoxLayout;
    auto *what = new QLabel(tr("Sudo rules for a"));
    what->setBuddy(m_role);
    auto *who = new QLabel(tr("named"));
    who->setBuddy(m_account);
    row->addWidget(what);
    row->addWidget(m_role);
    row->addWidget(who);
    row->addWidget(m_account, 1);
    connect(m_role, &QComboBox::currentIndexChanged, this, &RightsDialog::updateRules);
    connect(m_account, &QLineEdit::textChanged, this, &RightsDialog::updateRules);
    return row;
}

QWidget *RightsDialog::makeRules()
{
    m_rules = new QPlainTextEdit;
    m_rules->setAccessibleName(tr("Sudo rules"));
    m_rules->setReadOnly(true);
    m_rules->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_rules->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    return m_rules;
}

void RightsDialog::updateTable()
{
    const auto &facts = m_server.facts();
    m_test->setEnabled(m_server.state() == ServerState::Connected);
    m_table->clear();
    m_table->setHorizontalHeaderLabels({tr("Right"), tr("Instance"), tr("Now"), tr("Command")});
    if (!facts) {
        m_summary->setText(
            tr("%1 was not connected yet. Connect it to see what its account may do.")
                .arg(text::visible(m_server.name())));
        return;
    }
    m_summary->setText(tr("The account %1 on %2. %3")
            .arg(text::visible(facts->account), text::visible(facts->hostName),
                sudoText(facts->sudo))
            .trimmed());
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    for (qsizetype i = 0; i < facts->instances.size(); ++i) {
        const Instance &instance = facts->instances[i];
        for (const Right right : everyRight) {
            const Answer answer
                = answerOf(facts->offered[i].of(right), facts->rights[i].of(right).has_value());
            auto *now = new QStandardItem(answer.text);
            now->setForeground(colours::of(answer.meaning, palette()));
            auto *command = new QStandardItem(
                text::visible(QString::fromUtf8(commandFor(right, instance).join(' '))));
            command->setFont(fixed);
            m_table->appendRow({new QStandardItem(displayName(right)),
                new QStandardItem(text::visible(shortInstanceName(instance))), now, command});
        }
    }
    m_view->setColumnHidden(1, facts->instances.size() < 2);
    for (const int column : {0, 1, 2})
        m_view->resizeColumnToContents(column);
}

QByteArray RightsDialog::rules() const
{
    return m_rules->toPlainText().toUtf8();
}

void RightsDialog::updateRules()
{
    const auto &facts = m_server.facts();
    const QList<Instance> instances
        = facts ? facts->instances : QList<Instance>{{"-"_ba, "/etc/postfix"_ba}};
    const auto rules = sudoersRules(
        m_account->text().trimmed().toUtf8(), SudoRole(m_role->currentData().toInt()), instances);
    m_rules->setPlainText(rules ? QString::fromUtf8(*rules) : QString());
    m_copy->setEnabled(rules.has_value());
    m_save->setEnabled(rules.has_value());
    m_problem->setText(rules
            ? tr("Reading messages needs sudo 1.9.10 or later: the queue ID is matched by a "
                 "regular expression. All other lines are exact.")
            : rules.error().message);
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText,
        rules ? colours::dimmed(colours) : colours::of(colours::Meaning::Critical, colours));
    m_problem->setPalette(colours);
}

void RightsDialog::save()
{
    const QString name = QString::fromLatin1(sudoersFileName(m_account->text().trimmed().toUtf8()));
    auto *dialog = new QFileDialog(this, tr("Save Sudo Rules"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(name);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &chosen) {
        QSaveFile file(chosen);
        const QByteArray text = rules();
        if (file.open(QFile::WriteOnly) && file.write(text) == text.size() && file.commit())
            return;
        m_problem->setText(tr("%1 could not be written: %2.").arg(chosen, file.errorString()));
    });
    dialog->open();
}

}
