// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/jobs/job.h"

#include <functional>
#include <memory>

namespace spoolscope {

/// Has `start` make a job, as in Job *(const QString &title, Job::Work), of work that ends in an
/// answer. `handler` gets it on the GUI thread once the job is over, unless `context` died before;
/// `unasked` is the answer of a job that ended before it began to work. An answer that is an error
/// ends the job with it.
template <typename T, typename Start>
Job *startAnswering(const Start &start, const QString &title, Result<T> unasked,
    std::function<Result<T>(Job::Context &)> work, QObject *context,
    std::function<void(Result<T>)> handler)
{
    const auto answer = std::make_shared<Result<T>>(std::move(unasked));
    Job *job
        = start(title, [answer, work = std::move(work)](Job::Context &jobContext) -> Result<void> {
              *answer = work(jobContext);
              if (!*answer)
                  return std::unexpected(answer->error());
              return {};
          });
    QObject::connect(job, &Job::finished, context,
        [answer, handler = std::move(handler)] { handler(std::move(*answer)); });
    return job;
}

}
