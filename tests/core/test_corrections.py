"""What the user puts right: before, after, after it was taken back, and after a later mail; every time from the log."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.core.briefing import next_key
from mailwatch.core.lifecycle.corrections import Entry, answers_among, corrections, histories, retold, roots
from mailwatch.core.lifecycle.decide import LeaveDraft, PlaceDraft, WithdrawDraft, catch_up, decide
from mailwatch.core.lifecycle.events import (
    ClosedByYou,
    DraftPlaced,
    DraftPlanned,
    DraftSeen,
    DraftSent,
    DraftWithdrawn,
    Event,
    Joined,
    MailRead,
    Misread,
    Noted,
    Opened,
    Paused,
    Reopened,
    SplitOff,
    StepSkipped,
    TakenBack,
)
from mailwatch.core.lifecycle.story import story
from mailwatch.core.lifecycle.telling import KINDS, said
from mailwatch.core.linking import link
from mailwatch.core.models import (
    Address,
    Alias,
    Application,
    Closing,
    DraftState,
    Kind,
    Message,
    Notes,
    Person,
    Reading,
    Stage,
    Step,
    Timeline,
    Trust,
)
from tests.core.stories import DANA, Story, at


@dataclass
class Log:
    """A log of several applications, as the store keeps it."""

    entries: list[Entry] = field(default_factory=list)

    def write(self, application: str, *events: Event) -> int:
        for event in events:
            self.entries.append(Entry(len(self.entries) + 1, application, event))
        return len(self.entries)

    def told(self) -> dict[str, Application]:
        return {key: retold(key, history) for key, history in histories(self.entries).items()}

    def application(self, key: str = "a1") -> Application:
        return self.told()[key]

    def take_back(self, application: str = "a1") -> None:
        """What `undo` does."""
        last = corrections(histories(self.entries)[application])[-1]
        self.write(application, TakenBack(last.event.at, last.seq, said(last.event)))


def logged(*stories: Story) -> Log:
    log = Log()
    for n, one in enumerate(stories, start=1):
        log.write(f"a{n}", *one.log)
    return log


def waiting() -> Story:
    """Interviewed and thanked on 14 April; the wait has begun."""
    story = Story()
    story.confirm("2026-04-14 14:00")
    story.until("2026-04-14 16:00")
    story.send()
    return story


def following_up() -> Story:
    """The follow-up lies in Drafts since 21 April."""
    story = waiting()
    story.until("2026-04-22 09:00")
    assert story.waiting() == [Step.FOLLOW_UP]
    return story


NOW = at("2026-04-22 10:00")
WORDS: list[Event] = [
    Paused(NOW),
    Paused(NOW, until=at("2026-05-14 00:00")),
    ClosedByYou(NOW),
    Noted(NOW, Notes(("event sourcing",), "Rust", timeline=Timeline(date(2026, 5, 20), "4 weeks"))),
    Noted(NOW, Notes(), company="Acme Robotics", role="Staff Engineer", people=(Person("Jo", "jo@acme.example"),)),
    StepSkipped(NOW, Step.FOLLOW_UP, "it is not needed", said=True),
    Misread(NOW, "<m1@acme.example>", Kind.REJECTION),
    Misread(NOW, "<m1@acme.example>", Kind.OTHER),
]


def open_drafts(application: Application) -> list[Step]:
    return [d.step for d in application.open_drafts if not d.stale]


# --- every word -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", WORDS, ids=lambda e: said(e)[:40])
def test_what_was_taken_back_was_never_said(word: Event) -> None:
    log = logged(following_up())
    before = log.application()
    log.write("a1", word)
    assert log.application() != before

    log.take_back()

    assert log.application() == before
    assert corrections(histories(log.entries)["a1"]) == ()


def test_undo_goes_back_one_word_at_a_time() -> None:
    log = logged(following_up())
    states = [log.application()]
    for word in WORDS:
        log.write("a1", word)
        states.append(log.application())

    for before in reversed(states[:-1]):
        log.take_back()
        assert log.application() == before


def test_the_log_is_never_changed_by_a_correction() -> None:
    log = logged(following_up())
    before = list(log.entries)
    log.write("a1", Misread(NOW, "<m1@acme.example>", Kind.OTHER))
    log.take_back()

    assert log.entries[: len(before)] == before


@pytest.mark.parametrize("config", [Noted(NOW, Notes(skill="Rust"), said=False), DraftSent(NOW, "a1/follow_up/2")])
def test_only_the_users_own_word_can_be_taken_back(config: Event) -> None:
    log = logged(following_up())
    log.write("a1", config)

    assert corrections(histories(log.entries)["a1"]) == ()


# --- the thank-you, and the draft that is gone ----------------------------------------------------------------------


def test_thanked_in_person_skips_the_thank_you_and_withdraws_its_draft() -> None:
    story = Story()
    story.confirm("2026-04-14 14:00")
    story.until("2026-04-14 16:00")
    assert story.waiting() == [Step.THANK_YOU]

    story.record(StepSkipped(story.now, Step.THANK_YOU, "you thanked them in person", said=True))
    story.tick()

    assert story.stage is Stage.WAITING
    assert [d.state for d in story.drafts()] == [DraftState.WITHDRAWN]
    story.until("2026-04-21 15:30")
    assert story.waiting() == [Step.FOLLOW_UP]


def test_thanked_in_person_before_the_draft_was_made() -> None:
    story = Story()
    story.confirm("2026-04-14 14:00")
    story.now = at("2026-04-14 15:00")
    story.application, passed = catch_up(story.application, story.now, story.policy)
    story.log += passed

    story.record(StepSkipped(story.now, Step.THANK_YOU, "you thanked them in person", said=True))
    story.until("2026-04-14 18:00")

    assert (story.stage, story.drafts()) == (Stage.WAITING, [])
    log = logged(story)
    log.take_back()
    again, _ = catch_up(log.application(), story.now, story.policy)
    assert decide(again, story.now, story.policy)[0] == PlaceDraft(Step.THANK_YOU, again.interviews[0].key)


def test_a_draft_that_is_gone_was_sent_if_the_user_says_so() -> None:
    story = following_up()
    key = story.drafts(DraftState.PLACED)[0].key
    story.record(DraftSeen(story.now, key, DraftState.GONE))
    story.now = at("2026-04-23 10:00")
    log = logged(story)
    before = log.application()

    log.write("a1", DraftSent(at("2026-04-22 09:00"), key, said=True))

    after = log.application()
    assert (after.stage, after.follow_ups_sent, after.drafts[-1].state) == (Stage.WAITING, 1, DraftState.SENT)
    log.take_back()
    assert log.application() == before


# --- misread --------------------------------------------------------------------------------------------------------


def misread(kind: Kind, **reading: object) -> tuple[Log, Story]:
    """A mail of 22 April that was read as `kind`, after the follow-up was prepared."""
    story = following_up()
    story.now = at("2026-04-22 12:00")
    story.mail(kind, **reading)
    return logged(story), story


def test_a_rejection_that_was_none_is_as_if_it_had_never_been_read_so() -> None:
    log, story = misread(Kind.REJECTION)
    assert story.standing() is Stage.REJECTED
    assert open_drafts(log.application()) == [Step.REJECTION_REPLY]

    log.write("a1", Misread(story.now, "<m2@acme.example>", Kind.STATUS_UPDATE))

    after = log.application()
    assert (after.stage, after.contact_at, after.rejection) == (Stage.WAITING, at("2026-04-22 12:00"), None)
    (action,) = decide(after, story.now, story.policy)
    assert isinstance(action, WithdrawDraft)
    assert action.key.startswith("a1/rejection_reply")


def test_taken_back_the_reply_that_was_withdrawn_meanwhile_is_owed_again() -> None:
    log, story = misread(Kind.REJECTION)
    log.write("a1", Misread(story.now, "<m2@acme.example>", Kind.STATUS_UPDATE))
    log.write("a1", DraftWithdrawn(story.now, log.application().drafts[-1].key, "the application is waiting now"))

    log.take_back()

    again = log.application()
    assert (again.stage, again.owed) == (Stage.REJECTED, (Step.REJECTION_REPLY.value,))
    assert PlaceDraft(Step.REJECTION_REPLY) in decide(again, story.now, story.policy)


def test_an_edited_draft_that_fits_no_more_stays() -> None:
    log, story = misread(Kind.REJECTION)
    log.write("a1", DraftSeen(story.now, log.application().drafts[-1].key, DraftState.EDITED))
    log.write("a1", Misread(story.now, "<m2@acme.example>", Kind.STATUS_UPDATE))

    (action,) = decide(log.application(), story.now, story.policy)

    assert isinstance(action, LeaveDraft)


def test_a_rejection_that_was_taken_for_something_else() -> None:
    log, story = misread(Kind.HUMAN_REPLY)
    assert log.application().stage is Stage.WAITING

    log.write("a1", Misread(story.now, "<m2@acme.example>", Kind.REJECTION))

    after = log.application()
    assert after.stage is Stage.REJECTED
    assert decide(after, story.now, story.policy) == (PlaceDraft(Step.REJECTION_REPLY),)
    assert "declined" not in str(decide(after, story.now, story.policy)), "the user has just said so themselves"


def test_the_kind_stays_the_users_whatever_comes_later() -> None:
    log, story = misread(Kind.REJECTION)
    log.write("a1", Misread(story.now, "<m2@acme.example>", Kind.STATUS_UPDATE))
    later = story.log[-1]
    story.now = at("2026-04-24 12:00")
    story.mail(Kind.HUMAN_REPLY)
    log.write("a1", *story.log[story.log.index(later) + 1 :])

    mails = log.application().mails
    assert [m.kind for m in mails if m.message_id == "<m2@acme.example>"] == [Kind.STATUS_UPDATE]
    assert log.application().stage is Stage.WAITING


def test_the_reading_the_mail_was_given_anew_is_the_one_that_counts() -> None:
    log, story = misread(Kind.HUMAN_REPLY)
    asked = Reading(Kind.ASSESSMENT, 1.0, asks="Please do the exercise.", from_person=True, reply_to=DANA.email)

    log.write("a1", Misread(story.now, "<m2@acme.example>", Kind.ASSESSMENT, asked))

    assert log.application().asked == "Please do the exercise."


def test_ignoring_the_only_mail_closes_the_application_and_takes_its_drafts_back() -> None:
    story = Story()
    story.confirm("2026-04-14 14:00")
    story.until("2026-04-14 16:00")
    log = logged(story)

    log.write("a1", Misread(story.now, "<m1@acme.example>", Kind.OTHER))

    after = log.application()
    assert (after.stage, after.closing, after.interviews) == (Stage.CLOSED, Closing.YOU, ())
    assert [type(a) for a in decide(after, story.now, story.policy)] == [WithdrawDraft]
    log.take_back()
    assert log.application() == story.application


# --- merge ----------------------------------------------------------------------------------------------------------


def two() -> Log:
    """Acme's follow-up lies in Drafts; a rejection under another name has opened an application of its own."""
    log = logged(following_up())
    other = Story(now=at("2026-04-22 12:00"))
    other.log.clear()
    other.record(Opened(other.now, "personal", "Acme Group", "Developer"))
    other.numbers = iter([7])  # type: ignore[assignment]
    other.mail(Kind.REJECTION)
    log.write("a2", *other.log[:2])
    return log


