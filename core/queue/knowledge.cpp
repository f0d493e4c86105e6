// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/knowledge.h"

#include "core/queue/knowledgefile.h"

#include <QCoreApplication>
#include <QStandardPaths>

#include <atomic>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Knowledge)
};

std::optional<Knowledge> given; ///< of setKnowledge(), until it is asked for
std::atomic<bool> isAskedFor = false;

Knowledge takeGiven()
{
    isAskedFor = true;
    return given ? std::move(*given) : Knowledge::builtIn();
}

/// Puts what the file holds before `known`.
template <typename Part> OwnKnowledge addOwn(const QString &name, Part &known)
{
    OwnKnowledge own{.file = name};
    const auto refuse = [&](const Error &error) {
        own.fault = Error{error.kind,
            Words::tr("Nothing of %1 is used: %2. Correct it with a text editor, or move it away, "
                      "and start again. What is built in is known all the same.")
                .arg(name, error.message)};
        return own;
    };
    const auto bytes = readKnowledgeFile(name);
    if (!bytes)
        return refuse(bytes.error());
    if (!*bytes)
        return own;
    auto parsed = Part::parse(**bytes);
    if (!parsed)
        return refuse(parsed.error());
    own.ids = parsed->ids();
    parsed->append(known);
    known = std::move(*parsed);
    return own;
}

}

Knowledge Knowledge::builtIn()
{
    return {ReasonKnowledge::builtIn(), ProviderKnowledge::builtIn()};
}

const Knowledge &knowledge()
{
    static const Knowledge known = takeGiven();
    return known;
}

void setKnowledge(Knowledge knowledge)
{
    if (isAskedFor || given)
        qFatal("setKnowledge() is for the start of the program, once");
    given = std::move(knowledge);
}

QString knowledgeDirectory()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
        + u"/spoolscope"_s;
}

LoadedKnowledge loadKnowledge(const QString &directory)
{
    LoadedKnowledge loaded{Knowledge::builtIn(), {}, {}};
    loaded.causes = addOwn(directory + u"/causes.json"_s, loaded.knowledge.reasons);
    loaded.providers = addOwn(directory + u"/providers.json"_s, loaded.knowledge.providers);
    return loaded;
}

}
