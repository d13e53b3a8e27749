"""How the demo begins and ends: what it is, the Drafts folder, where everything stands, one whole draft."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from mailwatch.core.lifecycle.deadlines import plan
from mailwatch.core.models import Application
from mailwatch.core.steps import STEPS
from mailwatch.demo.imapd import HOST
from mailwatch.demo.mails import ADDRESS
from mailwatch.demo.screen import Screen
from mailwatch.demo.world import PASSWORD, World

SHOWN = ("From", "To", "Subject", "In-Reply-To")
"""Header fields of the draft that is shown whole."""


def opening(screen: Screen) -> None:
    """Say what is about to be seen."""
    screen.heading("Seven weeks of a job hunt")
    screen.lines(
        "A mail server in memory, the real mailwatch on it over IMAP, and a clock that jumps. Sam Rivera, in Berlin, "
        "looks for work; every company, person and mail is made up. Times are Sam's."
    )


def show(screen: Screen, world: World, applications: Iterable[Application]) -> None:
    """The end of the story."""
    drafts = world.client.drafts()
    screen.heading("The Drafts folder")
    screen.table(("WRITTEN", "TO", "SUBJECT"), [_row(draft, world.clock.now.tzinfo) for draft in drafts])
    screen.heading("Where everything stands")
    rows = [_standing(application, world) for application in applications]
    screen.table(("COMPANY", "ROLE", "STAGE", "NEXT", "DUE"), rows)
    if drafts:
        screen.heading("The last draft, whole, as it lies there")
        screen.lines("\n".join(f"{name}: {drafts[-1][name]}" for name in SHOWN if drafts[-1][name]))
        screen.lines("\n" + str(drafts[-1].get_content()))
        screen.lines("\nWhat stands in [[ ]] only Sam can know. Nothing of all this was sent by mailwatch.")


def address(screen: Screen, port: int) -> None:
    """Where to look with a mail client of one's own."""
    screen.heading("The server stays up: look for yourself")
    screen.lines(f"host {HOST}, port {port}, no encryption (this machine only)\nlogin {ADDRESS}, password {PASSWORD}\n")
    screen.verbatim(
        f"mutt -e 'set ssl_force_tls=no ssl_starttls=no imap_user={ADDRESS} imap_pass={PASSWORD}"
        f" folder=imap://{HOST}:{port}/ postponed==Drafts' -f =Drafts"
    )
    screen.lines("\nIn mutt, R opens a draft to edit and send. Ctrl-C here ends it all.")


def _row(draft: EmailMessage, zone: object) -> tuple[str, str, str]:
    written = parsedate_to_datetime(str(draft["Date"]))
    if isinstance(zone, ZoneInfo):
        written = written.astimezone(zone)
    to = ", ".join(a.display_name or a.addr_spec for a in draft["To"].addresses) if draft["To"] else ""
    return f"{written:%d %b %H:%M}", to, str(draft["Subject"])


def _standing(application: Application, world: World) -> tuple[str, str, str, str, str]:
    policy = world.config.policy_values()
    planned = plan(application, policy, world.clock.now)
    step = STEPS[planned.step] if planned and planned.step else ""
    due = planned.due.astimezone(ZoneInfo(policy.timezone)) if planned else None
    return (
        application.company,
        application.role,
        application.stage.replace("_", " "),
        step,
        f"{due:%d %b %H:%M}" if due else "",
    )
