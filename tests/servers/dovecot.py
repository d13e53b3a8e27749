"""A real Dovecot (2.3, Debian's package) that runs from a temporary directory and leaves nothing behind."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from tests.servers.base import HOST, MailServer, memory_disk, write_certificates

_BINARY = "/usr/sbin/dovecot"
_ADMIN = "/usr/bin/doveadm"
REQUIRE = "MAILWATCH_REQUIRE_ALL"
"""Environment variable; `1` makes the tests fail without Dovecot instead of being skipped."""

_SECONDS_TO_START = 20.0

# Without root every service has to run as the one user there is: no chroot, no internal users. Failed logins are
# not slowed down (anvil keeps a penalty of its own), nothing is synced to a disk that is thrown away, and a process
# serves one login after another, which is a third of the time.
_CONFIG = """
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/dovecot.log
protocols = imap
listen = {host}
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
auth_verbose = yes
mail_location = sdbox:{home}/mail/%u
mail_fsync = never
mail_max_userip_connections = 100
ssl = yes
ssl_cert = <{home}/server.pem
ssl_key = <{home}/server.pem
ssl_dh =
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {home}/users/%u
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
{mailboxes}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap {{
  service_count = 100
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""
_MAILBOX = "  mailbox {name} {{\n    special_use = \\{name}\n    auto = subscribe\n  }}"


def dovecot_missing(binary: str = _BINARY) -> str:
    """Why no Dovecot can be started here, for a person to read; empty when it can."""
    if not Path(binary).exists():
        return "no Dovecot on this machine; `apt-get install dovecot-imapd` (Debian, Ubuntu) brings one"
    ask = [binary, "--version"]
    version = subprocess.run(ask, capture_output=True, text=True, check=False, timeout=20).stdout
    if not version.startswith("2.3"):
        return f"the tests know Dovecot 2.3, here is {version.strip() or 'one that does not run'}"
    return ""


def go_without(reason: str, *, insist: bool) -> None:
    """End a test that needs Dovecot and has none: skipped, or failed where somebody insists."""
    if insist:
        pytest.fail(f"{REQUIRE}=1, but: {reason}", pytrace=False)
    pytest.skip(reason)


class Dovecot(MailServer):
    """One Dovecot in a process group of its own; as root it runs as `nobody`, so that both ways are one."""

    def __init__(self) -> None:
        super().__init__()
        self._process: subprocess.Popen[bytes] | None = None
        self._uidvalidities = count(2_000_000_000)  # above those that Dovecot takes from the clock
        self._account = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        # Not below pytest's own directory: that is closed to `nobody`, and too long for a Unix socket's path.
        self.home = Path(tempfile.mkdtemp(prefix="mailwatch-dovecot-", dir=memory_disk()))
        self._set_up()

    @property
    def ca_file(self) -> Path:
        return self.home / "ca.pem"

    @property
    def log(self) -> str:
        """What Dovecot has logged so far."""
        with suppress(FileNotFoundError):
            return (self.home / "dovecot.log").read_text(errors="replace")
        return ""

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start, and wait for the greeting.

        Raises:
            RuntimeError: it does not greet; the text ends with its log.
        """
        root = os.geteuid() == 0
        self._process = subprocess.Popen(
            [_BINARY, "-F", "-c", str(self.home / "dovecot.conf")],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=self._account.pw_uid if root else None,
            group=self._account.pw_gid if root else None,
            extra_groups=[] if root else None,
        )
        deadline = time.monotonic() + _SECONDS_TO_START
        while not self._greets():
            if not self.running or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"Dovecot does not start:\n{self.log}")
            time.sleep(0.01)

    def stop(self) -> None:
        # The master alone would wait 3 s for its children; the whole group at once is gone in a tenth.
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def remove(self) -> None:
        """Stop for good and delete everything."""
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def add_user(self, login: str, password: str) -> None:
        # A file for each: Dovecot looks for changes of a passwd-file only once a second, but finds a new file at once.
        (self.home / "users" / login).write_text(f"{login}:{{PLAIN}}{password}::::::\n")

    def renew_uidvalidity(self, mailbox: str = "INBOX") -> None:
        """The UIDs stay as they are; on the embedded server they do not."""
        number = str(next(self._uidvalidities))
        update = ["mailbox", "update", "-u", self.login, "--uid-validity", number, mailbox]
        subprocess.run([_ADMIN, "-c", str(self.home / "dovecot.conf"), *update], check=True, timeout=20)

    def copy_user(self, login: str) -> None:
        """Put a new user in force who has the mail of another one, UIDs and all. Nobody may be using that one's mail."""
        self.fresh_user()
        copied = shutil.copytree(self.home / "mail" / login, self.home / "mail" / self.login)
        for path in (copied, *copied.rglob("*")):
            os.chown(path, self._account.pw_uid, self._account.pw_gid)

    def _set_up(self) -> None:
        self.port, self.tls_port = _free_ports(2)
        write_certificates(self.home)
        names = ("Drafts", "Sent", "Trash", "Junk")
        config = _CONFIG.format(
            home=self.home,
            host=HOST,
            user=self._account.pw_name,
            group=_group(self._account.pw_gid),
            uid=self._account.pw_uid,
            gid=self._account.pw_gid,
            port=self.port,
            tls_port=self.tls_port,
            mailboxes="\n".join(_MAILBOX.format(name=name) for name in names),
        )
        (self.home / "dovecot.conf").write_text(config)
        (self.home / "users").mkdir()
        (self.home / "mail").mkdir()
        for path in (self.home, *self.home.iterdir()):
            os.chown(path, self._account.pw_uid, self._account.pw_gid)

    def _greets(self) -> bool:
        with suppress(OSError), socket.create_connection((HOST, self.port), timeout=_SECONDS_TO_START) as connection:
            return connection.recv(4) == b"* OK"
        return False

    def _signal(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=5)
        # The children, who hold the listeners too, may outlive the master by a moment.
        deadline = time.monotonic() + 5
        while _listens(self.port) or _listens(self.tls_port):
            if time.monotonic() > deadline:
                raise RuntimeError("Dovecot does not stop")
            time.sleep(0.005)


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False


def _group(gid: int) -> str:
    return grp.getgrgid(gid).gr_name


def _free_ports(how_many: int) -> list[int]:
    sockets = [socket.create_server((HOST, 0)) for _ in range(how_many)]
    try:
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
