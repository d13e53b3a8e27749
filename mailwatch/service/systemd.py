"""systemd: the units that ship, with the paths of this machine, and the commands that put them in force."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from mailwatch import resources
from mailwatch.service.plan import Command, Launch, Plan, Wanted

KNOWS_RESTART_STEPS = 254
"""The version of systemd from which on it knows RestartSteps= and RestartMaxDelaySec=."""

SYSTEM = Path("/etc/systemd/system")
CONFIGS = Path("/etc/mailwatch")
"""Where the configs of system services are: `config.yaml`, or one `NAME.yaml` for each instance."""

CREDENTIALS = "credentials.conf"
"""The drop-in that loads them."""

ENCRYPTED = ".cred"
"""How the name of a file ends that `systemd-creds encrypt` has made."""


def plan(wanted: Wanted, launch: Launch, user_units: Path, version: int) -> Plan:
    """What to write and to run.

    Args:
        wanted: a user's service, a system's, or one instance of the system's template.
        launch: how mailwatch is started.
        user_units: where this user's units lie, such as `~/.config/systemd/user`.
        version: of the systemd that will read them.
    """
    directory = SYSTEM if wanted.system else user_units
    template = "mailwatch@.service" if wanted.instance else "mailwatch.service"
    name = f"mailwatch@{wanted.instance}.service" if wanted.instance else template
    unit = directory / template
    drop_in = directory / f"{name}.d" / CREDENTIALS
    files = {unit: text(f"{'system/' if wanted.system else ''}{template}", launch, version, wanted.instance)}
    if launch.credentials:
        files[drop_in] = _drop_in(launch.credentials)
    control: Command = ("systemctl",) if wanted.system else ("systemctl", "--user")
    journal: Command = ("journalctl", "-u", name) if wanted.system else ("journalctl", "--user", "-u", name)
    return Plan(
        files=files,
        own=(drop_in,) if wanted.instance else (unit, drop_in),  # the template is the other instances' too
        before=(),
        start=((*control, "daemon-reload"), (*control, "enable", name), (*control, "restart", name)),
        stop=((*control, "disable", "--now", name),),
        forgotten=((*control, "daemon-reload"),),
        status=(*control, "--no-pager", "status", name),
        logs=(*journal, "-n", "100", "-f"),
        advice=() if wanted.system else ("To let it run while you are logged out: loginctl enable-linger",),
    )


def text(name: str, launch: Launch, version: int, instance: str = "") -> str:
    """The text of a unit that ships, such as `system/mailwatch@.service`, with the paths of this machine."""
    words = launch.program if instance else launch.command
    command = " ".join(map(_word, words)) + (f" -c {CONFIGS}/%i.yaml run" if instance else "")
    unit = re.sub(
        r"^ExecStart=.*$", lambda _: f"ExecStart={command}", resources.text(f"systemd/{name}"), flags=re.MULTILINE
    )
    if version >= KNOWS_RESTART_STEPS:
        unit = re.sub(r"^#(Restart(Steps|MaxDelaySec)=)", r"\1", unit, flags=re.MULTILINE)
    return unit


def version_of(told: str) -> int:
    """The version in the first line of `systemctl --version` (`systemd 252 (252.38-1)`); 0 where there is none."""
    found = re.match(r"systemd (\d+)", told)
    return int(found[1]) if found else 0


def _word(text: str) -> str:
    """A word of a command line as systemd.service(5) reads it: no specifier, no variable, no quote of its own."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return escaped if re.fullmatch(r"[\w@%+=:,./~-]+", escaped) else f'"{escaped}"'


def _drop_in(credentials: Mapping[str, Path]) -> str:
    return "\n".join(
        ["# Written by `mailwatch service install`: the secrets that the config names.", *_lines(credentials)]
    )


def _lines(credentials: Mapping[str, Path]) -> Iterator[str]:
    yield "[Service]"
    for name, file in credentials.items():
        kind = "LoadCredentialEncrypted" if file.name.endswith(ENCRYPTED) else "LoadCredential"
        yield f"{kind}={name}:{str(file).replace('%', '%%')}"
    yield ""
