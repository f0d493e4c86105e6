// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QHBoxLayout;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;
class QVBoxLayout;

namespace spoolscope {

class ResultModel;

/// What became of a plan: the counts, what went wrong where and what to do about it, and a verdict
/// for every message.
class ResultPage final : public QWidget
{
    Q_OBJECT

public:
    explicit ResultPage(QWidget *parent = nullptr);
    ~ResultPage() override;

    void showResult(ResultModel *model); ///< takes ownership; once
    QPushButton *addStep(const QIcon &icon, const QString &text); ///< beside Close, never default

signals:
    void closed();

private:
    QWidget *makeFilter();
    QWidget *makeButtons();
    void addTroubles();
    void fillVerdicts();
    void copyRows();
    void exportCsv();
    void saveCsv(const QString &file);

    ResultModel *m_model = nullptr;
    QHBoxLayout *m_steps = nullptr;
    QSortFilterProxyModel *m_text;
    QSortFilterProxyModel *m_verdict; ///< on top of m_text
    QLabel *m_headline;
    QLabel *m_outcome; ///< of exporting and copying
    QVBoxLayout *m_troubles;
    QLineEdit *m_filter;
    QComboBox *m_verdicts;
    QTableView *m_table;
};

}
