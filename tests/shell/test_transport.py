"""The wire against servers that do what the traps of IMAP libraries are made of."""

from __future__ import annotations

import contextlib
import gc
import os
import socket
import ssl
import struct
import threading
import time
from collections import deque
from itertools import count
from typing import IO, TYPE_CHECKING, Protocol

import pytest

from mailwatch.errors import ConfigError, LoginError, MailboxError, MailwatchError, UnreachableError
from mailwatch.mailbox import Pace, ServerSettings, Session, Woken, wait
from mailwatch.mailbox import wire as wire_module
from mailwatch.mailbox.audit import CommandLog
from mailwatch.mailbox.dial import encrypt, resolve, tls_context
from mailwatch.mailbox.settings import is_loopback
from mailwatch.mailbox.transport import Client, Connection
from mailwatch.mailbox.wire import LinkLostError, Wire
from tests.servers.base import write_certificates
from tests.servers.scripted import Scripted, Talk, answers, done, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mailwatch.mailbox.settings import Auth

    Handler = Callable[[Talk, bytes, bytes], None]


class Serve(Protocol):
    """Starts a server and opens a session on it."""

    def __call__(self, on: dict[str, Handler], read_timeout: float = 5) -> Session: ...


PASSWORD = "pw"
BRISK = Pace(quiet=0.3, answer=0.3, renew=2, poll=0.2)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(params=["plain", "tls"])
def serve(request: pytest.FixtureRequest, certificates: tuple[Path, Path]) -> Iterator[Serve]:
    """Opens a session with INBOX examined on a server with these handlers, in the clear and over TLS."""
    ca_file, server_file = certificates
    tls = request.param == "tls"
    running: list[Scripted] = []
    sessions: list[Session] = []

    def start(on: dict[str, Handler], read_timeout: float = 5) -> Session:
        server = Scripted(on, tls=server_file if tls else None).__enter__()
        running.append(server)
        session = Session.open(server.settings(ca_file=ca_file if tls else None, read_timeout=read_timeout), "pw")
        sessions.append(session)
        session.examine("INBOX")
        return session

    yield start
    for session in sessions:
        session.close()
    for server in running:
        server.__exit__()


def mail_at_once(session: Session) -> bool:
    """Whether a wait notices mail now, not at the end of a slice."""
    began = time.monotonic()
    return wait(session, 20) is Woken.MAIL and time.monotonic() - began < 5


# IDLE: what libraries lose


def in_idle(say: Callable[[Talk], None]) -> dict[str, Handler]:
    def idle(talk: Talk, tag: bytes, line: bytes) -> None:
        del line
        say(talk)
        done(talk, tag)

    return {"IDLE": idle}


def test_exists_before_the_continuation_is_heard(serve: Serve) -> None:
    session = serve(in_idle(lambda talk: talk.say(b"* 5 EXISTS", b"+ idling")))
    assert mail_at_once(session)
    assert session.status("INBOX").name == "INBOX"


def test_exists_in_the_same_segment_as_the_continuation_is_heard(serve: Serve) -> None:
    session = serve(in_idle(lambda talk: talk.say(b"+ idling", b"* 5 EXISTS")))
    assert mail_at_once(session)
    assert session.new_uids(0) == []


def test_a_line_in_two_segments_is_one_line(serve: Serve) -> None:
    lines: list[bytes] = []

    def say(talk: Talk) -> None:
        talk.raw(b"+ idling\r\n* 5 EXI")
        time.sleep(0.1)
        talk.raw(b"STS\r\n")

    session = serve(in_idle(say))
    assert wait(session, 5, on_line=lines.append) is Woken.MAIL
    assert lines == [b"* 5 EXISTS\r\n"]


def test_half_a_line_at_the_end_of_a_slice_is_not_lost(serve: Serve) -> None:
    def idle(talk: Talk, tag: bytes, line: bytes) -> None:
        del line
        talk.raw(b"+ idling\r\n* 5 EXI")
        assert talk.line() == b"DONE"
        talk.raw(b"STS\r\n" + tag + b" OK idle over\r\n")

    assert wait(serve({"IDLE": idle}), 5, pace=BRISK) is Woken.MAIL


