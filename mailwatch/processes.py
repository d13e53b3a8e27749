"""Pure work on many things, side by side and in order."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext
from typing import TypeVar

from mailwatch.errors import MailwatchError

_AHEAD = 8
"""So many things a process are begun before the first of them is taken: results never pile up."""

T = TypeVar("T")
R = TypeVar("R")


def processors() -> int:
    """How many this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def in_order(work: Callable[[T], R], things: Iterable[T], processes: int) -> Iterator[R]:
    """The work done on each thing, in the order of the things, and no earlier than it is asked for by much.

    Args:
        work: a function that can be pickled, as its arguments and results can. What it raises is raised here.
        things: what is to be worked on.
        processes: how many to use; where it is one, this one.

    Raises:
        MailwatchError: one of the processes was ended from outside.
    """
    if processes == 1:
        yield from map(work, things)
        return
    pool = ProcessPoolExecutor(processes, _context(), _begin)
    waiting: deque[Future[R]] = deque()
    try:
        for thing in things:
            waiting.append(pool.submit(work, thing))
            if len(waiting) >= _AHEAD * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise MailwatchError(
            "a process was ended from outside, perhaps for want of memory; try less at once"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _context() -> BaseContext:
    """How processes are started: as copies where that is safe, in no time; else anew, which takes half a second.

    A copy has none of the threads of the original, but their locks; and the libraries of macOS bear no copies.
    """
    copies = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if copies else "spawn")


def _begin() -> None:
    """Ctrl-C is for the process that started this one, with which this one ends however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
