"""Reports to look at: the demo's, one of a long hunt full of awkward names, and an empty one."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory

from mailwatch.cli.papers import Recorded
from mailwatch.cli.papers import recorded as read
from mailwatch.demo import story
from mailwatch.demo.mails import ADDRESS, AUTHSERV_ID
from mailwatch.demo.play import ZONE, Play
from mailwatch.demo.screen import Screen
from mailwatch.demo.world import CONFIG, World
from mailwatch.records import Sight
from tests.core.stories import at
from tests.papers import NOW, called, hunt, recorded, silent
from tests.shell.test_report import EVIL
from tests.shell.test_status import NAMES

Page = tuple[Recorded, datetime, tzinfo]


def played(state: Path) -> None:
    """Play the demo to its end, while somebody watches the mailbox; its store and config are kept in `state`."""
    with World(story.START) as world:
        Play(world, Screen(io.StringIO(), ZONE)).run()
        with world.store.transaction():
            world.store.keep_sight(Sight(world.account.name, story.END - timedelta(seconds=8)))
        world.store._db.execute("VACUUM INTO ?", (str(state / "mailwatch.db"),))
    secret = state / "password"
    secret.touch(mode=0o600)
    secret.write_text("demo\n")
    text = CONFIG.format(address=ADDRESS, host="127.0.0.1", imap=143, smtp=25, secret=secret, authserv_id=AUTHSERV_ID)
    (state / "config.yaml").write_text(text)


def demo() -> Page:
    """What the demo's story leaves behind."""
    with TemporaryDirectory() as home:
        played(Path(home))
        return read(Path(home)), story.END.astimezone(ZONE), ZONE


def awkward() -> Page:
    """Twenty applications, names of every script, and words that want to be markup."""
    names = [*NAMES, EVIL, "x" * 200, "A company with a very long name indeed, " * 4]
    stories = [called(s, name, name) for name in names for s in hunt()[1:3]]
    sights = (Sight("work", at("2026-05-01 09:00"), at("2026-05-01 10:00"), EVIL),)
    return recorded([*stories, silent()], eye=(EVIL, "y" * 300), sights=sights), NOW, ZONE


def empty() -> Page:
    """Before the first mail."""
    return recorded([]), NOW, ZONE


PAGES: Mapping[str, Callable[[], Page]] = {"demo": demo, "awkward": awkward, "empty": empty}