def test_a_literal_in_idle_is_read_over(serve: Serve) -> None:
    lines: list[bytes] = []

    def say(talk: Talk) -> None:
        talk.raw(b"+ idling\r\n* 4 FETCH (BODY[TEXT] {20}\r\n* BYE this is mail\r\n")
        time.sleep(0.1)
        talk.raw(b" FLAGS ())\r\n* 5 EXISTS\r\n")

    session = serve(in_idle(say))
    assert wait(session, 5, on_line=lines.append) is Woken.MAIL
    assert lines[0].startswith(b"* 4 FETCH")
    assert wait(session, 5) is Woken.MAIL
    assert not session.closed


def test_bye_in_idle_ends_the_session(serve: Serve) -> None:
    session = serve(in_idle(lambda talk: talk.say(b"+ idling", b"* BYE shutting down")))
    with pytest.raises(UnreachableError, match="shutting down"):
        wait(session, 5)
    assert session.closed


def test_end_of_file_in_idle_is_an_error_and_no_busy_loop(serve: Serve) -> None:
    def say(talk: Talk) -> None:
        talk.say(b"+ idling")
        talk.hang_up()

    session = serve(in_idle(say))
    with pytest.raises(UnreachableError, match="closed the connection"):
        wait(session, 5)
    with pytest.raises(UnreachableError, match="closed the connection"):
        session.new_uids(0)


def test_a_frozen_peer_is_noticed_by_the_heart_beat(serve: Serve) -> None:
    def frozen(talk: Talk, tag: bytes, line: bytes) -> None:
        talk.say(b"+ idling")
        silent(talk, tag, line)

    session = serve({"IDLE": frozen})
    began = time.monotonic()
    with pytest.raises(UnreachableError, match="timed out"):
        wait(session, 30, pace=BRISK)
    assert 0.5 < time.monotonic() - began < 5
    assert session.closed


def test_the_usual_pace_notices_a_frozen_peer_within_45_seconds_at_12_wake_ups_a_minute() -> None:
    pace = Pace()
    assert pace.quiet + pace.answer <= 45
    assert pace.poll + pace.answer <= 45
    assert 3 * 60 / pace.quiet <= 12


def test_a_frozen_peer_is_noticed_without_idle(serve: Serve) -> None:
    session = serve({"NOOP": silent})
    session.give_up_idle()
    with pytest.raises(UnreachableError, match="timed out"):
        wait(session, 30, pace=BRISK)


def test_an_idle_that_is_never_taken_up_is_noticed(serve: Serve) -> None:
    with pytest.raises(UnreachableError, match="timed out"):
        wait(serve({"IDLE": silent}), 30, pace=BRISK)


def test_mail_told_between_done_and_its_answer_is_heard(serve: Serve) -> None:
    def idle(talk: Talk, tag: bytes, line: bytes) -> None:
        del line
        talk.say(b"+ idling")
        assert talk.line() == b"DONE"
        talk.say(b"* 5 EXISTS", tag + b" OK idle over")

    assert wait(serve({"IDLE": idle}), 5, pace=BRISK) is Woken.MAIL


def test_exists_told_with_the_answer_before_idle_ends_the_wait_at_once(serve: Serve) -> None:
    session = serve({"UID FETCH": answers(b"* 5 EXISTS"), "IDLE": silent})
    assert list(session.fetch_messages([1])) == []
    assert wait(session, 5) is Woken.MAIL


def test_mail_told_of_with_a_search_answer_is_searched_for(serve: Serve) -> None:
    found = [b"* SEARCH 1 2 3 4", b"* SEARCH 1 2 3 4 5"]

    def search(talk: Talk, tag: bytes, line: bytes) -> None:
        del line
        talk.say(found[0], b"* 5 EXISTS", tag + b" OK done")
        del found[:-1]

    session = serve({"UID SEARCH": search})
    assert session.new_uids(0) == [1, 2, 3, 4, 5]
    assert wait(session, 0.1) is Woken.TIMEOUT


