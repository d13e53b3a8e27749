"""Servers to test against, and a home of its own for every test.

Dovecot runs once a session; every test gets a new user on it, and finds it running whatever the test before did.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from tests import traces
from tests.servers.base import write_certificates
from tests.servers.dovecot import REQUIRE, Dovecot, dovecot_missing, go_without
from tests.servers.embedded import Embedded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers.base import MailServer


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the fixture, so that `-m "not dovecot"` leaves it out."""
    for item in items:
        if "dovecot" in getattr(item, "fixturenames", ()):
            item.add_marker("dovecot")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without Dovecot its tests are skipped for a stated reason, or fail where CI insists on it."""
    if item.get_closest_marker("dovecot") and (reason := dovecot_missing()):
        go_without(reason, insist=os.environ.get(REQUIRE) == "1")


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test can touch the real home, whatever it runs."""
    home = tmp_path_factory.mktemp("home")
    places = {
        "HOME": home,
        "XDG_CONFIG_HOME": home / ".config",
        "XDG_STATE_HOME": home / ".local" / "state",
        "XDG_DATA_HOME": home / ".local" / "share",
        "XDG_CACHE_HOME": home / ".cache",
        "XDG_RUNTIME_DIR": home / "run",
    }
    with patch.dict(os.environ, {name: str(place) for name, place in places.items()}):
        yield


@pytest.fixture(autouse=True)
def _no_draft_bears_a_trace(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test was about, every draft that came to be in it is one that an employer may see."""
    directory = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    yield
    if directory is not None:
        assert traces.beneath(directory) == []


@pytest.fixture(scope="session")
def _one_dovecot() -> Iterator[Dovecot]:
    server = Dovecot()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def dovecot(_one_dovecot: Dovecot) -> Dovecot:
    """A running Dovecot with a user nobody has used before."""
    if not _one_dovecot.running:
        _one_dovecot.start()
    _one_dovecot.fresh_user()
    return _one_dovecot


@pytest.fixture(scope="session")
def _certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def embedded(_certificates: tuple[Path, Path]) -> Iterator[Embedded]:
    """The embedded server, running, with one user; `.imap` is the server itself, `.faults` its knobs."""
    with Embedded(*_certificates) as server:
        server.fresh_user()
        yield server


@pytest.fixture(params=["embedded", pytest.param("dovecot", marks=pytest.mark.dovecot)])
def server(request: pytest.FixtureRequest) -> MailServer:
    """Each server in turn, running, with a new user."""
    found: MailServer = request.getfixturevalue(request.param)
    return found
