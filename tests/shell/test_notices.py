"""When the owner hears of what: at once or in the morning, once an hour at most, nothing lost and nothing told twice."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailwatch import config as configuration
from mailwatch.config import Config
from mailwatch.core.digest import Letter, page, plain
from mailwatch.core.lifecycle.events import DraftPlaced, DraftPlanned, InterviewPassed, MailRead, Opened
from mailwatch.core.models import Address, Draft, DraftState, InterviewSlot, Kind, Mail, Reading, Step
from mailwatch.errors import LoginError, MailwatchError, UnreachableError
from mailwatch.notices import deliver, try_again
from mailwatch.notify import Desktop, LostError
from mailwatch.records import Sight
from mailwatch.store import Seen, Store

CONFIG = """\
you: {name: Sam Rivera, email: sam@example.com, timezone: Europe/Berlin}
mailboxes: [{name: personal, provider: fastmail}]
digest: {at: "08:00"%s}
"""
TUESDAY = datetime(2026, 3, 17, 6, 0, tzinfo=UTC)
"""07:00 in Berlin, an hour before the digest."""

EIGHT = TUESDAY + timedelta(hours=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass
class Postbox:
    """Takes letters, or refuses them."""

    letters: list[Letter] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    refusal: Exception | None = None

    def send(self, letter: Letter, message_id: str = "") -> None:
        if self.refusal:
            raise self.refusal
        self.letters.append(letter)
        self.ids.append(message_id)

    @property
    def texts(self) -> list[str]:
        return [plain(letter) for letter in self.letters]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "state")) as opened:
        yield opened


@pytest.fixture
def config() -> Config:
    return configuration.parse(CONFIG % "", "c.yaml")


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


def queue(store: Store, text: str, at: datetime, *, urgent: bool = False, about: str = "", asked: bool = False) -> None:
    with store.transaction():
        store.notify(about, text, at, urgent=urgent, while_asked=asked)


def mail(kind: Kind, at: datetime) -> Mail:
    return Mail(f"<{kind}@acme.example>", at, "Your application", Address("Dana", "dana@acme.example"), kind)


def application(store: Store, at: datetime, reading: Reading) -> str:
    with store.transaction():
        key = store.open_application(Opened(at, "personal", "Acme", "Engineer"), at)
        store.append(key, MailRead(at, mail(reading.kind, at), reading), at)
    return key


def a_draft(store: Store, at: datetime) -> str:
    """An interview an hour before, and its thank-you in Drafts."""
    slot = InterviewSlot(at - 2 * HOUR, at - HOUR, "Europe/Berlin", uid="i1")
    key = application(store, at - DAY, Reading(Kind.INTERVIEW_CONFIRMED, 0.95, interviews=(slot,)))
    interview = store.applications[key].interviews[0].key
    to = (Address("Dana Okafor", "dana@acme.example"),)
    draft = Draft(f"{key}/thank_you/1", Step.THANK_YOU, to, "Re: x", "<d@x>", DraftState.DUE, at, interview=interview)
    with store.transaction():
        store.append(key, InterviewPassed(at - HOUR, interview), at)
        store.append(key, DraftPlanned(at, draft), at)
        store.append(key, DraftPlaced(at, draft.key, 1, 1), at)
    return key


def test_what_is_urgent_is_told_at_once_and_the_rest_in_the_morning(
    store: Store, config: Config, postbox: Postbox
) -> None:
    deliver(store, postbox, config, TUESDAY)
    queue(store, "Something can wait.", TUESDAY)
    queue(store, "Acme has declined.", TUESDAY, urgent=True)

    deliver(store, postbox, config, TUESDAY)
    assert [letter.subject for letter in postbox.letters] == ["Acme has declined"]
    deliver(store, postbox, config, EIGHT - timedelta(seconds=1))
    assert len(postbox.letters) == 1
    deliver(store, postbox, config, EIGHT)

    assert "Something can wait." in postbox.texts[1]
    assert "declined" not in postbox.texts[1]
    assert not store.unsent_notices()


def test_at_most_one_mail_an_hour_and_nothing_is_lost(store: Store, config: Config, postbox: Postbox) -> None:
    sent: list[datetime] = []
    for minute in range(0, 300, 7):
        now = TUESDAY + 3 * HOUR + timedelta(minutes=minute)
        queue(store, f"Urgent at minute {minute}.", now, urgent=True)
        before = len(postbox.letters)
        deliver(store, postbox, config, now)
        sent += [now] * (len(postbox.letters) - before)
    deliver(store, postbox, config, TUESDAY + 9 * HOUR)

    assert min(after - before for before, after in pairwise(sent)) >= HOUR
    assert len(sent) == 5
    everything = "\n".join(postbox.texts)
    assert all(everything.count(f"minute {minute}.") == 1 for minute in range(0, 300, 7))


def test_a_quiet_morning_brings_no_mail_and_is_not_asked_again(store: Store, config: Config, postbox: Postbox) -> None:
    for minute in range(0, 3 * 24 * 60, 30):
        deliver(store, postbox, config, TUESDAY + timedelta(minutes=minute))
    assert not postbox.letters

    queue(store, "Something.", TUESDAY + 2 * DAY + 3 * HOUR)  # after that day's hour
    deliver(store, postbox, config, TUESDAY + 2 * DAY + 4 * HOUR)
    assert not postbox.letters
    deliver(store, postbox, config, EIGHT + 3 * DAY)
    assert len(postbox.letters) == 1


def test_the_digest_says_what_waits_what_happened_and_what_needs_an_eye(
    store: Store, config: Config, postbox: Postbox
) -> None:
    deliver(store, postbox, config, TUESDAY - DAY)
    a_draft(store, TUESDAY - 12 * HOUR)
    queue(store, "“Hello” from Kim (16 Mar) may be a rejection; have a look. It says: “<b>we regret</b>”", TUESDAY)

    deliver(store, postbox, config, EIGHT)

    (letter,) = postbox.letters
    told = postbox.texts[0]
    assert letter.subject == "One draft waits, one thing to look at"
    assert letter.greeting == "Good morning. Tuesday, 17 March"
    assert "* Thank-you to Dana Okafor, Acme (Engineer)\n  Best sent by today 18:00, 10 hours from now." in told
    assert "It says: “<b>we regret</b>”" in " ".join(told.split())
    assert "An interview is fixed: Mon 16 Mar 17:00." in told
    assert "&lt;b&gt;we regret&lt;/b&gt;" in page(letter)
    assert "<b>" not in page(letter)
    assert "Acme" not in letter.title
    deliver(store, postbox, config, EIGHT + 2 * HOUR)
    assert len(postbox.letters) == 1


def test_a_draft_that_nothing_happens_to_is_not_told_of_every_morning(
    store: Store, config: Config, postbox: Postbox
) -> None:
    deliver(store, postbox, config, TUESDAY - DAY)
    a_draft(store, TUESDAY - 12 * HOUR)
    for day in range(10):
        deliver(store, postbox, config, EIGHT + day * DAY)
    assert len(postbox.letters) == 3
    queue(store, "Something else.", EIGHT + 10 * DAY)
    deliver(store, postbox, config, EIGHT + 11 * DAY)
    assert "Thank-you to Dana Okafor" in postbox.texts[-1]  # but it stands in any other


@pytest.mark.parametrize(
    ("at", "days"),
    [("02:30", (datetime(2026, 3, 27, tzinfo=UTC), 4)), ("02:30", (datetime(2026, 10, 23, tzinfo=UTC), 4))],
    ids=["the clocks jump over it", "the clocks pass it twice"],
)
def test_there_is_one_digest_a_day_when_the_clocks_change(
    store: Store, postbox: Postbox, at: str, days: tuple[datetime, int]
) -> None:
    config = configuration.parse((CONFIG % "").replace("08:00", at), "c.yaml")
    begin, number = days
    begin -= timedelta(hours=6)
    sent: list[datetime] = []
    for minute in range(0, number * 24 * 60, 30):
        now = begin + timedelta(minutes=minute)
        queue(store, f"At {now:%d %H:%M}.", now)
        before = len(postbox.letters)
        deliver(store, postbox, config, now)
        sent += [now] * (len(postbox.letters) - before)

    local = [moment.astimezone(ZoneInfo(config.you.timezone)) for moment in sent]
    assert len({moment.date() for moment in local}) == len(local) == number
    assert all(moment.hour in (2, 3) for moment in local)


def test_after_a_restart_the_digest_is_not_sent_again(config: Config, postbox: Postbox, tmp_path: Path) -> None:
    for minute in range(-5, 180, 5):
        with closing(Store.open(tmp_path / "state")) as store:
            queue(store, f"Minute {minute}.", EIGHT)
            deliver(store, postbox, config, EIGHT + timedelta(minutes=minute))
    assert len(postbox.letters) == 1


def test_a_machine_that_was_off_in_the_morning_is_told_late_rather_than_never(
    store: Store, config: Config, postbox: Postbox
) -> None:
    deliver(store, postbox, config, TUESDAY)
    queue(store, "Something.", TUESDAY)
    deliver(store, postbox, config, EIGHT + 5 * HOUR)
    assert len(postbox.letters) == 1
    deliver(store, postbox, config, EIGHT + DAY)
    assert len(postbox.letters) == 1


def test_a_clock_that_was_years_ahead_does_not_end_the_digests(store: Store, config: Config, postbox: Postbox) -> None:
    queue(store, "From the future.", TUESDAY)
    deliver(store, postbox, config, TUESDAY + 2000 * DAY)
    deliver(store, postbox, config, TUESDAY + 2001 * DAY)
    queue(store, "Back again.", TUESDAY)
    deliver(store, postbox, config, EIGHT + DAY)
    assert "Back again." in postbox.texts[-1]


@dataclass
class DyingPostbox(Postbox):
    """The process dies while it sends: before the server has the mail, or after."""

    taken: bool = False

    def send(self, letter: Letter, message_id: str = "") -> None:
        if self.taken:
            super().send(letter, message_id)
        raise KeyboardInterrupt


@pytest.mark.parametrize("taken", [False, True])
def test_a_death_while_sending_loses_nothing_and_doubles_nothing(store: Store, config: Config, taken: bool) -> None:
    deliver(store, Postbox(), config, TUESDAY)
    queue(store, "Acme has declined.", TUESDAY, urgent=True)
    dying = DyingPostbox(taken=taken)
    with pytest.raises(KeyboardInterrupt):
        deliver(store, dying, config, TUESDAY)
    if taken:  # and it arrives in the mailbox that is watched
        with store.transaction():
            store.see(Seen("personal", "INBOX", 1, 7, dying.ids[0], TUESDAY, "sent_by_you"))

    after = Postbox()
    for minute in range(1, 30):
        deliver(store, after, config, TUESDAY + timedelta(minutes=minute))

    assert len(dying.letters) + len(after.letters) == 1
    assert not store.unsent_notices()
    if not taken:
        queue(store, "More.", TUESDAY, urgent=True)
        deliver(store, after, config, TUESDAY + 3 * HOUR)
        assert len(set(after.ids)) == 2


@pytest.mark.parametrize("taken", [False, True])
def test_a_mail_of_which_nobody_knows_is_looked_for_before_it_is_sent_again(
    store: Store, config: Config, postbox: Postbox, taken: bool
) -> None:
    tried: list[str] = []

    class Losing(Postbox):
        def send(self, letter: Letter, message_id: str = "") -> None:  # noqa: ARG002
            tried.append(message_id)
            raise LostError("the connection was lost")

    queue(store, "Acme has declined.", TUESDAY, urgent=True)
    deliver(store, Losing(), config, TUESDAY)
    if taken:
        with store.transaction():
            store.see(Seen("personal", "INBOX", 1, 7, tried[0], TUESDAY, "sent_by_you"))
    for minute in range(1, 30):
        deliver(store, postbox, config, TUESDAY + timedelta(minutes=minute))

    assert len(tried) == 1
    assert postbox.ids == ([] if taken else tried)  # the same Message-ID: a server may still tell that it is the same
    assert not store.unsent_notices()


def test_what_cannot_be_sent_waits_and_the_server_is_not_pressed(
    store: Store, config: Config, postbox: Postbox
) -> None:
    tries: list[timedelta] = []

    class Refusing(Postbox):
        def send(self, letter: Letter, message_id: str = "") -> None:  # noqa: ARG002
            tries.append(now - TUESDAY)
            raise refusal

    queue(store, "Acme has declined.", TUESDAY, urgent=True)
    refusal: MailwatchError = UnreachableError("no route")
    for minute in range(30):
        now = TUESDAY + timedelta(minutes=minute)
        deliver(store, Refusing(), config, now)
    assert len(tries) == 6  # every five minutes
    refusal = LoginError("wrong password")
    tries.clear()
    for minute in range(30, 300, 5):
        now = TUESDAY + timedelta(minutes=minute)
        deliver(store, Refusing(), config, now)
    assert len(tries) == 5  # every hour: trying again soon may lock the account
    try_again(store)
    deliver(store, postbox, config, now)
    assert "Acme has declined." in postbox.texts[0]


def test_a_question_is_dropped_once_it_is_answered(store: Store, config: Config, postbox: Postbox) -> None:
    deliver(store, postbox, config, TUESDAY)
    queue(store, "Acme asked you for something.", TUESDAY, asked=True)
    deliver(store, postbox, config, EIGHT)
    assert not postbox.letters
    assert not store.unsent_notices()


def test_blind_spells_stand_in_the_digest_but_a_night_s_sleep_is_no_reason_for_one(
    store: Store, config: Config, postbox: Postbox
) -> None:
    def seen(at: datetime, **more: object) -> None:
        with store.transaction():
            store.keep_sight(Sight("personal", seen_at=at, **more))  # type: ignore[arg-type]

    evening = TUESDAY - 8 * HOUR
    seen(evening)
    deliver(store, postbox, config, evening)
    deliver(store, postbox, config, TUESDAY)  # asleep in between
    seen(TUESDAY)
    deliver(store, postbox, config, TUESDAY + timedelta(seconds=30))
    seen(EIGHT)
    deliver(store, postbox, config, EIGHT)
    assert not postbox.letters

    seen(EIGHT, blind_since=EIGHT + HOUR, why="imap.fastmail.com: no route")
    deliver(store, postbox, config, EIGHT + 2 * HOUR)
    seen(EIGHT + 4 * HOUR)
    deliver(store, postbox, config, EIGHT + 4 * HOUR)
    seen(EIGHT + DAY)
    queue(store, "Something.", EIGHT)
    deliver(store, postbox, config, EIGHT + DAY)
    assert "Not seen from yesterday 09:00 to yesterday 12:00" in postbox.texts[0]

    seen(EIGHT + DAY, blind_since=EIGHT + DAY + HOUR, why="imap.fastmail.com: no route")
    deliver(store, postbox, config, EIGHT + 2 * DAY)  # and one that lasts is reason enough
    assert "Not seen since yesterday 09:00, 23 hours.\n  “imap.fastmail.com: no route”" in postbox.texts[1]


# --- on the desktop -------------------------------------------------------------------------------------------------


@pytest.fixture
def shown(tmp_path: Path) -> Path:
    """What a notify-send of our own was given, an argument a line."""
    program = tmp_path / "bin" / "notify-send"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >>"{tmp_path}/shown"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return tmp_path / "shown"


def desktop(shown: Path, bus: str = "unix:path=/run/user/1000/bus") -> Desktop:
    path = f"{shown.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return Desktop({"PATH": path, **({"DBUS_SESSION_BUS_ADDRESS": bus} if bus else {})})


def test_the_desktop_shows_titles_that_name_nobody(store: Store, postbox: Postbox, shown: Path) -> None:
    config = configuration.parse(CONFIG % ", desktop: true", "c.yaml")
    deliver(store, postbox, config, TUESDAY, lambda: desktop(shown))
    key = a_draft(store, TUESDAY)
    deliver(store, postbox, config, TUESDAY, lambda: desktop(shown))
    queue(store, "Acme (Engineer) has declined.", TUESDAY, urgent=True, about=key)
    deliver(store, postbox, config, TUESDAY, lambda: desktop(shown))
    deliver(store, postbox, config, TUESDAY + timedelta(minutes=1), lambda: desktop(shown))

    lines = shown.read_text().splitlines()
    assert [line for line in lines if not line.startswith("--") and line != "mailwatch"] == [
        "A draft waits in your Drafts folder",
        "There is news of an application",
    ]
    assert not any(word in shown.read_text() for word in ("Acme", "Dana", "declined"))


def test_without_a_session_or_a_wish_nothing_is_shown(
    store: Store, config: Config, postbox: Postbox, shown: Path
) -> None:
    assert not desktop(shown, bus="").show("x")
    assert not Desktop({"PATH": "/nowhere", "DBUS_SESSION_BUS_ADDRESS": "x"}).show("x")
    queue(store, "Acme has declined.", TUESDAY, urgent=True)
    deliver(store, postbox, config, TUESDAY, lambda: desktop(shown))
    assert not shown.exists()