def test_mail_told_of_with_every_search_answer_is_left_for_later(serve: Serve) -> None:
    numbers = count(5)
    searching = {"UID SEARCH": lambda talk, tag, _: talk.say(b"* %d EXISTS" % next(numbers), tag + b" OK done")}
    session = serve(searching)
    assert session.new_uids(0) == []
    assert next(numbers) == 8
    assert wait(session, 5) is Woken.MAIL


def test_a_server_that_repeats_exists_does_not_make_a_busy_loop(serve: Serve) -> None:
    session = serve({"UID SEARCH": answers(b"* SEARCH 1 2 3 4", b"* 4 EXISTS")})
    session.new_uids(0)
    assert wait(session, 0.2) is Woken.TIMEOUT


def test_what_a_server_says_unasked_is_not_kept_for_ever(serve: Serve) -> None:
    session = serve({"NOOP": answers(b"* 4 EXISTS", rb"* 3 FETCH (FLAGS (\Seen))")})
    session.give_up_idle()
    assert wait(session, 0.3, pace=Pace(poll=0.01)) is Woken.TIMEOUT
    assert all(len(kept) <= 2 for kept in session._link.client.connection.untagged_responses.values())


def test_mail_that_replaces_a_removed_one_is_noticed(serve: Serve) -> None:
    session = serve({"NOOP": answers(b"* 2 EXPUNGE", b"* 4 EXISTS")})
    session.give_up_idle()
    assert wait(session, 5, pace=BRISK) is Woken.MAIL


def test_still_here_is_no_mail_but_a_sign_of_life(serve: Serve) -> None:
    def say(talk: Talk) -> None:
        talk.say(b"+ idling")
        for _ in range(5):
            time.sleep(0.2)
            talk.say(b"* OK Still here")
        talk.say(b"* 5 EXISTS")

    session = serve(in_idle(say))
    assert wait(session, 5, pace=BRISK) is Woken.MAIL


def test_idle_is_renewed(serve: Serve) -> None:
    session = serve(in_idle(lambda talk: talk.say(b"+ idling", b"* OK Still here")))
    assert wait(session, 0.7, pace=Pace(quiet=5, answer=1, renew=0.2)) is Woken.TIMEOUT
    assert not session.closed


@pytest.mark.parametrize("refusal", [b" NO not now", b" BAD what"])
def test_a_server_that_refuses_idle_is_polled(serve: Serve, refusal: bytes) -> None:
    def idle(talk: Talk, tag: bytes, line: bytes) -> None:
        del line
        talk.say(tag + refusal)

    session = serve({"IDLE": idle, "NOOP": answers(b"* 5 EXISTS")})
    assert wait(session, 5, pace=BRISK) is Woken.MAIL
    assert not session.can_idle


def test_a_server_that_ends_every_idle_by_itself_is_polled(serve: Serve) -> None:
    session = serve({"IDLE": answers(b"+ idling"), "NOOP": answers(b"* 5 EXISTS")})
    assert wait(session, 5, pace=BRISK) is Woken.MAIL
    assert not session.can_idle


def test_data_unasked_while_polling_is_looked_at_at_once(serve: Serve) -> None:
    session = serve({"NOOP": answers(b"* 5 EXISTS"), "UID SEARCH": answers(b"* SEARCH"), "CHECK": silent})
    session.give_up_idle()
    began = time.monotonic()
    assert wait(session, 5, pace=Pace(poll=0.2)) is Woken.MAIL
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("idle", [True, False])
def test_the_wake_up_ends_a_wait_at_once_and_leaves_the_session_usable(serve: Serve, *, idle: bool) -> None:
    session = serve({})
    if not idle:
        session.give_up_idle()
    reader, writer = os.pipe()
    try:
        timer = threading.Timer(0.1, os.write, (writer, b"!"))
        timer.start()
        began = time.monotonic()
        assert wait(session, 20, reader) is Woken.WAKE
        assert time.monotonic() - began < 5
        timer.join()
        assert wait(session, 20, reader) is Woken.WAKE  # still readable: emptying it is the caller's
        assert session.examine("INBOX").exists == 4
    finally:
        os.close(reader)
        os.close(writer)


