// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "labfixture.h"

#include "core/actions/actionplan.h"
#include "core/transport/remotecommand.h"

#include <memory>
#include <vector>

namespace spoolscope {

/// A login on a host of a lab, for tests that send single commands; a base of their class. What
/// cannot be done ends the test program.
class HostSession
{
protected:
    void startLab(int hosts, int messages);
    void connectAs(int host, const QString &user, int instance = 0);
    Instance instance() const { return m_link.facts.instances.at(m_instance); }
    InstanceRights rights() const { return m_link.facts.rights.at(m_instance); }

    std::vector<PlannedMessage> listed();
    std::vector<PlannedMessage> pick(size_t count, QueueName queue); ///< fewer if there are no more
    static std::vector<QueueId> idsOf(const std::vector<PlannedMessage> &messages);

    CommandOutput carryOut(const Result<CommandLine> &command);
    /// As root, so that it does not depend on what the account under test may do.
    QueueCommandReport postsuper(QueueCommand command, const std::vector<QueueId> &ids);

    std::unique_ptr<LabFixture> m_lab;
    ServerLink m_link;
    int m_host = 0;
    int m_instance = 0;
};

}
