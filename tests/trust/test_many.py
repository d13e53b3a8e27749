"""Many mailboxes in one process: whatever ails some of them, the others hear of their mail at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailwatch import config as configuration
from mailwatch.config import Config
from mailwatch.store import Store
from mailwatch.watcher import Watcher
from tests.e2e.service import Installation, until
from tests.letters import invitation, letter
from tests.servers.base import MailServer
from tests.servers.dovecot import Dovecot
from tests.trust.proxy import CLEAR, GARBAGE, Black, HalfALiteral, Proxies, Proxy, Refusing, Trickling, Weather

AT_ONCE = 3.0
"""Seconds within which a mail is recorded, on a machine that does other things too."""


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the watchers under test run on the real clock


class Garbled(Weather):
    """Nothing it says makes sense."""

    async def down(self, link: object, data: bytes) -> bytes:
        del link, data
        return GARBAGE


AILMENTS: dict[str, Callable[[], Weather]] = {
    "silent": Black,
    "garbled": Garbled,
    "slow": Trickling,
    "gone": Refusing,
    "stopped half-way": lambda: HalfALiteral(silent=True),
}


def written(
    directory: Path, server: MailServer, mailboxes: list[tuple[str, str, int]], passwords: dict[str, str]
) -> Config:
    """A config of mailboxes: name, login, port; with the right password where none is given."""
    lines = ["you: {name: Sam Rivera, email: sam@example.com, timezone: Europe/Berlin}", "mailboxes:"]
    for name, login, port in mailboxes:
        secret = directory / f"secret of {name}"
        secret.touch(mode=0o600)
        secret.write_text(passwords.get(name, server.password) + "\n")
        where = f"host: {server.host}, port: {port}, security: none, login: {login}"
        lines.append(f'  - {{name: "{name}", {where}, secret: {{file: "{secret}"}}}}')
    path = directory / "config.yaml"
    path.write_text("\n".join(lines) + "\n")
    return configuration.load(path)


@contextmanager
def watched(config: Config, store: Store) -> Iterator[list[Watcher]]:
    watchers = [Watcher(config, account, store, now) for account in config.mailboxes]
    for watcher in watchers:
        watcher.start()
    try:
        yield watchers
    finally:
        for watcher in watchers:
            watcher.stop()
        for watcher in watchers:
            watcher.join(0)


def test_a_mailbox_that_froze_in_mid_command_does_not_hold_up_the_end(dovecot: Dovecot, tmp_path: Path) -> None:
    with Proxies() as proxies:
        wire = proxies.open(dovecot.port)
        config = written(tmp_path, dovecot, [("frozen", dovecot.login, wire.port)], {})
        store = Store.open(tmp_path / "state")
        watcher = Watcher(config, config.mailboxes[0], store, now)
        watcher.start()
        until(lambda: store.mark("frozen", "INBOX"), 20)
        wire.change(HalfALiteral(silent=True))
        dovecot.deliver(letter("Lunch? " * 2000, now(), sender="Kim <kim@friends.example>"))
        until(lambda: wire.weather is CLEAR, 20)  # it has struck: half a mail came, and now nothing more
        watcher.stop()
        began = time.monotonic()
        watcher.join(1)
        assert time.monotonic() - began < 10  # by itself it would wait for half a minute
        store.close()


@pytest.mark.slow
def test_sick_mailboxes_never_slow_a_healthy_one(dovecot: Dovecot, tmp_path: Path) -> None:
    mailboxes: list[tuple[str, str, int]] = []
    wires: dict[str, Proxy] = {}
    with Proxies() as proxies:
        for ailment in (*AILMENTS, "locked out", "healthy"):
            dovecot.fresh_user()
            dovecot.deliver(letter("Lunch? " * 2000, now(), sender="Kim <kim@friends.example>"))
            if ailment in AILMENTS:
                wires[ailment] = proxies.open(dovecot.port)
                wires[ailment].change(AILMENTS[ailment]())
            mailboxes.append((ailment, dovecot.login, wires[ailment].port if ailment in wires else dovecot.port))
        config = written(tmp_path, dovecot, mailboxes, {"locked out": "wrong"})
        store = Store.open(tmp_path / "state")
        with watched(config, store) as watchers:
            until(lambda: store.mark("healthy", "INBOX"), 20)
            for n in range(10):
                start = now() - timedelta(hours=2)
                message_id = f"<well-{n}@harbour{n}.example>"
                mail = invitation(
                    now() - timedelta(days=2),
                    start,
                    start + timedelta(hours=1),
                    uid=f"well-{n}",
                    sender=f"Dana Cho <dana@harbour{n}.example>",
                    summary=f"Interview: Engineer at Harbour{n}",
                    message_id=message_id,
                )
                dovecot.deliver(mail)
                assert until(lambda message_id=message_id: store.knows_message("healthy", message_id), 20) < AT_ONCE
                time.sleep(0.3)
            until(lambda: len(dovecot.snapshot()["Drafts"]) == 10, 20)
            states = {w.account.name: w.state for w in watchers}
            assert states.pop("healthy").startswith("watching")
            assert not any(state.startswith("watching") for state in states.values()), states
        store.close()


@pytest.mark.parametrize("sick", ["first", "second"])
def test_a_single_run_does_the_work_of_those_that_can_be_had(dovecot: Dovecot, tmp_path: Path, sick: str) -> None:
    installation = Installation(dovecot, tmp_path)
    logins = []
    for _ in range(2):
        dovecot.fresh_user()
        logins.append(dovecot.login)
    mailboxes = [(name, login, dovecot.port) for name, login in zip(("first", "second"), logins, strict=True)]
    written(tmp_path, dovecot, mailboxes, {sick: "wrong"})
    dovecot.login = next(login for name, login, _ in mailboxes if name != sick)
    start = now() - timedelta(hours=2)
    dovecot.deliver(invitation(now() - timedelta(days=2), start, start + timedelta(hours=1)), received=now())

    run = installation.mailwatch("once")

    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert len(dovecot.snapshot()["Drafts"]) == 1