def test_garbage_in_idle_ends_the_session(serve: Serve) -> None:
    with pytest.raises(UnreachableError, match="unexpected line"):
        wait(serve(in_idle(lambda talk: talk.say(b"+ idling", b"HTTP/1.1 200 OK"))), 5)


# Bounds


def test_a_line_trickled_byte_by_byte_meets_the_read_timeout(serve: Serve) -> None:
    def trickle(talk: Talk, tag: bytes, line: bytes) -> None:
        del tag, line
        for _ in range(100):
            talk.raw(b"x")
            time.sleep(0.05)

    session = serve({"UID SEARCH": trickle}, read_timeout=0.4)
    began = time.monotonic()
    with pytest.raises(UnreachableError, match="timed out"):
        session.new_uids(0)
    assert time.monotonic() - began < 5


def test_a_command_that_never_completes_meets_its_own_limit() -> None:
    def babble(talk: Talk, tag: bytes, line: bytes) -> None:
        del tag, line
        for _ in range(100):
            talk.say(b"* OK working on it")
            time.sleep(0.05)

    with Scripted({"NOOP": babble}) as server, Session.open(server.settings(), "pw") as session:
        session.examine("INBOX")
        session.give_up_idle()
        with pytest.raises(UnreachableError, match="timed out"):
            wait(session, 5, pace=Pace(poll=0.1, answer=0.4))


def test_a_search_answer_of_more_than_a_million_bytes_is_read(serve: Serve) -> None:
    line = b"* SEARCH " + b" ".join(b"%d" % uid for uid in range(1, 200_001))
    assert len(line) > 1_000_000
    session = serve({"UID SEARCH": answers(line)})
    assert len(session.new_uids(0)) == 200_000


