"""Work done side by side: the results come in order, and nothing that happens to a process is lost or left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from mailwatch.errors import MailwatchError
from mailwatch.processes import in_order, processors

SLOW_FIRST = """
import os, signal, time
from mailwatch.processes import in_order

def work(number):
    os.write(1, b"%d\\n" % number)  # in one piece: two of them write at once
    time.sleep(0.05)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background is born deaf to it
    for _ in in_order(work, range(10_000), 2):
        pass
"""


def square(number: int) -> int:
    if number == 0:
        time.sleep(0.05)  # the others overtake it
    return number * number


def refuse(number: int) -> int:
    raise OSError(2, f"no {number}")


def die(_: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def where(_: int) -> int:
    return os.getpid()


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_the_things(processes: int) -> None:
    assert list(in_order(square, range(40), processes)) == [n * n for n in range(40)]


def test_one_process_is_this_one() -> None:
    assert list(in_order(where, range(3), 1)) == [os.getpid()] * 3
    assert os.getpid() not in set(in_order(where, range(3), 2))


@pytest.mark.parametrize("processes", [1, 2])
def test_what_the_work_raises_is_raised_here(processes: int) -> None:
    with pytest.raises(OSError, match="no 0"):
        list(in_order(refuse, range(3), processes))


def test_a_process_that_is_killed_is_told_in_words() -> None:
    with pytest.raises(MailwatchError, match="ended from outside"):
        list(in_order(die, range(3), 2))


def test_things_are_taken_as_results_are_asked_for() -> None:
    taken = []

    def things() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    results = in_order(square, things(), 2)
    assert list(islice(results, 3)) == [0, 1, 4]
    results.close()  # type: ignore[attr-defined]
    assert len(taken) < 50


def test_there_is_at_least_one_processor() -> None:
    assert 1 <= processors() <= (os.cpu_count() or 1)


@pytest.fixture
def working(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A program with two more processes, in a group of its own, that has begun to work."""
    (tmp_path / "work.py").write_text(SLOW_FIRST)
    program = subprocess.Popen(
        [sys.executable, "work.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert program.stdout is not None
        assert program.stdout.readline().strip() in ("0", "1")
        yield program
    finally:
        program.kill()
        program.communicate(timeout=30)


def test_ctrl_c_ends_all_of_them_at_once_and_is_told_once(working: subprocess.Popen[str]) -> None:
    os.killpg(working.pid, signal.SIGINT)  # a terminal sends it to all
    _, said = working.communicate(timeout=30)  # returns when the last of them has let go of the pipes
    assert said.count("KeyboardInterrupt") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_whatever_ends_the_first_process_ends_the_others(working: subprocess.Popen[str], number: int) -> None:
    working.send_signal(number)
    working.communicate(timeout=30)
    assert working.returncode == -number
