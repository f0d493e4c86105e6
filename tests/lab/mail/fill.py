# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes generated mail into Postfix queues, quickly: one process for each core."""

import os
import pwd
import random
import sys
import time
import traceback

from mail import history, message, queue_file

_QUEUES = ("incoming", "active", "deferred", "hold", "corrupt", "maildrop")
_HASHED = ("deferred", "defer")          # hash_queue_names
_LOGGED_MESSAGES = 20000                 # mail.log tells the story of this many at most
_CORRUPT = range(10**9, 10**9 + 2)       # numbers of the damaged messages, beside the others
_STAY = 24 * 3600                        # qmgr leaves a file alone until its time stamp is past


def fill_host(name, hostname, instances, messages, seed, workers):
    """Fill all instances of the host we are in; others than the first get a tenth."""
    for number, instance in enumerate(instances):
        count = messages if number == 0 else (messages + 9) // 10
        fill_instance(name, hostname, instance.described(), count, seed, workers, 0)
    history.finish()


def fill_instance(name, hostname, instance, messages, seed, workers, first):
    """Write messages first .. first+messages-1 of the seed, in this mount namespace."""
    began = time.time()
    workers = min(workers, max(1, messages // 200))
    children = []
    for worker in range(workers):
        child = os.fork()
        if child == 0:
            try:
                writer = _Writer(name, hostname, instance, seed, began)
                writer.write(range(first + worker, first + messages, workers))
                if worker == 0 and first == 0 and messages:
                    writer.write_corrupt()
                os._exit(0)
            except BaseException:
                traceback.print_exc()
                sys.stderr.flush()
                os._exit(1)
        children.append(child)
    if any([os.waitpid(child, 0)[1] for child in children]):
        raise RuntimeError("filling the queue failed")
    return messages


class _Writer:
    def __init__(self, name, hostname, instance, seed, now):
        self._hostname = hostname.encode()
        self._now = now
        self._instance = instance
        self._address = b"192.0.2.25"
        # mx3 shows both forms of queue ID; see hosts/postfix.py for what decides this.
        self._mixed = name.endswith("3") and not instance["name"]
        self._generator = message.Generator(f"{name}/{instance['name']}", seed)
        self._seed = seed
        self._made = set()

    def write(self, numbers):
        log = history.Writer(self._instance["name"], self._hostname) \
            if numbers.start < _LOGGED_MESSAGES else None
        os.chdir(self._instance["queue_directory"])
        user = pwd.getpwnam("postfix")
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
        os.umask(0)
        for number in numbers:
            item = self._generator.message(number)
            queue_id, arrival = self._write_message(item, number)
            if log and number < _LOGGED_MESSAGES:
                log.add(item, queue_id, arrival, self._now)
        if log:
            log.close()

    def write_corrupt(self):
        for number in _CORRUPT:
            item = self._generator.message(number)
            item.queue = "corrupt"
            self._write_message(item, number)

    def _directory(self, queue, microseconds):
        path = queue
        if queue in _HASHED:
            path = f"{queue}/{queue_file.hash_directory(microseconds)}"
            if path not in self._made:
                os.makedirs(path, mode=0o700, exist_ok=True)
                self._made.add(path)
        return path

    def _write_message(self, item, number):
        arrival = self._now - item.age
        seconds = int(arrival)
        microseconds = int((arrival - seconds) * 1e6)
        # Mail for a server that never greets goes through incoming, and qmgr makes it active.
        queue = "incoming" if item.queue == "active" else item.queue
        directory = self._directory(queue, microseconds)
        # A name that is no queue ID, until the file is whole: running daemons pass over it.
        temporary = f"{directory}/{os.getpid()}.fill"
        file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o700)
        inode = os.fstat(file).st_ino
        long_form = self._instance["long_queue_ids"] and not (self._mixed and number % 2)
        queue_id = queue_file.long_id(seconds, microseconds, inode) if long_form \
            else queue_file.short_id(microseconds, inode)
        data, offsets = queue_file.queue_file(item, queue_id, self._hostname, self._address,
                                              arrival)
        if queue == "corrupt":
            data = data[:len(data) * 2 // 3]
            os.fchmod(file, 0o400)   # MAIL_QUEUE_STAT_CORRUPT
        os.write(file, data)
        stamp = self._time_stamp(item, number, arrival)
        os.utime(file, (stamp, stamp))
        os.close(file)
        log = queue_file.defer_log(item, offsets)
        if log:
            path = f"{self._directory('defer', microseconds)}/{queue_id}"
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            os.write(file, log)
            os.close(file)
        os.rename(temporary, f"{directory}/{queue_id}")
        return queue_id, arrival

    def _time_stamp(self, item, number, arrival):
        """qmgr_active_defer() sets the time of the next attempt, in minimal_backoff_time to
        maximal_backoff_time from the last one."""
        if item.queue == "deferred":
            return self._now + random.Random(number * 31 + self._seed).uniform(600, 4000)
        if item.queue == "incoming":
            return self._now + _STAY
        return arrival


def count(queue_directory):
    """Messages in each queue, counted as files."""
    counts = {}
    for queue in _QUEUES:
        found = 0
        for _, directories, files in os.walk(f"{queue_directory}/{queue}"):
            directories[:] = [name for name in directories if len(name) == 1]
            found += len(files)
        if found or queue not in ("corrupt", "maildrop"):
            counts[queue] = found
    return counts
