"""Whatever happens in whatever order, on a real connection: mails, the user, crashes, clocks, servers.

Random lives of two applications, told to the whole pipeline; after every step the promises are looked at on the
server and in the store.
"""

from __future__ import annotations

import email
import os
import shutil
import tempfile
from datetime import timedelta
from email.message import Message
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from mailwatch.core.lifecycle.events import DraftPlanned, MailRead
from mailwatch.core.models import Kind, Step
from mailwatch.desk import Desk
from mailwatch.pipeline import work
from tests.e2e.journey import Journey
from tests.e2e.test_crashes import DyingMailbox, PowerCutError, power_cut
from tests.letters import invitation, letter
from tests.servers.base import MailServer, done
from tests.servers.dovecot import Dovecot
from tests.servers.embedded import Embedded
from tests.trust.dying import DyingStore, Fuse

EXAMPLES = int(os.environ.get("MAILWATCH_EXAMPLES", "40"))
STEPS = 50
ANEW = os.environ.get("MAILWATCH_ANEW") == "1"
"""Other lives than the last time; in CI they are the same each time."""
FOLLOW_UPS = (Step.FOLLOW_UP, Step.VALUE_FOLLOW_UP, Step.GRACEFUL_EXIT)
SILENT_FOLLOW_UPS = (Step.FOLLOW_UP, Step.VALUE_FOLLOW_UP)
COMPANIES = ("Northwind", "Larkspur")
REPLIES = {
    "rejected": "Hi Sam,\n\nunfortunately, we have decided to move forward with another candidate.\n\nDana Cho\n",
    "deciding": "Hi Sam,\n\nwe are still deciding and will get back to you by the end of next week.\n\nDana Cho\n",
    "offered": "Hi Sam,\n\nwe are delighted to offer you the position of Engineer! The offer is attached.\n\nDana Cho\n",
    "asked": "Hi Sam,\n\ncould you send me two references by Friday?\n\nDana Cho\n",
    "away": "I am out of office until further notice and will answer when I am back.\n",
}
MACHINE = "Recruiting <no-reply@{domain}>"


