// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/providerknowledge.h"
#include "core/queue/reasonknowledge.h"

#include <optional>

namespace spoolscope {

/// What is known about causes and providers. Immutable once made; any thread.
struct Knowledge
{
    ReasonKnowledge reasons;
    ProviderKnowledge providers;

    static Knowledge builtIn();
};

/// What this process knows: what setKnowledge() was given, else what is built in. It never changes,
/// because a filter that was understood with one list of causes must not be tested with another.
/// Any thread.
const Knowledge &knowledge();

/// Once, at the start of the program and before anything asks for knowledge().
void setKnowledge(Knowledge knowledge);

/// What a file of the user's own held.
struct OwnKnowledge
{
    QString file;
    QStringList ids = {}; ///< of its entries, if they are used
    std::optional<Error> fault = {}; ///< nothing of it is used; names file, entry and remedy
};

struct LoadedKnowledge
{
    Knowledge knowledge; ///< the user's own before what is built in
    OwnKnowledge causes;
    OwnKnowledge providers;
};

QString knowledgeDirectory(); ///< $XDG_CONFIG_HOME/spoolscope
/// causes.json and providers.json of a directory; neither needs to be there.
LoadedKnowledge loadKnowledge(const QString &directory = knowledgeDirectory());

}
