"""Every way the embedded server can be told to go wrong, seen from the client's side."""

from __future__ import annotations

import imaplib
import time
from typing import TYPE_CHECKING

import pytest

from mailwatch.demo.imapd import ANY, IdleForm
from tests.servers.base import done
from tests.servers.wire import wire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.embedded import Embedded

MAIL = b"From: dana@acme.example\r\nSubject: Interview\r\n\r\nSee you at ten.\r\n"
HEADER = MAIL.partition(b"See")[0]


@pytest.fixture(autouse=True)
def _no_mistakes_of_its_own(embedded: Embedded) -> Iterator[None]:
    yield
    assert embedded.imap.errors == []


def deliver(embedded: Embedded, raw: bytes = MAIL) -> int:
    return embedded.imap.deliver(embedded.login, raw)


@pytest.mark.parametrize(
    ("capability", "command"),
    [
        ("IDLE", b"IDLE"),
        ("MOVE", b"UID MOVE 1 Trash"),
        ("UIDPLUS", b"UID EXPUNGE 1"),
        ("NAMESPACE", b"NAMESPACE"),
        ("ENABLE", b"ENABLE CONDSTORE"),
        ("UNSELECT", b"UNSELECT"),
        ("CONDSTORE", b"UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1)"),
    ],
)
def test_hidden_capability_is_neither_told_nor_there(embedded: Embedded, capability: str, command: bytes) -> None:
    embedded.faults.hide(capability)
    with wire(embedded) as client:
        assert capability.encode() not in client.ask(b"CAPABILITY").split()
        assert b"t BAD" in client.ask(command)


def test_without_special_use_list_has_names_only(embedded: Embedded) -> None:
    embedded.faults.hide("SPECIAL-USE")
    with wire(embedded) as client:
        answer = client.ask(b'LIST "" *')
        assert b' "/" Drafts\r\n' in answer
        assert b"\\Drafts" not in answer


def test_appenduid_is_left_out_on_demand_or_without_uidplus(embedded: Embedded) -> None:
    with embedded.client() as connection:
        assert b"APPENDUID" in done(connection.append("Drafts", "", "", MAIL))[0]
        embedded.faults.omit_appenduid = True
        assert b"UIDPLUS" in done(connection.capability())[0]
        assert b"APPENDUID" not in done(connection.append("Drafts", "", "", MAIL))[0]
        embedded.faults.omit_appenduid = False
        embedded.faults.hide("UIDPLUS")
        assert b"APPENDUID" not in done(connection.append("Drafts", "", "", MAIL))[0]


def test_refused_command_does_nothing_as_often_as_told(embedded: Embedded) -> None:
    embedded.faults.refuse("APPEND", "[UNAVAILABLE] later", nth=2, times=1)
    with embedded.client() as connection:
        answers = [connection.append("Drafts", "", "", MAIL) for _ in range(3)]
    assert [status for status, _ in answers] == ["OK", "NO", "OK"]
    assert answers[1][1] == [b"[UNAVAILABLE] later"]
    assert len(embedded.snapshot()["Drafts"]) == 2


def test_bad_instead_of_no(embedded: Embedded) -> None:
    embedded.faults.refuse("UID SEARCH", "Command Error. 12", status="BAD")
    with wire(embedded) as client:
        assert client.ask(b"UID SEARCH ALL") == b"t BAD Command Error. 12\r\n"


def test_quota_stops_append_only(embedded: Embedded) -> None:
    embedded.faults.exceed_quota()
    with embedded.client() as connection:
        status, text = connection.append("Drafts", "", "", MAIL)
        assert (status, text[0][:12]) == ("NO", b"[OVERQUOTA] ")
        done(connection.select("Drafts"))


@pytest.mark.parametrize(("stage", "kept"), [("before", 1), ("after", 2), ("answered", 2)])
def test_connection_drops_before_or_after_the_act(embedded: Embedded, stage: str, kept: int) -> None:
    embedded.faults.drop("APPEND", stage=stage, nth=2)  # type: ignore[arg-type] # a stage, as the parameters show
    connection = embedded.client()
    done(connection.append("Drafts", "", "", MAIL))
    if stage == "answered":
        done(connection.append("Drafts", "", "", MAIL))
    with pytest.raises((imaplib.IMAP4.abort, OSError)):
        connection.append("Drafts", "", "", MAIL)
    connection.shutdown()
    assert len(embedded.snapshot()["Drafts"]) == kept


def test_bye_comes_before_the_end(embedded: Embedded) -> None:
    with wire(embedded) as client:
        embedded.faults.bye()
        assert client.ask(b"NOOP") == b"* BYE Session expired, please login again.\r\n"
        assert client.segment() == b""


def test_bye_within_idle(embedded: Embedded) -> None:
    embedded.faults.bye("Going down", command="IDLE", stage="idling")
    with wire(embedded) as client:
        client.send(b"i IDLE\r\n")
        assert client.until(b"BYE").startswith(b"+ idling\r\n")


