"""Plays the story: the clock jumps from one moment to the next, and at each the real pipeline does a round."""

from __future__ import annotations

import heapq
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from zoneinfo import ZoneInfo

from mailwatch.core.lifecycle.deadlines import wake_up
from mailwatch.core.linking import Link
from mailwatch.core.models import Application, Draft, Reading
from mailwatch.demo import ending, story
from mailwatch.demo.mails import ADDRESS, Letter
from mailwatch.demo.narrator import Narrator
from mailwatch.demo.screen import Screen
from mailwatch.demo.story import Deed
from mailwatch.demo.world import World, plain_text
from mailwatch.notices import deliver
from mailwatch.pipeline import work

ROUND = timedelta(minutes=1)
"""The shortest time between two rounds, and how long after the user's deeds the folders are looked at again."""

ZONE = ZoneInfo("Europe/Berlin")


@dataclass(slots=True)
class Played:
    """What came of it, for whoever wants to check.

    `readings` is by Message-ID. `yours` are the Message-IDs the user filed in Sent, `thrown_away` those of the drafts
    they deleted, `unforeseen` the drafts that the story says nothing about, `notices` what reached whom.
    """

    readings: dict[str, tuple[Reading, Link]] = field(default_factory=dict)
    applications: tuple[Application, ...] = ()
    letters: dict[str, bytes] = field(default_factory=dict)
    yours: list[str] = field(default_factory=list)
    thrown_away: list[str] = field(default_factory=list)
    unforeseen: list[Draft] = field(default_factory=list)
    notices: list[tuple[str, str]] = field(default_factory=list)


class Play:
    """One performance."""

    def __init__(self, world: World, screen: Screen) -> None:
        self._world = world
        self._policy = world.config.policy_values()
        self._narrator = Narrator(screen, self._policy, world.store.current)
        self._desk = world.desk(self._narrator)
        self._agenda: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._number = count()
        self._threads: dict[str, tuple[str, ...]] = {}
        self.played = Played(readings=self._narrator.readings)
        for letter in story.LETTERS:
            self._plan(letter.at, partial(self._deliver, letter))

    def run(self) -> Played:
        """Play it to its end."""
        now = story.START
        while (now := self._next(now)) <= story.END:
            self._moment(now)
        self._world.clock.now = story.END
        self.played.applications = self._desk.applications()
        return self.played

    def _moment(self, now: datetime) -> None:
        self._world.clock.now = now
        while self._agenda and self._agenda[0][0] <= now:
            heapq.heappop(self._agenda)[2](now)
        self._narrator.round_begins(self._desk.applications(), now)
        work(self._desk, now)
        self._narrator.round_ends(self._desk.applications(), now)
        deliver(self._world.store, self._world.notices, self._world.config, now)
        notices = self._world.sink.take()
        self._narrator.told(notices, now)
        self.played.notices += [(str(mail["X-Envelope-To"]), plain_text(mail)) for mail in notices]
        while self._narrator.planned:
            self._react(self._narrator.planned.pop(0), now)

    def _next(self, now: datetime) -> datetime:
        """When something may happen next: on the agenda, by a timer, or the morning's digest."""
        timers = [m for a in self._desk.applications() if (m := wake_up(a, self._policy, now))]
        moments = [self._agenda[0][0]] if self._agenda else [story.END + ROUND]
        moments += [max(timer, now + ROUND) for timer in timers]
        if self._world.store.unsent_notices():
            moments.append(self._morning_after(now))
        return min(moments).astimezone(ZONE)

    def _morning_after(self, now: datetime) -> datetime:
        local = now.astimezone(ZONE)
        morning = datetime.combine(local.date(), self._world.config.digest.at, ZONE)
        return morning if morning > local else morning + timedelta(days=1)

    def _plan(self, at: datetime, act: Callable[[datetime], None]) -> None:
        heapq.heappush(self._agenda, (at, next(self._number), act))

    # --- what comes in ----------------------------------------------------------------------------------------------

    def _deliver(self, letter: Letter, _now: datetime) -> None:
        raw = letter.as_bytes(self._threads)
        self._threads[letter.name] = letter.thread(self._threads)
        self.played.letters[letter.message_id] = raw
        if letter.yours:
            self._narrator.you(f"write by hand to {letter.to.partition(' <')[0]}: “{letter.subject}”", letter.at)
            self._world.client.write(raw, letter.at)
            self.played.yours.append(letter.message_id)
        else:
            self._narrator.arrives(letter)
            self._world.server.deliver(ADDRESS, raw, received=letter.at)

    # --- what Sam does ----------------------------------------------------------------------------------------------

    def _react(self, draft: Draft, now: datetime) -> None:
        to = draft.to[0].email if draft.to else ""
        reaction = story.REACTIONS.get((to, draft.step))
        if reaction is None:
            self.played.unforeseen.append(draft)
        elif reaction.deed is Deed.SEND:
            self._plan(now + reaction.after, partial(self._send, draft, reaction.words))
        elif reaction.deed is Deed.THROW_AWAY:
            self._plan(now + reaction.after, partial(self._throw_away, draft))

    def _send(self, draft: Draft, words: tuple[str, ...], now: datetime) -> None:
        sent = self._world.client.send(draft.message_id, words, now)
        if sent is None:
            return
        blanks = {0: "read it and send it", 1: "fill its blank and send it"}.get(
            sent.filled, "fill its blanks and send it"
        )
        self._narrator.you(f"open the draft to {draft.to[0].name or sent.to}, {blanks}", now)
        self._threads[sent.to] = sent.thread
        self.played.yours.append(sent.message_id)

    def _throw_away(self, draft: Draft, now: datetime) -> None:
        if not self._world.client.throw_away(draft.message_id):
            return
        self._narrator.you(f"delete the draft to {draft.to[0].name or draft.to[0].email}", now)
        self.played.thrown_away.append(draft.message_id)
        self._plan(now + 2 * ROUND, lambda _: None)


def demo(*, serve: bool = False) -> int:
    """Play the whole story on standard output; with `serve`, leave the mail server up until interrupted."""
    screen = Screen.on(sys.stdout, ZONE)
    with World(story.START) as world:
        ending.opening(screen)
        played = Play(world, screen).run()
        ending.show(screen, world, played.applications)
        if serve:
            ending.address(screen, world.server.port)
            _until_interrupted()
    return 0


_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, a kill, and a terminal that is closed: all of them clear up behind the demo."""


def _until_interrupted() -> None:
    done = threading.Event()
    before = {number: signal.signal(number, lambda *_: done.set()) for number in _ENDINGS}
    try:
        done.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