JOINED = Joined(NOW, "a2", Alias("Acme Group", "Developer"))


def test_two_that_are_one_have_one_history() -> None:
    log = two()
    assert {k: a.stage for k, a in log.told().items()} == {"a1": Stage.FOLLOWING_UP, "a2": Stage.REJECTED}

    log.write("a1", JOINED)

    (merged,) = log.told().values()
    assert (merged.id, merged.company, merged.role, merged.stage) == ("a1", "Acme", "Engineer", Stage.REJECTED)
    assert merged.also == (Alias("Acme Group", "Developer"),)
    actions = decide(merged, NOW, Story().policy)
    assert [type(a) for a in actions][:2] == [WithdrawDraft, PlaceDraft]
    assert roots(log.entries)["a2"] == "a1"


def test_taken_back_they_are_two_again() -> None:
    log = two()
    before = log.told()
    log.write("a1", JOINED)
    log.take_back()

    assert log.told() == before


def test_a_later_mail_under_the_other_name_is_of_the_merged_one() -> None:
    log = two()
    message = Message("<x@acme-group.example>", NOW, Address("Jo", "jo@acme-group.example"), "Developer", "", "")
    reading = Reading(Kind.INTERVIEW_INVITED, trust=Trust.PASS, company="Acme Group", role="Developer")
    alone = link(message, reading, [log.application("a1")])
    assert alone.new
    log.write("a1", JOINED)

    found = link(message, reading, list(log.told().values()))

    assert (found.application, found.new) == ("a1", False)


