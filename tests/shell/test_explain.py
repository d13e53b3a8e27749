"""`mailwatch explain`: everything a reading holds, for a person and for a program, from one process or several."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailwatch import sources
from mailwatch.cli import INTERRUPTED
from mailwatch.cli.explain import MANY_BYTES, MANY_MAILS, PORTION, Teller, explain, paragraphs, portions, worth
from mailwatch.cli.explain_values import as_values
from mailwatch.cli.explain_view import as_text
from mailwatch.cli.explain_words import cut, joined, met, pieces, spans
from mailwatch.cli.terminal import Terminal, columns
from mailwatch.core.models import (
    Evidence,
    InterviewSlot,
    Kind,
    Message,
    Origin,
    Owner,
    Person,
    Reading,
    RejectionSort,
    Timeline,
    Trust,
)
from mailwatch.core.parsing import parse
from mailwatch.core.reading import read
from mailwatch.core.reading.rulebook import available, rulebook
from mailwatch.errors import UsageError
from mailwatch.processes import processors
from mailwatch.sources import Chunk
from tests.letters import letter

THEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
OWNER = Owner("Sam Rivera", ("sam@example.com",), "Europe/Berlin")
CORPUS = Path(__file__).parents[1] / "corpus"
PAGE = Path(__file__).parents[2] / "docs" / "explain.md"
PLAIN = Terminal()
SGR = re.compile(r"\x1b\[[\d;]*m")

REFUSED = letter(
    "Hi Sam,\n\nThank you for your time. Unfortunately, we have decided to move forward with other candidates.\n\n"
    "Best,\nDana Cho\nRecruiter, Northwind",
    THEN,
    subject="Staff Engineer at Northwind",
)
FIXED = letter(
    "Hi Sam,\n\nYour interview for the Staff Engineer position is confirmed for Thursday, March 12 at 2:00 PM CET.\n"
    "You will hear from us by the end of next week.\n\nBest,\nDana Cho\nNorthwind",
    THEN,
    subject="Interview confirmation: Staff Engineer",
)
WHOLE = Reading(
    Kind.REJECTION,
    0.93,
    Trust.FAIL,
    (Evidence("We regret that the job is filled.", "rejection.filled"),),
    (Kind.STATUS_UPDATE,),
    "Northwind",
    "Staff Engineer",
    "R-1042",
    (Person("Dana Cho", "dana@northwind.example", "recruiter"),),
    (
        InterviewSlot(
            THEN,
            THEN + timedelta(hours=1),
            "Europe/Berlin",
            "u1@x",
            2,
            "https://meet.example/1",
            "Room 4",
            (Person("Ida Holm", "", "interviewer"),),
        ),
        InterviewSlot(THEN + timedelta(days=1), None, "+01:00"),
    ),
    ("u0@x",),
    Timeline(date(2026, 3, 13), "by the end of next week"),
    "dana@northwind.example",
    from_person=True,
    language="de",
    asks="Which day suits you?",
    sort=RejectionSort.POSITION_FILLED,
    away_until=date(2026, 3, 20),
    bounced=("gone@northwind.example",),
    bounced_id="<returned@example.com>",
    problems=("a part was not read",),
    origins=(
        Origin("company", "signature"),
        Origin("role", "subject"),
        Origin("interview", "calendar"),
        Origin("interview", "body", "Tuesday at 9:30"),
    ),
)
"""A reading in which nothing is left out; no mail says all of it."""
MESSAGE = parse(REFUSED)


def told(raw: bytes, screen: Terminal = PLAIN) -> str:
    return as_text(message := parse(raw), read(message, OWNER), OWNER, screen)


def mails_in(folder: Path, number: int = 40) -> Path:
    folder.mkdir(exist_ok=True)
    for n in range(number):
        (folder / f"{n:03}.eml").write_bytes((REFUSED, FIXED)[n % 2])
    return folder


def printed(*files: Path, as_json: bool, processes: int, size: int = PORTION) -> list[str]:
    return list(paragraphs([str(file) for file in files], Teller(OWNER, PLAIN, as_json), processes, size))


# --- the words that are marked --------------------------------------------------------------------------------------


def marked(text: str, *rules: str, languages: tuple[str, ...] = ("en",)) -> str:
    return "".join(f"«{p.text}»" if p.marked else p.text for p in pieces(text, rules, languages))


def test_the_words_that_met_the_rule_are_marked_as_they_were_written() -> None:
    assert (
        marked("Unfortunately, we won\u2019t be  moving *forward* with you.", "rejection.not-moving-forward")
        == "Unfortunately, we «won\u2019t be  moving *forward* with» you."
    )
    assert marked("“UNFORTUNATELY”, no.", "hint.regret") == "“«UNFORTUNATELY»”, no."


def test_each_corpus_quote_that_a_rule_of_words_met_has_a_mark() -> None:
    names = {rule.name for code in available() for rule in rulebook(code).rules}
    quotes = [
        (reading.language, evidence)
        for path in sorted(CORPUS.glob("*/*.eml"))
        for reading in [read(parse(path.read_bytes()), OWNER)]
        for evidence in reading.evidence
        if evidence.rule in names
    ]
    without = [e for code, e in quotes if not spans(e.quote, e.rule, (code, "en"))]
    assert len(quotes) > 300
    assert len(without) <= len(quotes) // 50, without


def test_two_rules_that_met_one_sentence_are_shown_together() -> None:
    found = told(REFUSED)
    line = next(line for line in found.splitlines() if "Unfortunately" in line)
    assert "«Unfortunately»" in line
    assert line.count("«") >= 2
    assert found.count("other candidates") == 1


def test_where_the_whole_mail_was_weighed_the_words_that_weighed_most_are_marked() -> None:
    text = "Sam, it was close and we enjoyed meeting you, but in the end we went with somebody else."
    found = [p.text for p in pieces(text, ["opinion.rejection"], ("en",)) if p.marked]
    assert 1 <= len(found) <= 3
    assert found != [p.text for p in pieces(text, ["opinion.offer"], ("en",)) if p.marked]
    assert marked(text, "opinion.bounce") == text  # it knows nothing of that kind


def test_what_no_rule_of_words_met_is_left_as_it_is() -> None:
    assert marked("Interview (2026-03-12 14:00)", "calendar.invitation") == "Interview (2026-03-12 14:00)"
    assert marked("", "hint.regret") == ""
    assert marked("nothing of that sort", "hint.regret") == "nothing of that sort"


RULES = st.sampled_from([*(rule.name for rule in rulebook("en").rules), "opinion.rejection", "no.rule"])
QUOTES = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(["we", "regret", "won't", "İ,", "ﬁlled", "—", "other", "candidates?", "\u200b"])).map(
        " ".join
    ),
)


@given(QUOTES, st.lists(RULES, max_size=4))
def test_the_pieces_of_a_quote_are_the_quote(quote: str, rules: list[str]) -> None:
    found = pieces(quote, rules, ("en", "de"))
    assert "".join(piece.text for piece in found) == quote
    assert all(piece.text for piece in found)
    assert found == pieces(quote, rules, ("en", "de"))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda pair: (pair[0], sum(pair)))))
def test_joined_spans_cover_the_same_places_in_order(given_spans: list[tuple[int, int]]) -> None:
    whole = joined(given_spans)
    assert {n for span in given_spans for n in range(*span)} == {n for span in whole for n in range(*span)}
    assert all(one[1] <= other[0] for one, other in pairwise(whole))
    text = "x" * 60
    assert sum(len(p.text) for p in cut(text, whole) if p.marked) == len({n for span in whole for n in range(*span)})


@given(st.sampled_from(list(rulebook("en").rules)), QUOTES)
def test_a_mark_begins_and_ends_with_a_word(rule: Any, quote: str) -> None:
    for start, stop in met(quote, rule.name, rulebook("en")):
        assert quote[start:stop] == quote[start:stop].strip()
        assert start < stop


# --- for a person ---------------------------------------------------------------------------------------------------


def test_a_fact_is_shown_with_where_it_was_found() -> None:
    found = told(FIXED)
    assert "an interview is fixed (interview_confirmed" in found
    assert "interview: Thu 12 Mar 2026 14:00 Europe/" in found
    assert "in the words “Thursday, March 12 at 2:00 PM CET”  (from the text)" in found
    assert re.search(r"role: Staff Engineer  \(from the (subject|text)\)", found)
    assert "answer to: dana.cho@northwind.example  (from the sender's address)" in found
    assert "promised by: Fri 13 Mar 2026, in the words “" in found
    assert "language: English" in found


def test_everything_of_a_reading_is_shown() -> None:
    found = as_text(MESSAGE, WHOLE, OWNER, PLAIN)
    for words in (
        "a rejection and word on how things stand: somebody else has the job (rejection, 93% sure, moves nothing)",
        "“We regret that «the job is filled».”",
        "company: Northwind  (from the signature)",
        "role: Staff Engineer  (from the subject)",
        "number of the position: R-1042",
        "people: Dana Cho <dana@northwind.example> (recruiter)",
        "interview: Mon 02 Mar 2026 09:30 to 10:30 Europe/Berlin (10:30 your time)  (from the calendar part)",
        "link: https://meet.example/1",
        "place: Room 4",
        "with: Ida Holm",
        "interview: Tue 03 Mar 2026 09:30 +01:00 (10:30 your time), in the words “Tuesday at 9:30”  (from the text)",
        "called off in the calendar: u0@x",
        "promised by: Fri 13 Mar 2026, in the words “by the end of next week”",
        "asks: “Which day suits you?”",
        "away until: Fri 20 Mar 2026",
        "could not be delivered to: gone@northwind.example",
        "written by: a person",
        "sender: is NOT who it says",
        "language: German",
        "not read: a part was not read",
    ):
        assert words.replace("«", "").replace("»", "") in found.replace("«", "").replace("»", ""), words


@pytest.mark.parametrize(
    ("trust", "header", "ids", "words"),
    [
        (Trust.PASS, "mx.example.com; dmarc=pass", ("mx.example.com",), "is who it says"),
        (Trust.FAIL, "mx.example.com; dmarc=fail", ("mx.example.com",), "the check failed at mx.example.com"),
        (Trust.UNKNOWN, "", (), "no mail server wrote down"),
        (Trust.UNKNOWN, "mx.example.com; dmarc=pass", (), "the config names no server"),
        (Trust.UNKNOWN, "mx.evil.example; dmarc=pass", ("mx.example.com",), "none of those whose word counts"),
    ],
)
def test_why_a_sender_is_believed_or_not(trust: Trust, header: str, ids: tuple[str, ...], words: str) -> None:
    message = replace(MESSAGE, headers={"authentication-results": (header,)} if header else {})
    found = as_text(message, Reading(Kind.OFFER, trust=trust), replace(OWNER, authserv_ids=ids), PLAIN)
    assert words in found


def test_nothing_of_a_mail_reaches_a_terminal_as_a_command() -> None:
    reading = replace(
        WHOLE,
        company="North\x1b]0;wind\x07",
        evidence=(Evidence("We \x1b[31mregret", "hint.regret"),),
        asks="\x9b2J",
        problems=("\u202e",),
    )
    found = as_text(MESSAGE, reading, OWNER, PLAIN)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", found)
    name = "evil\x1b[2J.eml"
    assert "\x1b" not in Teller(OWNER, PLAIN, as_json=False).whole(name, "", "")


@pytest.mark.parametrize("width", [20, 33, 60, 100, 250])
def test_it_fits_any_width_and_no_word_is_lost(width: int) -> None:
    wide = as_text(MESSAGE, WHOLE, OWNER, PLAIN)
    narrow = as_text(MESSAGE, WHOLE, OWNER, Terminal(width, bounded=True))
    coloured = as_text(MESSAGE, WHOLE, OWNER, Terminal(width, colour=True, bounded=True))
    for text in (narrow, SGR.sub("", coloured)):
        assert max(map(columns, text.splitlines())) <= width
        assert re.sub(r"[«»\s]", "", text) == re.sub(r"[«»\s]", "", wide)


def test_only_a_terminal_gets_control_codes() -> None:
    assert "\x1b" not in told(REFUSED)
    assert "«" in told(REFUSED)
    coloured = told(REFUSED, Terminal(colour=True))
    assert "«" not in coloured
    assert SGR.sub("", coloured) == told(REFUSED).replace("«", "").replace("»", "")


# --- for a program --------------------------------------------------------------------------------------------------


def keys(value: Any, above: str = "") -> set[str]:
    """The names in a JSON value: `people[].name`, `timeline.until`."""
    if isinstance(value, dict) and not above.endswith("origins"):
        return {f"{above}.{key}".lstrip(".") for key in value}.union(
            *(keys(each, f"{above}.{key}".lstrip(".")) for key, each in value.items())
        )
    if isinstance(value, list):
        return set().union(*(keys(each, f"{above}[]") for each in value))
    return set()


def kind_of(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "list"
        case _:
            return "object"


def at(value: Any, path: str) -> Any:
    for name in path.replace("[]", ".0").split("."):
        value = value[int(name)] if name.isdecimal() else value[name]
    return value


def documented() -> dict[str, str]:
    """The types that the page gives, by name."""
    return dict(re.findall(r"^\| `([\w.\[\]]+)` \| ([\w ]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_page_lists_every_name_that_is_printed_and_no_other() -> None:
    whole = json.loads(Teller(OWNER, PLAIN, as_json=True).whole("a", "", json.dumps(as_values(MESSAGE, WHOLE))))
    assert set(documented()) == keys(whole)


def test_the_page_tells_the_type_of_each_name() -> None:
    whole = {"source": "a", **as_values(MESSAGE, WHOLE)}
    bare = {"source": "a", **as_values(MESSAGE, Reading(Kind.OTHER))}
    for name, types in documented().items():
        assert kind_of(at(whole, name)) in types.split(" or "), name
        if "." not in name:
            assert kind_of(at(bare, name)) in types.split(" or "), name
            assert ("null" in types) == (bare[name] is None), name


def test_no_field_of_a_reading_is_left_out() -> None:
    values = as_values(MESSAGE, WHOLE)
    assert {field.name for field in fields(Reading)} <= set(values)
    assert values["problems"] == ["a part was not read"]
    assert values["interviews"][1] == {
        "start": "2026-03-03T09:30:00+00:00",
        "end": None,
        "timezone": "+01:00",
        "uid": "",
        "sequence": 0,
        "link": "",
        "location": "",
        "people": [],
        "origin": "body",
        "quote": "Tuesday at 9:30",
    }


def test_programs_of_old_find_what_they_found() -> None:
    old = {
        "source", "kind", "confidence", "trust", "acts", "evidence", "company", "role", "people", "interview",
        "timeline_until", "reply_to",
    }  # fmt: skip
    teller = Teller(OWNER, PLAIN, as_json=True)
    line = json.loads(teller.whole("a", *teller.of(FIXED)))
    assert old <= set(line)
    assert set(line["interview"]) == {"start", "end", "timezone", "uid"}
    assert line["interview"]["start"] == "2026-03-12T14:00:00+01:00"
    assert line["timeline_until"] == "2026-03-13"
    assert line["reply_to"] == "dana.cho@northwind.example"
    assert line["origins"]["reply_to"] == "address"


# --- many mails -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_json", [False, True])
def test_several_processes_print_what_one_prints(tmp_path: Path, as_json: bool) -> None:
    folder = mails_in(tmp_path / "mails")
    mbox = tmp_path / "all.mbox"
    mbox.write_bytes(b"".join(b"From a@x Mon Mar  2 09:30:00 2026\n" + raw + b"\n" for raw in [REFUSED, FIXED] * 20))
    files = (folder, mbox, folder / "000.eml", mbox)
    alone = printed(*files, as_json=as_json, processes=1)
    assert printed(*files, as_json=as_json, processes=2, size=4096) == alone
    assert len(alone) == 40 + 40 + 1 + 40
    if as_json:
        assert [json.loads(line)["source"] for line in alone[40:42]] == [f"{mbox}:1", f"{mbox}:2"]
        assert json.loads(alone[-1])["source"] == f"{mbox}:40"
    else:
        assert alone[79].startswith(f"{mbox}:40: Interview confirmation: Staff Engineer\n  an interview is fixed")


def test_the_verb_prints_it_all(tmp_path: Path) -> None:
    folder = mails_in(tmp_path / "mails", 3)
    out = io.StringIO()
    with redirect_stdout(out):
        assert explain([str(folder)], None, as_json=True) == 0
    assert [json.loads(line)["kind"] for line in out.getvalue().splitlines()] == [
        "rejection",
        "interview_confirmed",
        "rejection",
    ]


def test_few_mails_are_worth_one_process_and_many_all_processors() -> None:
    one = Chunk(("a.eml",), "", 1000)
    assert worth([one] * (MANY_MAILS - 1)) == 1
    assert worth([one] * MANY_MAILS) == processors()
    assert worth([Chunk(("a.eml",) * MANY_MAILS, "", 1000)]) == processors()
    assert worth([replace(one, size=MANY_BYTES // 2, mbox=True)]) == 1
    assert worth([replace(one, size=MANY_BYTES // 2, mbox=True)] * 2) == processors()


def test_the_first_lines_come_before_the_other_mails_are_looked_at(tmp_path: Path) -> None:
    folder = mails_in(tmp_path / "mails", 200)
    looked: list[str] = []

    def watching(message: Message, owner: Owner) -> Reading:
        looked.append(message.subject)
        return read(message, owner)

    lines = paragraphs([str(folder)], Teller(OWNER, PLAIN, as_json=True, read=watching), 1, 4096)
    assert json.loads(next(lines))["source"].endswith("000.eml")
    assert len(looked) < 20


def test_mails_that_are_named_one_by_one_go_in_portions(tmp_path: Path) -> None:
    chunks = [c for path in sorted(mails_in(tmp_path / "m", 200).iterdir()) for c in sources.chunks(str(path))]
    some = list(portions(chunks))
    assert [chunk for portion in some for chunk in portion] == chunks
    assert 2 <= len(some) <= 5


def failing(message: Message, owner: Owner) -> Reading:
    if "confirmation" in message.subject:
        raise RecursionError("too deep")
    return read(message, owner)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_mail_that_cannot_be_read_is_named_and_the_next_one_is_read(tmp_path: Path, processes: int) -> None:
    teller = Teller(OWNER, PLAIN, as_json=True, read=failing)
    lines = paragraphs([str(mails_in(tmp_path / "m", 4))], teller, processes)
    _, one, other, _ = map(json.loads, lines)
    assert one["kind"] == "other"
    assert one["acts"] is False
    assert one["problems"] == ["this mail could not be read (RecursionError: too deep); please tell us of its shape"]
    assert other["kind"] == "rejection"


def test_a_file_that_is_missing_is_told_before_anything_is_printed(tmp_path: Path) -> None:
    folder = mails_in(tmp_path / "mails", 1)
    out = io.StringIO()
    with redirect_stdout(out), pytest.raises(UsageError, match="nowhere"):
        explain([str(folder), str(tmp_path / "nowhere.eml")], None, as_json=True)
    assert out.getvalue() == ""


def test_standard_input_is_read_like_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(FIXED)
    run = subprocess.run(
        [sys.executable, "-m", "mailwatch", "explain", "--json", "-", str(path)],
        input=FIXED,
        capture_output=True,
        check=True,
    )
    piped, named = map(json.loads, run.stdout.splitlines())
    assert piped["source"] == "-"
    assert named == {**piped, "source": str(path)}


@pytest.mark.parametrize("as_json", ["--json", "--"])
def test_whoever_stops_reading_or_presses_ctrl_c_sees_no_traceback(tmp_path: Path, as_json: str) -> None:
    folder = mails_in(tmp_path / "mails", MANY_MAILS)
    for stop in ("close", "interrupt"):
        run = subprocess.Popen(
            [sys.executable, "-m", "mailwatch", "explain", as_json, str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        assert run.stdout is not None
        assert run.stdout.readline()
        if stop == "close":
            run.stdout.close()
            run.stdout = None
        else:
            os.killpg(run.pid, signal.SIGINT)
        _, said = run.communicate(timeout=60)
        assert said == b""
        assert run.returncode in ((0,) if stop == "close" else (0, INTERRUPTED))
