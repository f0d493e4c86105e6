// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <chrono>
#include <optional>
#include <random>

namespace spoolscope {

enum class Way { ToServer, ToClient };

enum class Fault {
    Stall, ///< one way stops, what comes is not even read: the sender's window fills
    BlackHole, ///< both ways swallow everything, also the end of the connection: a cable is pulled
    HalfClose, ///< the receiver of one way sees its end; the other way goes on
    Close, ///< both see an orderly end
    Reset, ///< both see a reset
    Notice, ///< nothing happens to the connection, only the handler is told
};

/// What happens to a connection, and when: at once, or after so many more bytes were handed to the
/// receiver of `way` (exactly: the next one is never sent), or after a time, whichever is first.
struct Break
{
    Fault fault = Fault::Reset;
    Way way = Way::ToClient;
    std::optional<qint64> afterBytes = {};
    std::optional<std::chrono::milliseconds> afterTime = {};
};

/// How the bytes of one way travel.
struct LineQuality
{
    std::chrono::milliseconds delay = {};
    qint64 bytesPerSecond = 0; ///< 0: as fast as it goes
    qsizetype slice = 0; ///< largest piece handed over at a time; 0: any
};

/// A link and what happens to each connection on it.
struct FaultScript
{
    LineQuality toServer = {}, toClient = {};
    std::optional<Break> fault = {};

    /// The same delay and rate each way.
    static FaultScript line(std::chrono::milliseconds roundTrip, qint64 bytesPerSecond = 0);
};

/// A fault other than Notice, at a random byte up to `most`.
Break randomBreak(std::mt19937_64 &random, Way way, qint64 most);

QString toString(Fault fault);
QString toString(const Break &what);

}
