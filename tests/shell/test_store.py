"""The store: durable together or not at all, one process at a time, and the log never changes."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from mailwatch import records as memory
from mailwatch.core.lifecycle.events import DraftPlanned, InterviewPassed, MailRead, Noted, Opened, StepFellDue
from mailwatch.core.lifecycle.steps import ImpossibleEventError
from mailwatch.core.models import Address, Draft, DraftState, Kind, Mail, Notes, Person, Reading, Stage, Step
from mailwatch.errors import StoreError
from mailwatch.store import Intent, Mark, Seen, Store
from tests.core.stories import Story, at

NOW = at("2026-04-14 09:00")


def opened(store: Store) -> str:
    with store.transaction():
        return store.open_application(Opened(NOW, "personal", "Acme", "Engineer"), NOW)


def test_the_file_and_its_directory_are_the_users_alone(tmp_path: Path) -> None:
    directory = tmp_path / "state"
    store = Store.open(directory)
    store.close()

    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert stat.S_IMODE((directory / "mailwatch.db").stat().st_mode) == 0o600


def test_a_whole_story_comes_back_from_the_log(tmp_path: Path) -> None:
    story = Story()
    story.confirm("2026-04-14 14:00")
    story.until("2026-04-14 16:00")
    story.send()
    story.until("2026-04-22 09:00")
    story.mail(Kind.REJECTION)
    store = Store.open(tmp_path)
    with store.transaction():
        for event in story.log:
            store.append("a1", event, NOW)
    store.close()

    again = Store.open(tmp_path)

    assert again.applications == {"a1": story.application}
    assert again.log("a1") == tuple(story.log)
    again.close()


def test_what_a_failed_transaction_wrote_is_gone(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    key = opened(store)

    def half() -> None:
        with store.transaction():
            store.append(key, Noted(NOW, Notes(skill="Rust")), NOW)
            store.see(Seen("personal", "INBOX", 1, 7))
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        half()

    assert store.current(key).notes.skill == ""
    assert store.seen_uids("personal", "INBOX", 1) == frozenset()
    assert len(store.log(key)) == 1
    store.close()


def test_an_impossible_event_is_not_written(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    key = opened(store)

    with pytest.raises(ImpossibleEventError), store.transaction():
        store.append(key, StepFellDue(NOW, Step.FOLLOW_UP, NOW), NOW)

    assert len(store.log(key)) == 1
    store.close()


@pytest.mark.parametrize("statement", ["UPDATE events SET body = '{}'", "DELETE FROM events"])
def test_the_log_is_append_only(tmp_path: Path, statement: str) -> None:
    store = Store.open(tmp_path)
    opened(store)
    store.close()

    connection = sqlite3.connect(tmp_path / "mailwatch.db")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    connection.close()


def test_a_second_process_is_told_who_is_first(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    program = f"from mailwatch.store import Store; from pathlib import Path; Store.open(Path({str(tmp_path)!r}))"

    second = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert "another mailwatch (process " in second.stderr
    store.close()
    Store.open(tmp_path).close()


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "mailwatch.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()

    with pytest.raises(StoreError, match="newer mailwatch"):
        Store.open(tmp_path)


def test_a_damaged_database_is_named_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "mailwatch.db").write_bytes(b"not a database at all, sorry" * 100)

    with pytest.raises(StoreError, match=r"damaged .* move it aside"):
        Store.open(tmp_path)


def test_marks_and_seen_messages_are_kept_by_uidvalidity(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    with store.transaction():
        store.see(Seen("personal", "INBOX", 1, 7, "<m@x>", NOW, "other"))
        store.see(Seen("personal", "INBOX", 1, 9, "<n@x>", NOW, "other"))
        store.set_mark("personal", "INBOX", Mark(1, 8, NOW))

    assert store.mark("personal", "INBOX") == Mark(1, 8, NOW)
    assert store.seen_uids("personal", "INBOX", 1) == {9}
    assert store.seen_uids("personal", "INBOX", 2) == frozenset()
    assert store.knows_message("personal", "<m@x>")
    assert not store.knows_message("other", "<m@x>")
    assert not store.knows_message("personal", "")
    store.close()


def test_a_rehearsal_sees_everything_and_changes_nothing_on_disk(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    key = opened(store)
    before = (tmp_path / "mailwatch.db").read_bytes()

    copy = Store.rehearsal(tmp_path)
    with copy.transaction():
        copy.append(key, Noted(NOW, Notes(skill="Rust")), NOW)
    copy.close()

    assert store.current(key).notes.skill == ""
    assert (tmp_path / "mailwatch.db").read_bytes() == before
    store.close()


def test_intents_keep_the_exact_bytes(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    intent = Intent("a1/thank_you/1", b"From: a\r\n\r\n\xff\x00", "Drafts", 3, 12)
    with store.transaction():
        store.intend(intent)

    assert store.intent("a1/thank_you/1") == intent
    store.close()


def test_notices_wait_until_they_are_sent(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    with store.transaction():
        store.notify("", "later", NOW)
        store.notify("a1", "at once", NOW, urgent=True)
    urgent = store.unsent_notices(urgent=True)
    with store.transaction():
        store.notices_sent(urgent, NOW)

    assert [n.text for n in urgent] == ["at once"]
    assert [n.text for n in store.unsent_notices()] == ["later"]
    store.close()


def test_every_event_survives_the_log_whole(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    key = opened(store)
    mail = Mail("<m@x>", NOW, "Grüße", Address("Dana", "d@x"), Kind.INTERVIEW_CONFIRMED, references=("<a@x>",))
    reading = Reading(Kind.INTERVIEW_CONFIRMED, people=(Person("Dana", "d@x"),))
    draft = Draft("a1/x/1", Step.THANK_YOU, (Address("Dana", "d@x"),), "Re: x", "<d@x>", DraftState.DUE, NOW)
    with store.transaction():
        store.append(key, MailRead(NOW, mail, reading, "new"), NOW)
        store.append(key, DraftPlanned(NOW, draft), NOW)

    assert store.log(key)[1:] == (MailRead(NOW, mail, reading, "new"), DraftPlanned(NOW, draft))
    assert store.current(key).stage is Stage.APPLIED
    assert InterviewPassed(NOW, "x").type == "interview_passed"
    store.close()


def test_status_reads_beside_the_daemon(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    opened(store)

    with memory.read_only(tmp_path) as connection:
        (summary,) = memory.summaries(connection)

    assert summary["application"]["company"] == "Acme"
    store.close()
    with pytest.raises(StoreError, match="nothing recorded yet"), memory.read_only(tmp_path / "nowhere"):
        pass
