"""launchd: the LaunchAgent that ships, with the paths of this machine, and the commands that put it in force."""

from __future__ import annotations

import plistlib
from pathlib import Path

from mailwatch import resources
from mailwatch.service.plan import Launch, Plan

LABEL = "local.mailwatch"

LEAVE = """\
launchctl bootout "$1" 2>/dev/null
n=0
while [ $n -lt 50 ] && launchctl print "$1" >/dev/null 2>&1; do n=$((n + 1)); sleep 0.2; done
"""
"""Ends an older one, if there is one, and waits until it is gone; before that, launchd takes no new one."""


def plan(launch: Launch, home: Path, uid: int, search_path: str) -> Plan:
    """What to write and to run.

    Args:
        launch: how mailwatch is started.
        home: the user's home.
        uid: the user's number, which names the domain of their desktop session.
        search_path: the PATH to look for programs in (`secret: {command: ...}`); launchd's own knows no Homebrew.
    """
    file = home / "Library" / "LaunchAgents" / f"{LABEL}.plist"
    log = home / "Library" / "Logs" / "mailwatch.log"
    session, service = f"gui/{uid}", f"gui/{uid}/{LABEL}"
    return Plan(
        files={file: agent(launch, log, search_path)},
        own=(file,),
        before=(("/bin/sh", "-c", LEAVE, "sh", service),),
        start=(("launchctl", "enable", service), ("launchctl", "bootstrap", session, str(file))),
        stop=(("launchctl", "bootout", service),),
        forgotten=(),
        status=("launchctl", "print", service),
        logs=("tail", "-n", "100", "-F", str(log)),
    )


def agent(launch: Launch, log: Path, search_path: str) -> str:
    """The property list: the shipped one, with the program itself in place of the shell that finds the home."""
    values = plistlib.loads(resources.text(f"launchd/{LABEL}.plist").encode())
    values["ProgramArguments"] = list(launch.command)
    values["StandardErrorPath"] = str(log)
    values["EnvironmentVariables"] = {"PATH": search_path}
    return plistlib.dumps(values, sort_keys=False).decode()