def as_another(event: Event) -> Event:
    """The same event in the log of the application a2: its drafts are drafts of its own."""
    if isinstance(event, DraftPlanned):
        return replace(event, draft=replace(event.draft, key=event.draft.key.replace("a1/", "a2/")))
    if isinstance(event, DraftPlaced | DraftSeen | DraftSent):
        return replace(event, key=event.key.replace("a1/", "a2/"))
    return event


def test_the_second_of_two_drafts_for_the_same_is_withdrawn() -> None:
    log = logged(following_up())
    log.write("a2", *(as_another(e.event) for e in log.entries[:]))
    log.write("a1", Joined(NOW, "a2", Alias("Acme", "Engineer")))
    merged = log.application()
    assert open_drafts(merged) == [Step.FOLLOW_UP, Step.FOLLOW_UP]

    (action,) = decide(merged, NOW, Story().policy)

    assert action == WithdrawDraft("a2/follow_up/2", "there is another one for the same")
    assert next_key(merged, Step.VALUE_FOLLOW_UP) == "a1/value_follow_up/3"


# --- split ----------------------------------------------------------------------------------------------------------


def mixed() -> Log:
    """A mail about another role came into Acme's thread on 22 April, and the user has answered it."""
    story = following_up()
    story.now = at("2026-04-22 12:00")
    story.mail(Kind.INTERVIEW_INVITED, role="Data Engineer", company="Acme", asks="Which day suits you?")
    return logged(story)


