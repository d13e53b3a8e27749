"""Whatever happens in whatever order, on a real connection: mails, the user, crashes, clocks, servers.

Random lives of two applications, told to the whole pipeline; after every step the promises are looked at on the
server and in the store.
"""

from __future__ import annotations

import contextlib
import email
import os
import shutil
import tempfile
from collections import Counter
from datetime import timedelta
from email.message import Message
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mailwatch.core.lifecycle.events import DraftPlanned, MailRead
from mailwatch.core.models import Kind, Step
from mailwatch.pipeline import work
from tests.e2e.journey import Journey
from tests.e2e.test_crashes import DyingMailbox, PowerCutError, power_cut
from tests.letters import invitation, letter
from tests.servers.base import MailServer, done, memory_disk
from tests.servers.dovecot import Dovecot
from tests.servers.embedded import Embedded
from tests.trust.conftest import Figure
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
BREAKS = ("INBOX", "Sent", "Drafts", "clock set back", "death", "restart")
"""A folder is numbered anew, or what the word says."""
MUST_HAPPEN = (*BREAKS, *(s.value for s in Step), "draft_sent", "draft_discarded", "draft_withdrawn")
MACHINE = "Recruiting <no-reply@{domain}>"


class AnyLife(RuleBasedStateMachine):
    """The server is given from outside (a class attribute of a subclass made for each test)."""

    server: MailServer
    lived: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.server.fresh_user()
        self.home = Path(tempfile.mkdtemp(prefix="mailwatch-stateful-", dir=memory_disk()))
        self.journey = Journey(self.server, self.home)
        self.journey.__enter__()
        self.delivered: dict[str, list[bytes]] = {"INBOX": [], "Sent": [], "Trash": []}
        self.number = 0

    def teardown(self) -> None:
        for key in self.journey.store.applications:
            for event in self.journey.store.log(key):
                self.lived[event.draft.step if isinstance(event, DraftPlanned) else event.type] += 1
        self.journey.__exit__()
        shutil.rmtree(self.home)

    # Mails

    def deliver(self, raw: bytes, mailbox: str = "INBOX") -> None:
        self.journey.deliver(raw, mailbox)
        self.delivered[mailbox].append(raw)
        self.number += 1

    @initialize(company=st.sampled_from(COMPANIES), hours=st.integers(-30, -2))
    def it_begins_with_a_thank_you(self, company: str, hours: int) -> None:
        self.an_interview_is_announced(company, hours)
        self.journey.round()

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

    @rule(company=st.sampled_from(COMPANIES))
    def a_person_declines(self, company: str) -> None:
        self.the_employer_writes(company, "rejected", by_machine=False)

    @rule(again=st.booleans())
    def something_else_comes(self, again: bool) -> None:
        """A friend writes, or the last mail comes a second time."""
        mail = letter(
            "Lunch?",
            self.journey.now,
            sender="Kim <kim@friends.example>",
            message_id=f"<{self.number}@friends.example>",
        )
        self.deliver(self.delivered["INBOX"][-1] if again else mail)

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
        self._send(uid, raw, leave_a_copy=leave_a_copy)

    def _send(self, uid: int, raw: bytes, *, leave_a_copy: bool = False) -> None:
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
        for _ in range(2):  # gone at first, and thrown away once that has settled
            self.journey.round()
            self.journey.now += timedelta(minutes=2)

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
    @rule(days=st.integers(5, 30), send=st.booleans())
    def days_go_by(self, days: int, send: bool) -> None:
        """Nobody writes, and you send what lies there, or let it lie."""
        for _ in range(days):
            self.journey.now = (self.journey.now + timedelta(days=1)).replace(hour=9, minute=0)
            self.journey.round()
            for uid, raw in self.drafts() if send else []:
                self._send(uid, raw)

    @rule(what=st.sampled_from(BREAKS), at=st.integers(1, 60))
    def something_breaks(self, what: str, at: int) -> None:
        if what == "clock set back":
            self.journey.now -= timedelta(hours=2)
            self.journey.round()
            self.journey.now += timedelta(hours=2, minutes=5)
        elif what == "death":
            self._die(at)
        elif what != "restart":
            self.server.renew_uidvalidity(what)
        self.lived[what] += 1
        self.journey.start_again()
        self.journey.round()

    def _die(self, at: int) -> None:
        """The process ends at a step of a round, if there are so many."""
        desk, fuse = self.journey.desk, Fuse(at, power_cut)
        mailbox: Any = DyingMailbox(desk.mailbox, fuse)
        store: Any = DyingStore(desk.store, fuse)
        desk.mailbox, desk.store = mailbox, store
        with contextlib.suppress(PowerCutError):
            work(desk, self.journey.now)
            self.lived["death"] -= 1  # it lived

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
    def no_message_id_is_used_twice(self) -> None:
        ids = [d.message_id for a in self.journey.store.applications.values() for d in a.drafts]
        assert len(ids) == len(set(ids))

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
        assert not any(flags for mailbox in ("INBOX", "Sent") for flags, _ in held[mailbox].values())
        assert not any(b"no-reply" in _headers(raw) for _, raw in held["Drafts"].values())
        assert all(str(email.message_from_bytes(raw)["Message-ID"]) in ours for _, raw in held["Drafts"].values())
        ids = [str(email.message_from_bytes(raw)["Message-ID"]) for _, raw in held["Drafts"].values()]
        assert len(ids) == len(set(ids))


def _headers(raw: bytes) -> bytes:
    return raw.partition(b"\r\n\r\n")[0]


def live(server: MailServer, examples: int) -> Counter[str]:
    """So many lives, and how often what has happened in them."""
    lived: Counter[str] = Counter()
    machine = type("Life", (AnyLife,), {"server": server, "lived": lived})
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

    return lived


def check_that_they_were_full(lived: Counter[str], examples: int, figure: Figure) -> None:
    """Lives in which nothing happens would break no promise."""
    figure(f"{examples} lives: " + ", ".join(f"{what} {times}" for what, times in lived.most_common()))
    rare = [what for what in MUST_HAPPEN if lived[what] < max(1, examples // 20)]
    assert not rare, lived


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_any_life_on_the_embedded_server(embedded: Embedded, figure: Figure) -> None:
    check_that_they_were_full(live(embedded, EXAMPLES), EXAMPLES, figure)


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_any_life_on_dovecot(dovecot: Dovecot, figure: Figure) -> None:
    check_that_they_were_full(live(dovecot, EXAMPLES // 2), EXAMPLES // 2, figure)