@pytest.mark.parametrize(
    ("flood", "message"),
    [
        (b"* OK " + b"x" * (wire_module.MAX_LINE + wire_module.CHUNK), "line of more than"),
        (b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\n", "literal of 99999999999"),
    ],
)
def test_what_is_beyond_all_bounds_ends_the_session(serve: Serve, flood: bytes, message: str) -> None:
    session = serve({"UID FETCH": lambda talk, _tag, _line: talk.raw(flood)})
    with pytest.raises(UnreachableError, match=message):
        list(session.fetch_overviews([1]))
    assert session.closed


def test_an_answer_without_end_is_bounded() -> None:
    here, there = socket.socketpair()
    here.settimeout(0)
    line = b"x" * (1 << 20) + b"\r\n"

    def flood() -> None:
        with contextlib.suppress(OSError):
            while True:
                there.sendall(line)

    thread = threading.Thread(target=flood)
    thread.start()
    wire = Wire(here, 5, time.monotonic() + 60)
    lines = iter(wire.line, b"")
    with pytest.raises(LinkLostError, match="in answer to one command"):
        deque(lines, maxlen=0)
    wire.close()
    thread.join()
    there.close()


# The shape of what is sent


def test_a_command_leaves_in_one_segment() -> None:
    with Scripted({"UID SEARCH": answers(b"* SEARCH 1")}) as server:
        with Session.open(server.settings(), "pw") as session:
            session.examine("INBOX")
            session.new_uids(0)
        assert all(segment.endswith(b"\r\n") for segment in server.segments if segment)


def test_small_commands_are_not_delayed_and_the_kernel_probes_a_silent_peer() -> None:
    with Scripted() as server:
        client = Client(server.settings())
        sock = client.connection.sock
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert client.connection.debug == 0
        client.shutdown()


def test_pieces_of_a_command_are_held_back_until_it_is_complete() -> None:
    with Scripted() as server:
        client = Client(server.settings())
        blocks: list[bytes] = []

        class Recorder(Wire):
            def send(self, block: bytes) -> None:
                blocks.append(block)
                super().send(block)

        client.connection._wire = Recorder(client.connection.sock, 5, time.monotonic() + 5)
        client.connection.send(b"A1 UID SEARCH")
        client.connection.send(b" SUBJECT x")
        assert blocks == []
        client.connection.send(b"\r\n")
        assert blocks == [b"A1 UID SEARCH SUBJECT x\r\n"]
        client.shutdown()


def test_the_buffered_file_of_imaplib_is_neither_set_nor_read(certificates: tuple[Path, Path]) -> None:
    """Python 3.14 makes it a read-only property, and STARTTLS wraps the socket anew."""

    class ReadOnlyFile(Connection):
        @property
        def file(self) -> IO[bytes]:  # type: ignore[override]  # that is the point
            raise AssertionError

    ca_file, server_file = certificates
    for security in ("tls", "starttls"):
        capabilities = "IMAP4rev1 STARTTLS" if security == "starttls" else "IMAP4rev1"
        with Scripted({"STARTTLS": _start_tls}, tls=server_file, capabilities=capabilities) as server:
            settings = server.settings(ca_file=ca_file, security=security)
            client = Client(settings, connection=ReadOnlyFile)
            assert isinstance(client.connection.sock, ssl.SSLSocket)
            assert client.connection.noop()[0] == "OK"
            client.logout()


def test_a_tagged_answer_without_text_is_understood(serve: Serve) -> None:
    session = serve({"UID SEARCH": lambda talk, tag, _line: talk.say(b"* SEARCH 1 2", tag + b" OK")})
    assert session.new_uids(0) == [1, 2]


# TLS


def _start_tls(talk: Talk, tag: bytes, line: bytes) -> None:
    del line
    talk.say(tag + b" OK go on")
    talk.encrypt(talk.server.context())


def test_unencrypted_data_after_starttls_is_refused(certificates: tuple[Path, Path]) -> None:
    def injected(talk: Talk, tag: bytes, line: bytes) -> None:
        del line
        talk.say(tag + b" OK go on", b"* CAPABILITY IMAP4rev1 AUTH=EVIL")

    ca_file, server_file = certificates
    with Scripted({"STARTTLS": injected}, tls=server_file, capabilities="IMAP4rev1 STARTTLS") as server:
        with pytest.raises(UnreachableError, match="tampering"):
            Session.open(server.settings(ca_file=ca_file, security="starttls"), "pw")
        assert not server.said("LOGIN")


def test_a_server_without_starttls_gets_no_password(certificates: tuple[Path, Path]) -> None:
    with Scripted() as server:
        with pytest.raises(UnreachableError, match="no STARTTLS"):
            Session.open(server.settings(ca_file=certificates[0], security="starttls"), "pw")
        assert not server.said("LOGIN")


def test_an_unknown_authority_is_refused_and_the_option_named(certificates: tuple[Path, Path]) -> None:
    with Scripted(tls=certificates[1]) as server, pytest.raises(UnreachableError, match="`ca_file`"):
        Session.open(server.settings(), "pw")


def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    import trustme  # noqa: PLC0415  # only here

    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    authority.issue_cert("mail.example.com").private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "server.pem"))
    with Scripted(tls=tmp_path / "server.pem") as server, pytest.raises(UnreachableError, match="use as `host`"):
        Session.open(server.settings(ca_file=tmp_path / "ca.pem"), "pw")


def test_tls_to_a_plain_port_names_the_other_security(certificates: tuple[Path, Path]) -> None:
    with Scripted() as server, pytest.raises(UnreachableError, match="security: starttls"):
        Session.open(server.settings(ca_file=certificates[0], security="tls"), "pw")


def test_a_handshake_nobody_answers_meets_the_connect_timeout(certificates: tuple[Path, Path]) -> None:
    with Scripted(greeting=b"") as server:
        began = time.monotonic()
        with pytest.raises(UnreachableError, match="timed out"):
            Session.open(server.settings(ca_file=certificates[0], security="tls", connect_timeout=0.3), "pw")
        assert time.monotonic() - began < 5


def test_a_connection_that_is_reset_before_the_handshake_leaves_no_socket_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ours = socket.create_connection(listener.getsockname())
        theirs, _ = listener.accept()
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # its close is a reset
    theirs.close()
    ours.settimeout(0)

    with pytest.raises(ConnectionResetError):
        encrypt(ours, tls_context(None), "127.0.0.1", time.monotonic() + 5)

    assert ours.fileno() == -1
    gc.collect()  # a socket that was left open would be reported now


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_a_ca_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    with Scripted() as server, pytest.raises(ConfigError, match=r"ca_file: .*ca\.pem"):
        Session.open(server.settings(ca_file=path, security="tls"), "pw")