def split(log: Log) -> None:
    log.write("a2", Opened(NOW, "personal", "Acme", "Data Engineer"))
    log.write("a1", SplitOff(NOW, ("<m2@acme.example>",), "a2"))


def test_a_mail_that_is_of_another_application_has_never_been_here() -> None:
    log, untouched = mixed(), logged(following_up())
    assert log.application().asked == "Which day suits you?"

    split(log)

    assert log.application("a1").stage is untouched.application().stage
    assert log.application("a1").asked == ""
    other = log.application("a2")
    assert (other.company, other.role, other.asked) == ("Acme", "Data Engineer", "Which day suits you?")
    assert other.claims == ("<m2@acme.example>",)


def test_taken_back_the_mail_is_where_it_was() -> None:
    log = mixed()
    before = log.application()
    split(log)
    log.take_back()

    assert log.application("a1") == before
    assert log.application("a2").mails == ()


def test_a_later_mail_of_the_thread_goes_where_the_user_said() -> None:
    log = mixed()
    message = Message(
        "<later@acme.example>", NOW, Address("Dana Cho", DANA.email), "Re: Your application", "", "",
        in_reply_to=("<m1@acme.example>",), references=("<m1@acme.example>", "<m2@acme.example>"),
    )  # fmt: skip
    reading = Reading(Kind.HUMAN_REPLY, trust=Trust.PASS, from_person=True, company="Acme")
    assert link(message, reading, list(log.told().values())).application == "a1"

    split(log)

    found = link(message, reading, list(log.told().values()))
    assert (found.application, found.why) == ("a2", "you said that this thread belongs here")


def test_the_answers_to_a_mail_go_with_it() -> None:
    log = Log()
    story = waiting()
    story.mail(Kind.HUMAN_REPLY)
    answer = story.log[-1]
    assert isinstance(answer, MailRead)
    log.write("a1", *story.log)
    history = histories(log.entries)["a1"]

    assert answers_among(history, [answer.mail.message_id]) == (answer.mail.message_id,)


def test_an_application_whose_mails_are_all_elsewhere_is_closed() -> None:
    log = logged(waiting())
    log.write("a2", Opened(NOW, "personal", "Globex", "Engineer"))
    log.write("a1", SplitOff(NOW, ("<m1@acme.example>",), "a2"))

    assert (log.application("a1").stage, log.application("a1").closing) == (Stage.CLOSED, Closing.YOU)
    assert log.application("a2").interviews != ()


def test_what_was_merged_can_be_split_and_what_was_split_merged_again() -> None:
    log = mixed()
    before = log.application()
    split(log)
    log.write("a1", Joined(NOW, "a2", Alias("Acme", "Data Engineer")))

    again = log.application()

    assert [m.message_id for m in again.mails] == [m.message_id for m in before.mails]
    assert again.asked == before.asked


# --- whatever is said -----------------------------------------------------------------------------------------------

SAID = st.sampled_from(
    [
        Paused(NOW), ClosedByYou(NOW), Reopened(NOW), Noted(NOW, Notes(skill="Rust")), JOINED,
        SplitOff(NOW, ("<m1@acme.example>",), "a2"), SplitOff(NOW, ("<m7@acme.example>",), "a1"),
        *(Misread(NOW, "<m1@acme.example>", kind) for kind in Kind),
    ]
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(words=st.lists(st.tuples(st.sampled_from(["a1", "a2"]), SAID), max_size=6))
def test_whatever_was_said_all_of_it_can_be_taken_back(words: list[tuple[str, Event]]) -> None:
    log = two()
    before = log.told()
    for key, word in words:
        log.write(roots(log.entries).get(key, key), word)
        log.told()

    for _ in words:
        keys = [k for k, h in histories(log.entries).items() if corrections(h)]
        if not keys:
            break
        log.take_back(max(keys, key=lambda k: corrections(histories(log.entries)[k])[-1].seq))

    assert log.told() == before


@settings(max_examples=40, deadline=None)
@given(words=st.lists(st.tuples(st.sampled_from(["a1", "a2"]), SAID), max_size=6))
def test_every_correction_can_be_told(words: list[tuple[str, Event]]) -> None:
    log = two()
    for key, word in words:
        log.write(roots(log.entries).get(key, key), word)

    for history in histories(log.entries).values():
        told = story(history, Story().policy, NOW, "acme")
        assert told.application == retold(told.application.id, history)
        assert all(h.text for h in told.happenings)


def test_every_kind_has_its_words() -> None:
    assert set(KINDS) == set(Kind)
