"""Runs rounds of work in processes of their own, which may be told to kill themselves at a certain step.

This process forks one for each job, so that a death costs no start-up. A job is a line of JSON on standard input, the
answer a line on standard output: how the process ended, and the steps it took if it lived.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mailwatch import resources
from mailwatch.core import drafting
from mailwatch.core.learning.judging import wordings
from mailwatch.core.models import Address, Owner
from mailwatch.core.parsing import parse
from mailwatch.core.policy import Policy
from mailwatch.core.reading import read
from mailwatch.desk import Desk
from mailwatch.mailbox import ServerSettings, Session
from mailwatch.pipeline import work
from mailwatch.store import Store
from tests.letters import letter
from tests.trust.dying import DyingStore, Fuse, dying_client

BROKEN = 70
"""Exit code of a round that raised."""


def main() -> None:
    """Serve jobs until standard input ends."""
    _warm_up()
    for line in sys.stdin:
        job = json.loads(line)
        reader, writer = os.pipe()
        process = os.fork()
        if process == 0:
            os._exit(_run(job, writer))
        os.close(writer)
        _, status = os.waitpid(process, 0)
        with os.fdopen(reader) as report:
            steps = int(report.read() or 0)
        answer = {"killed": os.WIFSIGNALED(status), "code": os.waitstatus_to_exitcode(status), "steps": steps}
        print(json.dumps(answer), flush=True)  # noqa: T201 - this is what it is for


def _warm_up() -> None:
    """Load what is loaded when first used, so that those who are forked need not."""
    Store.rehearsal(Path("/nowhere")).close()
    now = datetime.now(UTC)  # noqa: TID251 - any moment will do
    read(parse(letter("We would like to confirm your interview on Friday at 10:00.", now), now), Owner())
    drafting.template_problems(resources.templates(), resources.templates())
    wordings()


def _run(job: dict[str, Any], report: int) -> int:
    fuse = Fuse(job["blows_at"], lambda: os.kill(os.getpid(), signal.SIGKILL))
    try:
        once(job, fuse)
    except BaseException as error:  # noqa: BLE001 - this process must end here, whatever happens
        sys.stderr.write(f"{error!r}\n")
        return BROKEN
    os.write(report, str(fuse.steps).encode())
    return 0


def once(job: dict[str, Any], fuse: Fuse) -> None:
    """What `mailwatch once` does for one mailbox, at the moment the job says it is."""
    policy = Policy(timezone="Europe/Berlin")
    settings = ServerSettings(job["host"], job["port"], "none", job["login"])
    with (
        closing(Store.open(Path(job["state"]))) as store,
        Session.open(settings, job["password"], client=dying_client(fuse)) as session,
    ):
        desk = Desk(
            "personal",
            DyingStore(store, fuse),  # type: ignore[arg-type]
            session,
            Owner("Sam Rivera", ("sam@example.com",), policy.timezone, ("mx.example.com",)),
            Address("Sam Rivera", "sam@example.com"),
            policy,
            resources.templates(),
        )
        work(desk, datetime.fromisoformat(job["now"]))


if __name__ == "__main__":
    main()