# Connecting


@pytest.mark.parametrize("host", ["imap.example.com", "192.0.2.1", "10.0.0.1", "::2"])
def test_plain_text_to_another_machine_is_refused(host: str) -> None:
    with pytest.raises(ConfigError, match="unencrypted"):
        Session.open(ServerSettings(host, 143, "none", "sam"), "pw")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.8.7", "::1", "localhost", "LOCALHOST.", "::ffff:127.0.0.1"])
def test_this_machine_is_loopback(host: str) -> None:
    assert is_loopback(host)


def test_an_unknown_host_is_unreachable() -> None:
    with pytest.raises(UnreachableError, match=r"unknown host nowhere\.invalid"):
        Session.open(ServerSettings("nowhere.invalid", 993, "tls", "sam"), "pw")


def test_a_name_that_is_no_host_name_is_unreachable() -> None:
    with pytest.raises(UnreachableError, match="unknown host"):
        Session.open(ServerSettings("a" * 70 + ".example", 993, "tls", "sam"), "pw")


def test_a_dead_resolver_meets_the_deadline() -> None:
    stop = threading.Event()
    began = time.monotonic()
    with pytest.raises(TimeoutError, match=r"imap\.example\.com"):
        resolve("imap.example.com", 993, began + 0.2, lambda *_args, **_options: [][stop.wait(5) :])
    assert time.monotonic() - began < 5
    stop.set()


def test_a_closed_port_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(UnreachableError, match="refused"):
        Session.open(ServerSettings("127.0.0.1", port, "none", "sam"), "pw")


@pytest.mark.parametrize("greeting", [b"* BYE too many connections", b"HTTP/1.1 400 Bad Request", b"* OK"])
def test_a_greeting_that_is_none_is_unreachable(greeting: bytes) -> None:
    with (
        Scripted({"CAPABILITY": answers(kind=b"BAD what")}, greeting=greeting) as server,
        pytest.raises(UnreachableError, match=f"127.0.0.1:{server.port}"),
    ):
        Session.open(server.settings(connect_timeout=1), "pw")


def test_no_greeting_meets_the_connect_timeout() -> None:
    with Scripted(greeting=b"") as server, pytest.raises(UnreachableError, match="timed out"):
        Session.open(server.settings(connect_timeout=0.3), "pw")


# Logging in


def opened(server: Scripted, secret: str = PASSWORD, *, auth: Auth = "password", login: str = "sam") -> None:
    Session.open(server.settings(auth=auth, login=login), secret).close()


def sasl(*, accept: bool, then: list[bytes]) -> Handler:
    def authenticate(talk: Talk, tag: bytes, line: bytes) -> None:
        del line
        talk.say(b"+ ")
        then.append(talk.line())
        if not accept:
            talk.say(b"+ eyJzdGF0dXMiOiI0MDEifQ==")
            then.append(talk.line())
        talk.say(tag + (b" OK in" if accept else b" NO [AUTHENTICATIONFAILED] no"))

    return authenticate


@pytest.mark.parametrize("kind", [b"NO [AUTHENTICATIONFAILED] no", b"NO wrong", b"BAD wrong"])
def test_a_refused_password_is_a_login_error_without_the_password(kind: bytes) -> None:
    with Scripted({"LOGIN": answers(kind=kind)}) as server, pytest.raises(LoginError) as caught:
        opened(server, "hunter2")
    assert "hunter2" not in str(caught.value)
    assert "password" in str(caught.value)


@pytest.mark.parametrize("kind", [b"NO [UNAVAILABLE] later", b"NO [ALERT] Too many simultaneous connections."])
def test_a_server_in_trouble_is_no_login_error(kind: bytes) -> None:
    with Scripted({"LOGIN": answers(kind=kind)}) as server, pytest.raises(UnreachableError, match="just now"):
        opened(server)