def test_delay_holds_one_command_up(embedded: Embedded) -> None:
    embedded.faults.delay("NOOP", 0.15, times=1)
    with wire(embedded) as client:
        start = time.monotonic()
        client.ask(b"NOOP")
        assert time.monotonic() - start >= 0.15
        start = time.monotonic()
        client.ask(b"NOOP")
        assert time.monotonic() - start < 0.15


def test_frozen_server_is_silent_and_thaws(embedded: Embedded) -> None:
    with wire(embedded) as client:
        embedded.faults.freeze()
        client.send(b"a NOOP\r\n")
        assert client.silent()
        deliver(embedded)
        embedded.faults.thaw()
        assert b"a OK" in client.until(b"a OK")


def test_frozen_server_can_be_stopped(embedded: Embedded) -> None:
    with wire(embedded):
        embedded.faults.freeze()
        start = time.monotonic()
        embedded.stop()
        assert time.monotonic() - start < 5


def test_mail_between_a_command_and_idle_is_announced(embedded: Embedded) -> None:
    embedded.faults.call("UID SEARCH", lambda: deliver(embedded), stage="answered")
    embedded.faults.call("IDLE", lambda: deliver(embedded), stage="before")
    embedded.faults.call("IDLE", lambda: deliver(embedded), stage="idling")
    with wire(embedded) as client:
        assert client.ask(b"UID SEARCH ALL") == b"* SEARCH\r\nt OK Search completed.\r\n"
        client.send(b"i IDLE\r\n")
        assert client.until(b"* 3 EXISTS") == b"+ idling\r\n* 2 EXISTS\r\n* 3 EXISTS\r\n"


@pytest.mark.parametrize(
    ("form", "first"),
    [
        (IdleForm.TOGETHER, b"+ idling\r\n* 1 EXISTS\r\n"),
        (IdleForm.NEWS_FIRST, b"* 1 EXISTS\r\n+ idling\r\n"),
    ],
)
def test_news_before_idle_in_one_segment(embedded: Embedded, form: IdleForm, first: bytes) -> None:
    embedded.faults.idle_form = form
    with wire(embedded) as client:
        deliver(embedded)
        client.send(b"i IDLE\r\n")
        assert client.segment() == first


def test_news_split_over_segments(embedded: Embedded) -> None:
    embedded.faults.idle_form = IdleForm.SPLIT
    with wire(embedded) as client:
        client.send(b"i IDLE\r\n")
        assert client.segment() == b"+ idling\r\n"
        deliver(embedded)
        pieces = [client.segment(), client.segment()]
        assert b"".join(pieces) == b"* 1 EXISTS\r\n"


def test_literal_within_idle(embedded: Embedded) -> None:
    embedded.faults.idle_form = IdleForm.LITERAL
    with wire(embedded) as client:
        client.send(b"i IDLE\r\n")
        client.until(b"+ idling\r\n")
        deliver(embedded)
        assert client.until(b")\r\n") == b"* 1 EXISTS\r\n* 1 FETCH (BODY[HEADER] {47}\r\n" + HEADER + b")\r\n"


def test_new_uidvalidity_keeps_the_mail_under_new_uids(embedded: Embedded) -> None:
    deliver(embedded)
    embedded.imap.set_uidnext(embedded.login, 40)
    assert deliver(embedded) == 40
    with embedded.client() as connection:
        done(connection.select(readonly=True))
        before = connection.response("UIDVALIDITY")[1][0]
        new = embedded.imap.renew_uidvalidity(embedded.login)
        done(connection.select(readonly=True))
        assert connection.response("UIDVALIDITY")[1] == [b"%d" % new]
        assert before != b"%d" % new
        assert done(connection.uid("SEARCH", "ALL")) == [b"1 2"]


def test_lowered_uidnext_is_told_but_uids_stay_unique(embedded: Embedded) -> None:
    deliver(embedded)
    deliver(embedded)
    embedded.imap.set_uidnext(embedded.login, 1)
    with embedded.client() as connection:
        assert done(connection.status("INBOX", "(UIDNEXT)")) == [b"INBOX (UIDNEXT 1)"]
    assert deliver(embedded) == 3


def test_hook_can_stop_the_server(embedded: Embedded) -> None:
    embedded.faults.call("APPEND", embedded.stop, stage="after")
    with wire(embedded) as client:
        client.ask(b"APPEND Drafts {%d+}\r\n%b" % (len(MAIL), MAIL))
        while client.segment():
            pass
    embedded.start()
    assert len(embedded.snapshot()["Drafts"]) == 1


def test_clear_makes_a_good_server_again(embedded: Embedded) -> None:
    embedded.faults.hide("IDLE")
    embedded.faults.refuse(ANY)
    embedded.faults.freeze()
    embedded.faults.clear()
    with wire(embedded) as client:
        assert b" IDLE " in client.ask(b"CAPABILITY")
