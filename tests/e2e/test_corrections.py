"""The user puts things right on the command line: heard in the next round, remembered, and taken back, for good."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mailwatch.cli.arguments import Arguments, parser
from mailwatch.cli.corrections import correct
from mailwatch.cli.why import why
from mailwatch.cli.words import say
from mailwatch.core.models import Application, Closing, DraftState, Kind, RejectionSort, Stage, Step, short_id
from mailwatch.errors import UsageError
from tests.core.stories import at
from tests.e2e.journey import Journey
from tests.e2e.service import CONFIG
from tests.e2e.test_journeys import REJECTED, STILL_DECIDING, confirmed, stage, states, thanked
from tests.letters import letter
from tests.servers.base import MailServer

PAGE = Path(__file__).parents[2] / "docs" / "corrections.md"
SEEN = "<confirmed@northwind.example>"

OTHER_NAME = """\
Hi Sam,

Thank you for applying for the Platform Engineer position at Contoso Labs. We have received your application and will
review it shortly.

Lee Park
Contoso Labs
"""

OTHER_ROLE = """\
Hi Sam,

One more thing: we would like to invite you to an interview for the Data Engineer position at Northwind. Which day next
week would suit you?

Dana Cho
"""

OVERLOOKED = """\
Hi Sam,

Tuesday, April 14 at 4:00 PM it is. See you then.

Robin
"""

PLAIN = """\
Hi Sam,

it was good to see you again after all these years. Greetings to everybody at home, and let us meet soon.