@pytest.mark.parametrize("secret", ["pw", "pässword"])
def test_a_link_lost_while_logging_in_is_no_login_error(secret: str) -> None:
    def drop(talk: Talk, tag: bytes, line: bytes) -> None:
        del tag, line
        talk.hang_up()

    with Scripted({"LOGIN": drop, "AUTHENTICATE": drop}) as server, pytest.raises(UnreachableError) as caught:
        opened(server, secret)
    assert not isinstance(caught.value, LoginError)


def test_a_password_beyond_ascii_goes_by_auth_plain() -> None:
    then: list[bytes] = []
    with Scripted({"AUTHENTICATE": sasl(accept=True, then=then)}) as server:
        opened(server, "pässword")
    assert then == [b"AHNhbQBww6Rzc3dvcmQ="]


def test_without_auth_plain_a_password_beyond_ascii_is_a_login_error() -> None:
    with Scripted(capabilities="IMAP4rev1") as server, pytest.raises(LoginError, match="AUTH=PLAIN"):
        opened(server, "pässword")


def test_a_server_that_takes_no_login_here_is_a_login_error_with_the_remedy() -> None:
    with Scripted(capabilities="IMAP4rev1 LOGINDISABLED STARTTLS") as server:
        with pytest.raises(LoginError, match="security: tls"):
            opened(server)
        assert not server.said("LOGIN")


def test_odd_names_and_passwords_are_quoted() -> None:
    with Scripted() as server:
        opened(server, 'a"b\\c', login="sam rivera*")
        assert server.said("LOGIN") == [b'LOGIN "sam rivera*" "a\\"b\\\\c"']


@pytest.mark.parametrize("secret", ["", "pw\n", "pw\r\nA1 LOGOUT", "p\0w"])
def test_a_secret_with_a_line_break_sends_nothing(secret: str) -> None:
    with Scripted() as server:
        with pytest.raises(LoginError, match="store it anew"):
            opened(server, secret)
        assert not server.said("LOGIN")


@pytest.mark.parametrize(
    ("mechanism", "first", "last"),
    [
        ("XOAUTH2", b"dXNlcj1zYW0BYXV0aD1CZWFyZXIgdG9rZW4BAQ==", b""),
        ("OAUTHBEARER", b"bixhPXNhbSwBYXV0aD1CZWFyZXIgdG9rZW4BAQ==", b"AQ=="),
    ],
)
def test_a_token_is_sent_once_and_a_refused_exchange_ended(mechanism: str, first: bytes, last: bytes) -> None:
    capabilities = f"IMAP4rev1 AUTH={mechanism}"
    then: list[bytes] = []
    with Scripted({"AUTHENTICATE": sasl(accept=True, then=then)}, capabilities=capabilities) as server:
        opened(server, "token", auth="oauth2")
    assert then == [first]
    then.clear()
    with (
        Scripted({"AUTHENTICATE": sasl(accept=False, then=then)}, capabilities=capabilities) as server,
        pytest.raises(LoginError, match="the access token for sam is refused"),
    ):
        opened(server, "token", auth="oauth2")
    assert then == [first, last]


def test_a_server_without_oauth_is_a_login_error() -> None:
    with Scripted() as server, pytest.raises(LoginError, match="auth: password"):
        opened(server, "token", auth="oauth2")


def test_capabilities_are_read_anew_after_login() -> None:
    def log_in(talk: Talk, tag: bytes, line: bytes) -> None:
        del line
        talk.server.capabilities = "IMAP4rev1 MOVE"
        talk.say(tag + b" OK [CAPABILITY IMAP4rev1 STALE] in")

    with Scripted({"LOGIN": log_in}) as server, Session.open(server.settings(), "pw") as session:
        assert session.offers("move")
        assert not session.offers("STALE")
        assert not session.can_idle


@pytest.mark.parametrize("answer", [answers(kind=b"BAD what"), answers(b"* ID (((", kind=b"OK done")])
def test_a_server_that_does_not_like_id_is_used_all_the_same(answer: Handler) -> None:
    with Scripted({"ID": answer}, capabilities="IMAP4rev1 ID") as server:
        opened(server)
        assert server.said("ID")


