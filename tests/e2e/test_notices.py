"""A notice on its way: from a mail that was read to the owner's own address, and back into the mailbox it came from."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from mailwatch.demo.world import Sink
from tests.e2e.service import Daemon, Installation, until
from tests.letters import letter
from tests.servers.embedded import Embedded

DECLINED = """\
Thank you for your interest in the role of Engineer at Zircon Labs. Unfortunately, we have decided to move forward
with other candidates.
"""


@pytest.mark.slow
def test_a_rejection_is_told_to_the_owner_alone_and_the_notice_itself_is_no_mail_of_a_job_search(
    embedded: Embedded, tmp_path: Path
) -> None:
    now = datetime.now(UTC)  # noqa: TID251 - the daemon under test runs on the real clock
    often = {**os.environ, "WATCHDOG_USEC": "1000000"}  # it looks at what is to be told twice a second
    with Sink() as sink:
        notices = f"digest: {{smtp: {{host: 127.0.0.1, port: {sink.port}, security: none}}}}\n"
        installation = Installation(embedded, tmp_path, notices)
        with Daemon(installation, **often) as daemon:
            daemon.wait_for("sees")
            embedded.deliver(letter(DECLINED, now, sender="Dana <dana@zircon.example>", subject="Your application"))
            came: list[EmailMessage] = []

            def has_come() -> bool:
                came.extend(sink.take())
                return bool(came)

            until(has_come, 20, daemon.log)
            (mail,) = came
            assert mail["X-Envelope-To"] == mail["To"] == mail["From"] == "sam@example.com"
            assert str(mail["Subject"]).startswith("Zircon Labs")
            assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]

            before = installation.status()
            del mail["X-Envelope-To"]
            embedded.deliver(mail.as_bytes(policy=SMTP))
            daemon.wait_for("sent_by_you")
            assert installation.status() == before
            assert len(before) == 1
            assert not sink.take()