Robin
"""


@pytest.fixture
def journey(embedded: MailServer, tmp_path: Path) -> Iterator[Journey]:
    with Journey(embedded, tmp_path) as running:
        yield running


def tell(journey: Journey, *words: str, heard: bool = True) -> None:
    """The user says something, and the next round of work hears it."""
    arguments = parser().parse_args(["--state", str(journey.directory), *words], namespace=Arguments())
    verb = correct if words[0] in ("merge", "split", "misread", "undo") else say
    assert verb(arguments, lambda: journey.now) == 0
    if heard:
        journey.round()


def story(journey: Journey, name: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    config = journey.directory / "config.yaml"
    config.write_text(CONFIG.format(host="localhost", port=1, login="sam", secret="secret"))
    words = ["-c", str(config), "--state", str(journey.directory), "why", name, "--json"]
    arguments = parser().parse_args(words, namespace=Arguments())
    assert why(arguments, lambda: journey.now) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def everybody(journey: Journey) -> dict[str, Application]:
    return dict(journey.store.applications)


def survives(journey: Journey) -> None:
    """A restart changes nothing, with the states that were kept and without them."""
    before = everybody(journey)
    journey.start_again()
    assert everybody(journey) == before
    assert journey.store.folded() == before
    journey.round()
    assert everybody(journey) == before


def follow_up_waits(journey: Journey) -> None:
    thanked(journey)
    journey.until("2026-04-22 09:00")
    assert states(journey)[-1] == (Step.FOLLOW_UP, DraftState.PLACED)


def later(journey: Journey, text: str, *, answers: str = SEEN, **headers: str) -> None:
    journey.deliver(letter(text, journey.now, answers=answers, **headers))
    journey.round()


# --- pause, snooze, close, reopen, note -----------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "stands"), [
    (("pause", "northwind"), Stage.PAUSED),
    (("snooze", "northwind", "2 weeks"), Stage.PAUSED),
    (("close", "northwind"), Stage.CLOSED),
])  # fmt: skip
def test_pause_snooze_and_close(journey: Journey, words: tuple[str, ...], stands: Stage) -> None:
    thanked(journey)
    tell(journey, *words)
    assert stage(journey) is stands
    survives(journey)
    later(journey, STILL_DECIDING)
    assert stage(journey) is stands

    tell(journey, "undo")

    assert stage(journey) is Stage.WAITING
    survives(journey)
    journey.until("2026-05-01 12:00")
    assert states(journey)[-1] == (Step.FOLLOW_UP, DraftState.PLACED)


def test_a_draft_taken_back_by_a_close_is_prepared_again_after_undo(journey: Journey) -> None:
    follow_up_waits(journey)
    tell(journey, "close", "northwind")
    assert (states(journey)[-1], journey.drafts()) == ((Step.FOLLOW_UP, DraftState.WITHDRAWN), [])

    tell(journey, "undo", "northwind")

    assert states(journey)[-1] == (Step.FOLLOW_UP, DraftState.PLACED)
    assert len(journey.drafts()) == 1
    assert len({d.key for d in journey.application.drafts}) == len(journey.application.drafts)
    survives(journey)


def test_reopen_can_be_taken_back_too(journey: Journey) -> None:
    thanked(journey)
    tell(journey, "close", "northwind")
    tell(journey, "reopen", "northwind")
    assert stage(journey) is Stage.WAITING
    tell(journey, "undo")
    assert stage(journey) is Stage.CLOSED
    tell(journey, "undo")
    assert stage(journey) is Stage.WAITING
    survives(journey)


def test_a_note_of_everything(journey: Journey) -> None:
    thanked(journey)
    before = journey.application
    tell(
        journey, "note", "northwind", "they liked my talk", "--topic", "event sourcing", "--skill", "Rust", "--timeline", "3 weeks",
        "--company", "Northwind Traders", "--role", "Principal Engineer", "--person", "Jane Doe <jane@northwind.example>",
    )  # fmt: skip

    noted = journey.application
    assert (noted.company, noted.role) == ("Northwind Traders", "Principal Engineer")
    assert (noted.notes.topics, noted.notes.skill, noted.notes.remarks) == (
        ("event sourcing",), "Rust", ("they liked my talk",),
    )  # fmt: skip
    assert noted.timeline is not None
    assert noted.timeline.until.isoformat() == "2026-05-05"
    assert "jane@northwind.example" in [p.email for p in noted.people]
    survives(journey)
    journey.until("2026-04-30 12:00")
    assert stage(journey) is Stage.WAITING

    tell(journey, "undo", "northwind")

    assert (journey.application.company, journey.application.notes) == (before.company, before.notes)
    assert stage(journey) is Stage.FOLLOWING_UP
    survives(journey)


def test_thanked_in_person(journey: Journey) -> None:
    confirmed(journey)
    journey.until("2026-04-14 15:30")
    assert len(journey.drafts()) == 1

    tell(journey, "note", "northwind", "--thanked")

    assert (stage(journey), journey.drafts()) == (Stage.WAITING, [])
    survives(journey)
    later(journey, STILL_DECIDING)
    assert stage(journey) is Stage.WAITING
    tell(journey, "undo")
    assert (stage(journey), len(journey.drafts())) == (Stage.THANKING, 1)
    survives(journey)


def test_a_draft_that_left_without_a_copy_was_sent(journey: Journey) -> None:
    follow_up_waits(journey)
    journey.discard()
    journey.until("2026-04-24 09:00")
    assert states(journey)[-1] == (Step.FOLLOW_UP, DraftState.GONE)
    before = journey.application.follow_ups_sent

    tell(journey, "note", "northwind", "--sent")

    assert states(journey)[-1] == (Step.FOLLOW_UP, DraftState.SENT)
    assert journey.application.follow_ups_sent == before + 1
    survives(journey)
    tell(journey, "undo")
    assert states(journey)[-1] == (Step.FOLLOW_UP, DraftState.GONE)
    survives(journey)


# --- misread --------------------------------------------------------------------------------------------------------


@pytest.fixture
def on_each_server(server: MailServer, tmp_path: Path) -> Iterator[Journey]:
    with Journey(server, tmp_path) as running:
        yield running


def test_a_mail_read_wrongly_is_read_again_as_the_user_says(
    on_each_server: Journey, capsys: pytest.CaptureFixture[str]
) -> None:
    journey = on_each_server
    follow_up_waits(journey)
    later(journey, STILL_DECIDING, message_id="<wrong@northwind.example>")
    assert states(journey)[-1] == (Step.FOLLOW_UP, DraftState.WITHDRAWN)
    before = journey.application

    tell(journey, "misread", short_id("<wrong@northwind.example>"), "--as", "rejection")

    assert stage(journey) is Stage.REJECTED
    assert states(journey)[-1] == (Step.REJECTION_REPLY, DraftState.PLACED)
    assert any("is a rejection" in h["text"] for h in story(journey, "northwind", capsys)["story"])
    survives(journey)
    later(journey, PLAIN, answers="<wrong@northwind.example>")
    assert journey.application.rejection is RejectionSort.AFTER_APPLICATION
    assert stage(journey) is Stage.REJECTED

    tell(journey, "undo")

    assert (stage(journey), journey.drafts()) == (Stage.WAITING, [])
    assert [m.kind for m in journey.application.mails[: len(before.mails)]] == [m.kind for m in before.mails]
    survives(journey)


@pytest.fixture
def overlooked(journey: Journey) -> Journey:
    """A mail that nobody would take for one about a job lies in the inbox."""
    sender = "Robin Vale <robin@vale.example>"
    journey.deliver(letter(OVERLOOKED, journey.now, sender=sender, subject="Tuesday", message_id="<x@vale.example>"))
    journey.round()
    assert everybody(journey) == {}
    return journey


def test_a_mail_that_was_taken_for_nothing_opens_an_application(overlooked: Journey) -> None:
    tell(overlooked, "misread", "<x@vale.example>", "--as", "interview_confirmed")

    assert (stage(overlooked), len(overlooked.application.interviews)) == (Stage.SCHEDULED, 1)
    survives(overlooked)
    overlooked.until("2026-04-14 15:30")
    assert len(overlooked.drafts()) == 1

    tell(overlooked, "undo")

    assert (overlooked.application.closing, overlooked.application.mails) == (Closing.YOU, ())
    assert overlooked.drafts() == []
    survives(overlooked)


def test_a_mail_that_could_be_anybodys_is_somebodys_if_the_user_says_whose(overlooked: Journey) -> None:
    confirmed(overlooked)
    tell(overlooked, "misread", short_id("<x@vale.example>"), "--as", "human_reply")
    assert [n.text for n in overlooked.store.unsent_notices() if "--application NAME" in n.text]
    assert len(overlooked.application.mails) == 1

    tell(overlooked, "misread", "<x@vale.example>", "--as", "human_reply", "--application", "northwind")

    assert [m.kind for m in overlooked.application.mails] == [Kind.INTERVIEW_CONFIRMED, Kind.HUMAN_REPLY]
    survives(overlooked)
    tell(overlooked, "undo", "northwind")
    assert len(overlooked.application.mails) == 1


def test_ignoring_the_only_mail_takes_the_draft_back(journey: Journey) -> None:
    confirmed(journey)
    journey.until("2026-04-14 15:30")
    assert len(journey.drafts()) == 1

    tell(journey, "misread", "staff engineer", "--ignore", "--application", "northwind")

    assert (journey.application.closing, journey.drafts()) == (Closing.YOU, [])
    survives(journey)
    later(journey, STILL_DECIDING)
    assert journey.application.closing is Closing.YOU
    tell(journey, "undo")
    assert (stage(journey), len(journey.drafts())) == (Stage.THANKING, 1)
    survives(journey)


# --- merge and split ------------------------------------------------------------------------------------------------


def two(journey: Journey) -> None:
    """Northwind waits for its follow-up; Contoso Labs has acknowledged an application."""
    thanked(journey)
    other = letter(
        OTHER_NAME, journey.now, sender="Lee Park <lee@contoso.example>", subject="Your application", message_id="<c@c>"
    )
    journey.deliver(other)
    journey.round()
    assert [a.company for a in everybody(journey).values()] == ["Northwind", "Contoso Labs"]


def test_two_that_are_one(journey: Journey, capsys: pytest.CaptureFixture[str]) -> None:
    two(journey)
    before = everybody(journey)

    tell(journey, "merge", "northwind", "contoso")

    merged = journey.application
    assert (merged.company, merged.role, merged.stage) == ("Northwind", "Staff Engineer", Stage.WAITING)
    assert "<c@c>" in [m.message_id for m in merged.mails]
    assert story(journey, "northwind", capsys)["id"] == merged.id
    survives(journey)
    rejected = REJECTED.replace("Northwind", "Contoso Labs").replace("Staff", "Platform")
    sender = "Lee Park <lee@contoso.example>"
    journey.deliver(letter(rejected, journey.now, sender=sender, subject="Your application at Contoso Labs"))
    journey.round()
    assert stage(journey) is Stage.REJECTED

    tell(journey, "undo")

    after = everybody(journey)
    assert list(after) == list(before)
    assert after["a2"] == before["a2"]
    survives(journey)


def test_a_word_on_one_that_was_merged_meanwhile_is_about_the_merged_one(journey: Journey) -> None:
    two(journey)
    tell(journey, "merge", "northwind", "contoso", heard=False)
    tell(journey, "pause", "contoso")

    assert (journey.application.id, stage(journey)) == ("a1", Stage.PAUSED)
    survives(journey)


def test_a_mail_of_another_application(journey: Journey) -> None:
    follow_up_waits(journey)
    later(journey, OTHER_ROLE, message_id="<other@northwind.example>")
    (mixed,) = everybody(journey).values()
    assert mixed.asked

    tell(journey, "split", "northwind", short_id("<other@northwind.example>"))

    old, new = everybody(journey).values()
    assert (old.asked, old.stage) == ("", Stage.FOLLOWING_UP)
    assert (new.company, new.role) == ("Northwind", "Data Engineer")
    assert new.asked
    survives(journey)
    later(journey, STILL_DECIDING, answers="<other@northwind.example>", message_id="<later@northwind.example>")
    assert "<later@northwind.example>" in [m.message_id for m in everybody(journey)["a2"].mails]

    tell(journey, "undo", old.id)

    assert everybody(journey)["a1"].mails == mixed.mails
    survives(journey)


# --- what cannot be ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "told"), [
    (("undo",), "nothing to take back"),
    (("undo", "northwind"), "nothing of Northwind (Staff Engineer) to take back"),
    (("merge", "northwind", "staff"), "name two applications"),
    (("merge", "northwind", "globex"), "no application answers to 'globex'"),
    (("split", "northwind", "ffffff"), "no mail answers to 'ffffff'"),
    (("misread", "<nowhere@x>", "--ignore"), "no mail answers to"),
    (("snooze", "northwind", "yesterday"), "has passed already"),
    (("snooze", "northwind", "1 March"), "has passed already"),
    (("snooze", "northwind", "sometime"), "names no day"),
    (("note", "northwind", "--timeline", "1 March 2026"), "has passed already"),
    (("note", "northwind"), "nothing to note"),
    (("note", "northwind", "--thanked"), "no interview is over"),
    (("note", "northwind", "--sent"), "no draft is gone"),
    (("note", "northwind", "--person", "at@"), "names nobody"),
])  # fmt: skip
def test_what_cannot_be_is_told_in_one_line(journey: Journey, words: tuple[str, ...], told: str) -> None:
    confirmed(journey)

    with pytest.raises(UsageError) as refused:
        tell(journey, *words)

    assert told in str(refused.value)
    assert (str(refused.value).count("\n"), refused.value.exit_code) == (0, 2)


@pytest.mark.parametrize("command", re.findall(r"`mailwatch (.+?)`", PAGE.read_text(encoding="utf-8")))
def test_every_command_on_the_page_is_one(command: str) -> None:
    assert callable(parser().parse_args(shlex.split(command), namespace=Arguments()).verb)


def test_an_ambiguous_name_lists_what_tells_them_apart(journey: Journey) -> None:
    two(journey)

    with pytest.raises(UsageError) as refused:
        tell(journey, "pause", "n")

    text = str(refused.value)
    assert "2 applications answer to 'n'" in text
    assert "a1 (“Northwind Staff Engineer”; waiting, last mail on 14 Apr 2026)" in text
    assert "say a1 or a2" in text


def test_a_name_that_is_almost_right_is_guessed_at(journey: Journey) -> None:
    two(journey)

    with pytest.raises(UsageError, match=r"no application answers to 'nortwind'; did you mean: a1 \(“Northwind"):
        tell(journey, "pause", "nortwind")


def test_a_draft_that_was_sent_is_no_mail_to_be_moved(journey: Journey) -> None:
    thanked(journey)
    before = journey.application
    (sent,) = [m.message_id for m in before.mails if not m.inbound]

    tell(journey, "split", "northwind", sent)

    assert everybody(journey) == {"a1": before}
    assert "a draft that you sent" in journey.store.unsent_notices()[-1].text


@pytest.mark.parametrize("word", ["pause", "reopen"])
def test_a_word_that_would_change_nothing_is_refused(journey: Journey, word: str) -> None:
    thanked(journey)
    if word == "pause":
        tell(journey, "close", "northwind")

    with pytest.raises(UsageError, match=r"is closed; `mailwatch reopen`|is neither closed nor paused"):
        tell(journey, word, "northwind")


def test_a_word_nobody_has_heard_yet_can_be_taken_back(journey: Journey) -> None:
    thanked(journey)
    tell(journey, "pause", "northwind", heard=False)
    tell(journey, "undo", heard=False)
    with pytest.raises(UsageError, match="nothing to take back"):
        tell(journey, "undo", heard=False)

    journey.round()

    assert stage(journey) is Stage.WAITING
    assert journey.application.paused_until is None


def test_why_needs_no_daemon_and_tells_the_words_of_each_mail(
    journey: Journey, capsys: pytest.CaptureFixture[str]
) -> None:
    follow_up_waits(journey)

    told = story(journey, "northwind", capsys)

    read = next(h for h in told["story"] if h["event"] == "mail_read")
    assert read["mail"]["from"]["email"] == "dana.cho@northwind.example"
    assert read["mail"]["kind"] == Kind.INTERVIEW_CONFIRMED
    assert any("confirmed" in e["quote"] for e in read["evidence"])
    due = next(h for h in told["story"] if h["event"] == "step_fell_due")
    assert due["arithmetic"][-1].endswith("so Wed 22 Apr 09:00")
    assert due["rule"] == {"stage": "waiting", "trigger": "deadline passed: follow up", "to": "following_up"}
    assert at(told["next"]["due"][:16].replace("T", " ")) <= journey.now