# The audit


def test_the_audit_has_every_command_and_no_secret_and_no_content() -> None:
    def append(talk: Talk, tag: bytes, line: bytes) -> None:
        talk.say(b"+ go on")
        talk.exactly(int(line[line.rindex(b"{") + 1 : -1]) + 2)
        talk.say(tag + b" OK done")

    lines: list[str] = []
    with Scripted({"APPEND": append, "AUTHENTICATE": sasl(accept=True, then=[])}) as server:
        for secret in ("hunter2", "hünter2"):
            with Session.open(server.settings(), secret, audit=lines.append) as session:
                session.examine("INBOX")
                session.append_draft("Drafts", b"Subject: private\r\n\r\nA1 LOGIN in a text\r\n")
                assert wait(session, 0.1) is Woken.TIMEOUT
    told = [line.partition(" ")[2] or line for line in lines]
    assert [line for line in told if line.startswith(("LOGIN", "AUTH"))] == ["LOGIN ***", "AUTHENTICATE PLAIN ***"]
    assert told.count("DONE") == told.count("IDLE") == 2
    assert told.count(r'APPEND "Drafts" (\Draft \Seen) {40}') == 2
    assert not any(word in line for line in lines for word in ("hunter", "private", "text", "h\xfcnter"))


def test_the_audit_takes_pieces_as_it_takes_lines() -> None:
    sent = b'AAAA1 LOGIN "a" "b"\r\nAAAA2 APPEND x {4}\r\nA\r\nB\r\nAAAA3 AUTHENTICATE PLAIN\r\nc2VjcmV0\r\nDONE\r\n'
    whole: list[str] = []
    CommandLog(whole.append).take(sent)
    pieces: list[str] = []
    log = CommandLog(pieces.append)
    for position in range(len(sent)):
        log.take(sent[position : position + 1])
    assert whole == pieces == ["AAAA1 LOGIN ***", "AAAA2 APPEND x {4}", "AAAA3 AUTHENTICATE PLAIN ***", "***", "DONE"]


# Errors


def test_after_a_lost_link_the_session_is_closed_and_says_so() -> None:
    with Scripted({"UID SEARCH": silent}) as server:
        session = Session.open(server.settings(read_timeout=0.2), "pw")
        session.examine("INBOX")
        with pytest.raises(UnreachableError, match="timed out"):
            session.new_uids(0)
        assert session.closed
        for use in (session.folders, session.list_mailboxes, lambda: list(session.fetch_overviews([1]))):
            with pytest.raises(UnreachableError):
                use()
        session.close()


def test_after_a_refusal_the_session_goes_on() -> None:
    refusing = Scripted({"UID SEARCH": answers(kind=b"NO not now")})
    with refusing as server, Session.open(server.settings(), "pw") as session:
        session.examine("INBOX")
        with pytest.raises(MailboxError, match="not now"):
            session.new_uids(0)
        assert session.examine("INBOX").uidvalidity == 7


@pytest.mark.parametrize(
    "answer",
    [
        b"* LIST (((",
        b'* LIST (\\Drafts) "/" {99}',
        b"* LIST",
        b"* LIST ((())) NIL NIL",
        b"* LIST " + b"(" * 5000,
        b'* LIST () "/" "&AAAA-&\xff"',
        b"* 99999999999999999999 EXISTS",
        b"\x00\x01\x02",
        b"* ",
        b"+ ",
        b"A1 OK",
    ],
)  # fmt: skip
def test_whatever_a_server_says_ends_in_one_of_our_errors_or_none(answer: bytes) -> None:
    uses: list[Callable[[Session], object]] = [
        lambda session: session.folders(),
        lambda session: session.examine("INBOX"),
        lambda session: session.read("INBOX", 1),
    ]
    on = {"LIST": answers(answer), "EXAMINE": answers(answer), "UID FETCH": answers(answer)}
    with Scripted(on) as server:
        for use in uses:
            with (
                contextlib.suppress(MailwatchError),
                Session.open(server.settings(read_timeout=0.2), "pw") as session,
            ):
                use(session)
