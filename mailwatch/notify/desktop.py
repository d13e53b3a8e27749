"""A word on the owner's desktop, by notify-send(1), where there is one and a session to show it in.

Others may see the screen, and the words stand in the process list for a moment: only titles are shown, which name no
company and quote no mail.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger(__name__)

SECONDS = 5.0
"""How long a notification may take to be accepted; a desktop that hangs must not hold up the daemon."""


class Desktop:
    """Shows titles."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        """Find out whether there is anything to show them on.

        Args:
            environ: where the session bus is, and where programs are.
        """
        self._environ = dict(environ)
        self._program = shutil.which("notify-send", path=environ.get("PATH"))

    def show(self, title: str) -> bool:
        """Show one line. False: it could not be, which is no reason to stop."""
        if self._program is None or not self._environ.get("DBUS_SESSION_BUS_ADDRESS"):
            return False
        words = [self._program, "--app-name=mailwatch", "--icon=mail-message-new", "mailwatch", title]
        try:
            done = subprocess.run(  # noqa: S603 - no shell, and a title of our own
                words,
                env=self._environ,
                timeout=SECONDS,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired):
            log.debug("the desktop did not take a notification")
            return False
        return done.returncode == 0