class AnyLife(RuleBasedStateMachine):
    """The server is given from outside (a class attribute of a subclass made for each test)."""

    server: MailServer

    def __init__(self) -> None:
        super().__init__()
        self.server.fresh_user()
        self.home = Path(tempfile.mkdtemp(prefix="mailwatch-stateful-"))
        self.journey = Journey(self.server, self.home)
        self.journey.__enter__()
        self.delivered: dict[str, list[bytes]] = {"INBOX": [], "Sent": [], "Trash": []}
        self.number = 0

    def teardown(self) -> None:
        self.journey.__exit__()
        shutil.rmtree(self.home)

    # Mails

    def deliver(self, raw: bytes, mailbox: str = "INBOX") -> None:
        self.journey.deliver(raw, mailbox)
        self.delivered[mailbox].append(raw)
        self.number += 1

    @rule(company=st.sampled_from(COMPANIES), hours=st.integers(-30, 120))
    def an_interview_is_announced(self, company: str, hours: int) -> None:
        start = self.journey.now + timedelta(hours=hours)
        domain = f"{company.lower()}.example"
        self.deliver(
            invitation(
                self.journey.now,
                start,
                start + timedelta(hours=1),
                uid=f"{self.number}@{domain}",
                sender=f"Dana Cho <dana.cho@{domain}>",
                summary=f"Interview: Engineer at {company}",
                message_id=f"<{self.number}@{domain}>",
            )
        )

    @rule(company=st.sampled_from(COMPANIES), what=st.sampled_from(sorted(REPLIES)), by_machine=st.booleans())
    def the_employer_writes(self, company: str, what: str, by_machine: bool) -> None:
        domain = f"{company.lower()}.example"
        self.deliver(
            letter(
                REPLIES[what],
                self.journey.now,
                sender=MACHINE.format(domain=domain) if by_machine else f"Dana Cho <dana.cho@{domain}>",
                subject=f"Re: Engineer at {company}",
                message_id=f"<{self.number}@{domain}>",
                answers=self._last_of(domain),
            )
        )

    @rule()
    def a_friend_writes(self) -> None:
        mail = letter(
            "Lunch?",
            self.journey.now,
            sender="Kim <kim@friends.example>",
            message_id=f"<{self.number}@friends.example>",
        )
        self.deliver(mail)

    @precondition(lambda self: self.delivered["INBOX"])
    @rule()
    def a_mail_comes_twice(self) -> None:
        self.deliver(self.delivered["INBOX"][-1])

    def _last_of(self, domain: str) -> str:
        ids = (str(email.message_from_bytes(raw)["Message-ID"]) for raw in reversed(self.delivered["INBOX"]))
        return next((one for one in ids if one.endswith(f"@{domain}>")), "")

    # The user

    def drafts(self) -> list[tuple[int, bytes]]:
        return sorted((uid, raw) for uid, (_, raw) in self.server.snapshot().get("Drafts", {}).items())

    @precondition(lambda self: self.journey.store.applications and self.drafts())
    @rule(leave_a_copy=st.booleans())
    def you_send_a_draft(self, leave_a_copy: bool) -> None:
        uid, raw = self.drafts()[0]
        message: Message = email.message_from_bytes(raw, policy=SMTP)
        message.replace_header("Date", format_datetime(self.journey.now))
        self.deliver(message.as_bytes(), "Sent")
        if not leave_a_copy:
            self.journey.discard(uid)

    @precondition(lambda self: self.journey.store.applications and self.drafts())
    @rule()
    def you_throw_a_draft_away(self) -> None:
        uid, raw = self.drafts()[0]
        self.deliver(raw, "Trash")
        self.journey.discard(uid)

    @precondition(lambda self: self.journey.store.applications and self.drafts())
    @rule()
    def you_edit_a_draft(self) -> None:
        uid, raw = self.drafts()[0]
        edited = raw.rstrip() + b"\r\n\r\nAnd a line of my own.\r\n"
        with self.journey.client() as client:
            done(client.append("Drafts", r"(\Draft \Seen)", "", edited))
        self.journey.discard(uid)

    # Time, and what breaks

    @rule(hours=st.sampled_from([1, 3, 12, 24, 72, 24 * 8, 24 * 30]))
    def time_passes(self, hours: int) -> None:
        self.journey.now += timedelta(hours=hours)
        self.journey.round()

    @precondition(lambda self: self.journey.store.applications)
    @rule(days=st.integers(6, 10))
    def days_go_by(self, days: int) -> None:
        """You send what lies there, and then nobody writes."""
        self.journey.round()
        for uid, raw in self.drafts():
            self.deliver(raw, "Sent")
            self.journey.discard(uid)
        for _ in range(days):
            self.journey.now += timedelta(days=1)
            self.journey.round()

    @rule()
    def the_clock_is_set_back(self) -> None:
        self.journey.now -= timedelta(hours=2)
        self.journey.round()
        self.journey.now += timedelta(hours=2, minutes=5)

    @rule(at=st.integers(1, 60))
    def the_process_dies_in_a_round(self, at: int) -> None:
        desk = self._mortal(self.journey.desk, Fuse(at, power_cut))
        try:
            work(desk, self.journey.now)
        except PowerCutError:
            self.journey.start_again()
            self.journey.round()

    def _mortal(self, desk: Desk, fuse: Fuse) -> Desk:
        mailbox: Any = DyingMailbox(desk.mailbox, fuse)
        store: Any = DyingStore(desk.store, fuse)
        desk.mailbox, desk.store = mailbox, store
        return desk

    @rule()
    def the_process_starts_again(self) -> None:
        self.journey.start_again()
        self.journey.round()

    @precondition(lambda self: isinstance(self.server, Embedded))
    @rule(mailbox=st.sampled_from(["INBOX", "Sent", "Drafts"]))
    def the_server_numbers_a_folder_anew(self, mailbox: str) -> None:
        assert isinstance(self.server, Embedded)
        self.server.imap.renew_uidvalidity(self.server.login, mailbox)
        self.journey.round()

    # What always holds

    @invariant()
    def the_state_is_the_fold_of_the_log(self) -> None:
        assert self.journey.store.folded() == self.journey.store.applications

    @invariant()
    def never_two_open_drafts_to_one_recipient(self) -> None:
        for application in self.journey.store.applications.values():
            people = [to.email for d in application.open_drafts if not d.stale and not d.left for to in d.to]
            assert len(people) == len(set(people))

    @invariant()
    def no_draft_is_planned_that_must_not_be(self) -> None:
        for key in self.journey.store.applications:
            follow_ups, rejected = 0, False
            for event in self.journey.store.log(key):
                if isinstance(event, MailRead) and event.mail.inbound:
                    follow_ups = 0
                    rejected = event.reading.kind is Kind.REJECTION or (rejected and not event.reading.interviews)
                if isinstance(event, DraftPlanned):
                    assert not any(to.email.startswith("no-reply") for to in event.draft.to)
                    assert not (rejected and event.draft.step in FOLLOW_UPS)
                    follow_ups += event.draft.step in SILENT_FOLLOW_UPS
                    assert follow_ups <= 2

    @invariant()
    def folders_hold_what_was_put_there_and_our_drafts(self) -> None:
        held = self.server.snapshot()
        ours = {d.message_id for a in self.journey.store.applications.values() for d in a.drafts}
        for mailbox, mails in self.delivered.items():
            present = [raw for _, raw in held[mailbox].values()]
            others = [raw for raw in present if str(email.message_from_bytes(raw)["Message-ID"]) not in ours]
            expected = [raw for raw in mails if str(email.message_from_bytes(raw)["Message-ID"]) not in ours]
            assert sorted(others) == sorted(expected)
        assert all(not flags for flags, _ in held["INBOX"].values())
        assert all(str(email.message_from_bytes(raw)["Message-ID"]) in ours for _, raw in held["Drafts"].values())
        ids = [str(email.message_from_bytes(raw)["Message-ID"]) for _, raw in held["Drafts"].values()]
        assert len(ids) == len(set(ids))


def live(server: MailServer, examples: int) -> None:
    machine = type("Life", (AnyLife,), {"server": server})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not ANEW,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_any_life_on_the_embedded_server(embedded: Embedded) -> None:
    live(embedded, EXAMPLES)


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_any_life_on_dovecot(dovecot: Dovecot) -> None:
    live(dovecot, EXAMPLES // 2)
