"""What is found in archives on disk, whatever shape they are in."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailwatch import sources
from mailwatch.core.models import Kind, Owner
from mailwatch.core.parsing import parse
from mailwatch.errors import UsageError
from mailwatch.replay.archive import Archive, arrival, folder_of, look_through, part_of
from mailwatch.replay.mailbox import INBOX, SENT
from mailwatch.replay.owner import Guess, guess
from tests.letters import letter

NOW = datetime(2026, 6, 1, tzinfo=UTC)
THEN = datetime(2026, 4, 1, 9, tzinfo=UTC)
SAM = Owner("Sam Rivera", ("sam@example.com",), "Europe/Berlin")
FROM_LINE = b"From dana@northwind.example Wed Apr 01 09:00:00 2026\n"
CONFIRMED = "Hi Sam,\n\nYour interview for the Engineer role is confirmed for April 14 at 4:00 PM CEST.\n\nDana Cho\n"


def found(*paths: Path, processes: int | None = None) -> Archive:
    return look_through([str(p) for p in paths], SAM, NOW, lambda _done, _all: None, processes=processes)


def numbered(n: int, **headers: str) -> bytes:
    return letter(f"{CONFIRMED}\n{n}", THEN + timedelta(hours=n), message_id=f"<{n}@x.example>", **headers)


def mbox(path: Path, *mails: bytes, eol: bytes = b"\n") -> Path:
    path.write_bytes(b"".join((FROM_LINE + m.replace(b"\r\n", b"\n") + b"\n").replace(b"\n", eol) for m in mails))
    return path


@pytest.mark.parametrize("eol", [b"\n", b"\r\n"])
@pytest.mark.parametrize("size", [300, 1000, sources.CHUNK])
def test_an_mbox_is_cut_at_the_same_places_however_it_is_chunked(tmp_path: Path, eol: bytes, size: int) -> None:
    mails = [numbered(n) for n in range(40)]
    path = mbox(tmp_path / "a.mbox", *mails, eol=eol)
    spans = [(span, raw) for chunk in sources.chunks(str(path), size) for span, raw in chunk.mails()]
    assert [raw.replace(b"\r\n", b"\n").strip() for _, raw in spans] == [
        m.replace(b"\r\n", b"\n").strip() for m in mails
    ]
    assert all(span.read() == raw for span, raw in spans)


def test_prose_that_begins_with_from_does_not_cut_a_mail_and_quoting_is_undone(tmp_path: Path) -> None:
    text = "Hi,\n\nFrom what I hear, all is well.\n\n>From here on it is quoted.\n"
    path = mbox(tmp_path / "a.mbox", letter(text, THEN), numbered(2))
    first, second = sources.messages(str(path))
    assert b"\nFrom what I hear" in first[1]
    assert b"\nFrom here on" in first[1]
    assert second[0] == f"{path}:2"


def test_a_mail_that_never_ends_is_cut_and_the_next_one_is_read(tmp_path: Path) -> None:
    huge = numbered(1) + b"x" * 79 + b"\n"
    path = tmp_path / "a.mbox"
    with path.open("wb") as file:
        file.write(FROM_LINE + huge)
        for _ in range(36):
            file.write((b"y" * 1023 + b"\n") * 1024)
        file.write(b"\n" + FROM_LINE + numbered(2).replace(b"\r\n", b"\n"))
    sizes = [len(raw) for _, raw in sources.messages(str(path))]
    assert len(sizes) == 2
    assert sizes[0] <= sources.LONGEST
    archive = found(path)
    assert archive.mails == 2
    assert archive.letters[-1].at == THEN + timedelta(hours=2)


def test_several_processes_find_what_one_finds(tmp_path: Path) -> None:
    path = mbox(tmp_path / "a.mbox", *(numbered(n) for n in range(30)))
    alone, together = found(path, processes=1), found(path, processes=2)
    assert together == alone
    assert len(alone.letters) == 30


def test_a_maildir_knows_its_sent_folder_drafts_and_trash(tmp_path: Path) -> None:
    home = tmp_path / "Maildir"
    for folder, name, raw in (
        ("cur", "1.a:2,S", numbered(1)),
        ("new", "2.a", numbered(2)),
        ("cur", "3.a:2,D", numbered(3)),
        (".Sent/cur", "4.a:2,S", letter("Thank you!", THEN, sender="Sam <other@example.org>", to="dana@x.example")),
        (".Papierkorb/cur", "5.a:2,S", numbered(5)),
    ):
        (home / folder).mkdir(parents=True, exist_ok=True)
        (home / folder / name).write_bytes(raw)
    archive = found(home)
    assert [(one.folder, one.mail.read()[:5]) for one in archive.letters if one.folder == SENT] == [(SENT, b"From:")]
    assert archive.counts == {Kind.INTERVIEW_CONFIRMED.value: 2, Kind.SENT_BY_YOU.value: 1, "left out": 2}


def test_a_folder_may_hold_files_and_mboxes(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(numbered(1))
    (tmp_path / "notes.txt").write_text("not mail")
    (tmp_path / "Takeout" / "Mail").mkdir(parents=True)
    mbox(tmp_path / "Takeout" / "Mail" / "All mail.mbox", numbered(2), numbered(3))
    assert [one.at.hour - THEN.hour for one in found(tmp_path).letters] == [1, 2, 3]


@pytest.mark.parametrize(
    ("labels", "folder"),
    [
        ("Inbox,Opened", INBOX),
        ("Archived,Important", INBOX),
        ("Sent", SENT),
        ("=?UTF-8?Q?Gesendet,Ge=C3=B6ffnet?=", SENT),
        ("Sent,Inbox", INBOX),
        ("Drafts", ""),
        ("Trash,Opened", ""),
        ("Spam", ""),
    ],
)
def test_gmail_labels_tell_where_a_mail_lies(labels: str, folder: str) -> None:
    assert folder_of(parse(numbered(1, X_Gmail_Labels=labels)), ("All mail Including Spam and Trash",), SAM) == folder


def test_without_labels_the_folder_tells_and_then_who_wrote() -> None:
    mine = letter("Hello", THEN, sender="Sam <sam@example.com>", to="dana@x.example")
    note = letter("Milk", THEN, sender="Sam <sam@example.com>", to="sam@example.com")
    assert folder_of(parse(mine), ("archive",), SAM) == SENT
    assert folder_of(parse(note), ("archive",), SAM) == INBOX
    assert folder_of(parse(numbered(1)), ("Sent Items",), SAM) == SENT
    assert [part_of(n) for n in (".INBOX.Gesendet", "[Gmail]/Entwürfe", "Sent", "Projects")] == [
        "sent",
        "drafts",
        "sent",
        "",
    ]


@pytest.mark.parametrize(
    ("received", "written", "came"),
    [
        ("Wed, 01 Apr 2026 09:00:07 +0000", "Wed, 01 Apr 2026 09:00:00 +0000", "2026-04-01T09:00:07"),
        ("", "Wed, 01 Apr 2026 09:00:00 +0000", "2026-04-01T09:00:00"),
        ("Wed, 01 Apr 2026 09:00:07 +0000", "yesterday at noon", "2026-04-01T09:00:07"),
        ("Fri, 01 May 2026 09:00:00 +0000", "Wed, 01 Apr 2026 09:00:00 +0000", "2026-04-01T09:00:00"),
        ("Wed, 01 Apr 2026 09:00:07 +0000", "Tue, 01 Apr 2036 09:00:00 +0000", "2026-04-01T09:00:07"),
        ("", "Tue, 01 Apr 2036 09:00:00 +0000", None),
        ("", "??", None),
    ],
    ids=["on its way for seconds", "no Received", "bad Date", "fetched later", "Date ahead", "only ahead", "nothing"],
)
def test_when_a_mail_came_in(received: str, written: str, came: str | None) -> None:
    head = f"Received: from a by b; {received}\n" if received else ""
    at = arrival(parse(f"{head}Date: {written}\nFrom: a@b.example\n\nHi".encode()), NOW)
    assert (at.isoformat()[:19] if at else None) == came


def test_mail_without_a_usable_date_is_counted_and_named(tmp_path: Path) -> None:
    undated = numbered(1).replace(b"Date: Wed, 01 Apr 2026", b"Date: someday 2026")
    archive = found(mbox(tmp_path / "a.mbox", undated, numbered(2)))
    assert archive.counts["undated"] == 1
    assert len(archive.letters) == 1
    (note,) = archive.notes
    assert note.startswith("1 mail has no usable date and could not be placed in time: “Staff Engineer at Northwind”")


def test_a_truncated_mbox_is_read_as_far_as_it_goes_and_said_to_be(tmp_path: Path) -> None:
    path = mbox(tmp_path / "a.mbox", numbered(1), numbered(2))
    path.write_bytes(path.read_bytes()[:-40])
    archive = found(path)
    assert len(archive.letters) == 2
    assert archive.notes == [f"{path}: it ends in the middle of its last mail; what is there was read"]


def test_a_zip_is_refused_and_names_what_is_inside(tmp_path: Path) -> None:
    path = tmp_path / "takeout-20260401.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("Takeout/archive_browser.html", "<html>")
        packed.writestr("Takeout/Mail/All mail Including Spam and Trash.mbox", FROM_LINE)
    with pytest.raises(UsageError) as refusal:
        found(path)
    assert str(refusal.value) == (
        f"{path}: this is a zip archive; unpack it first, then name what was inside:"
        " 'Takeout/Mail/All mail Including Spam and Trash.mbox'"
    )


@pytest.mark.parametrize("content", [b"%PDF-1.7\n\x00\x01\x02", b"just a note to myself\n", b"\x00" * 5000])
def test_what_is_no_mail_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "thing"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"thing: this is not mail; expected an mbox, a Maildir, an \.eml file"):
        found(path)


def test_an_empty_folder_and_a_missing_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no mail here"):
        found(tmp_path)
    with pytest.raises(UsageError, match=r"nowhere: cannot be read \(No such file or directory\)"):
        found(tmp_path / "nowhere")


def test_the_owner_is_told_from_what_is_marked_as_sent(tmp_path: Path) -> None:
    sent = [
        letter("x", THEN + timedelta(hours=n), sender="Sam Rivera <Sam@Example.com>", X_Gmail_Labels="Sent")
        for n in range(9)
    ]
    alias = letter("x", THEN, sender="Sam <sam@work.example>", X_Gmail_Labels="Sent")
    inbound = [numbered(n, X_Gmail_Labels="Inbox", Authentication_Results="mx.google.com; spf=pass") for n in range(3)]
    path = mbox(tmp_path / "All mail.mbox", *sent, alias, *inbound)
    assert guess([str(path)]) == Guess("Sam Rivera", ("sam@example.com", "sam@work.example"), ("mx.google.com",))


def test_failing_that_the_owner_is_whom_mail_was_delivered_to(tmp_path: Path) -> None:
    path = mbox(tmp_path / "a.mbox", *(numbered(n, Delivered_To="sam@example.com") for n in range(3)))
    assert guess([str(path)]) == Guess("", ("sam@example.com",))
    assert guess([str(mbox(tmp_path / "b.mbox", numbered(1)))]) == Guess()
