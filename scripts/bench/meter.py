"""Runs a command to its end and writes what it cost, with all that descends from it.

usage: meter.py RESULT LIMIT COMMAND...

RESULT is a file for JSON: status, over (whether LIMIT seconds were too few), wall, user, system (seconds),
peak (bytes, of its largest process). What the command leaves running (ssh keeps connections open for the next run)
is ended with it, and counts: this process adopts and reaps whatever loses its parent.
"""

import ctypes
import json
import os
import resource
import signal
import sys
import time

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

prctl = ctypes.CDLL(None, use_errno=True).prctl
result, limit, *command = sys.argv[1:]
over = False


def descendants():
    parents = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as stat:
                # The program's name stands in brackets and may hold anything, brackets too.
                parents[int(name)] = int(stat.read().rpartition(")")[2].split()[1])
        except OSError:
            continue  # gone since it was listed
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {os.getpid()}


def end_all():
    while left := descendants():
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        reap()


def reap():
    """Waits for one child; returns its id and exit status."""
    try:
        pid, status = os.wait()
        return pid, os.waitstatus_to_exitcode(status)
    except ChildProcessError:
        return None, None


def too_long(*_):
    global over
    over = True
    os.kill(child, signal.SIGKILL)


def given_up(*_):
    end_all()
    sys.exit(1)


prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
started = time.monotonic()
child = os.posix_spawnp(command[0], command, os.environ)
signal.signal(signal.SIGALRM, too_long)
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, given_up)
signal.setitimer(signal.ITIMER_REAL, float(limit))
status = None
while status is None:
    pid, ended = reap()
    if pid == child:
        status = ended
wall = time.monotonic() - started
signal.setitimer(signal.ITIMER_REAL, 0)
end_all()
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(result, "w") as file:
    json.dump(
        {
            "status": status,
            "over": over,
            "wall": wall,
            "user": used.ru_utime,
            "system": used.ru_stime,
            "peak": used.ru_maxrss * 1024,
        },
        file,
    )
