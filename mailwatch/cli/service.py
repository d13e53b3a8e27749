"""`mailwatch service install|uninstall|status|logs`: running it without being asked to, with what this machine has."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mailwatch import config as configuration
from mailwatch.config import Config
from mailwatch.errors import CredentialError, UsageError
from mailwatch.service import Command, Launch, Plan, Run, ServiceError, Wanted, launchd, systemd

HOMES = (Path("/home"), Path("/root"), Path("/run/user"), Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - not to write
"""What a system unit does not see (ProtectHome=, PrivateTmp=)."""

ENCRYPTED_FOR_USERS = 256
"""The version of systemd from which on user units can load encrypted credentials."""

OURS = Wanted()


def _run(command: Command) -> int:
    try:
        return subprocess.run(command, check=False).returncode  # noqa: S603 - the commands of a plan; no shell
    except FileNotFoundError:
        return 127


@dataclass(frozen=True, slots=True)
class Machine:
    """What the service is to run on. `systemd` is its version, 0 where there is none."""

    platform: str
    home: Path
    config_home: Path
    uid: int
    search_path: str
    systemd: int
    run: Run = _run

    @classmethod
    def here(cls) -> Machine:
        """This one."""
        told = ""
        if shutil.which("systemctl"):
            answer = subprocess.run(
                ["systemctl", "--version"],  # noqa: S607 - wherever it is
                capture_output=True,
                text=True,
                check=False,
            )
            told = answer.stdout
        home = Path.home()
        chosen = Path(os.environ.get("XDG_CONFIG_HOME", ""))
        return cls(
            sys.platform,
            home,
            chosen if chosen.is_absolute() else home / ".config",
            os.getuid(),
            os.environ.get("PATH", os.defpath),
            systemd.version_of(told),
        )


def install(
    config: Path | None,
    state: Path | None = None,
    wanted: Wanted = OURS,
    *,
    dry_run: bool = False,
    machine: Machine | None = None,
) -> int:
    """Write the unit (or the agent), and start it now and at every login or boot.

    Args:
        config: the config to run with; the user's own when None (for a system service `/etc/mailwatch/config.yaml`).
        state: where the database is kept; the user's own when None. A system service keeps its own.
        wanted: which service.
        dry_run: only print what would be written and run.
        machine: what to install it on.

    Raises:
        ConfigError: the service would not start with this config.
        CredentialError: a systemd credential that the config names is nowhere.
        ServiceError: there is no service manager, or it does not do as asked.
        UsageError: what is wanted does not go together.
    """
    machine = machine or Machine.here()
    file = _config_file(config, wanted)
    loaded = configuration.load(file)
    plan = _plan(machine, wanted, _launch(loaded, file, state, wanted, machine))
    if dry_run:
        sys.stdout.writelines(_rehearsed(plan))
        return 0
    for path, text in plan.files.items():
        _write(path, text)
        sys.stdout.write(f"wrote {path}\n")
    for command in plan.before:
        machine.run(command)
    for command in plan.start:
        if code := machine.run(command):
            raise ServiceError(
                f"`{shlex.join(command)}` ended with exit code {code}; what was written stays, "
                "start it by hand once the service manager runs"
            )
    sys.stdout.write("mailwatch runs; see `mailwatch service status` and `mailwatch service logs`\n")
    sys.stdout.writelines(f"{line}\n" for line in plan.advice)
    return 0


def uninstall(wanted: Wanted = OURS, *, dry_run: bool = False, machine: Machine | None = None) -> int:
    """Stop the service and remove what install wrote. Config, database and drafts stay as they are."""
    machine = machine or Machine.here()
    plan = _plan(machine, wanted, _anything())
    there = [path for path in plan.own if path.exists()]
    if dry_run:
        sys.stdout.writelines(f"would run: {shlex.join(c)}\n" for c in plan.stop)
        sys.stdout.writelines(f"would remove {path}\n" for path in there)
        return 0
    if not there and not wanted.instance:
        sys.stdout.write("no service is installed here\n")
        return 0
    for command in plan.stop:
        machine.run(command)
    for path in there:
        try:
            path.unlink()
        except OSError as error:
            raise ServiceError(f"{path}: cannot be removed ({error.strerror}); try it with sudo") from error
        with contextlib.suppress(OSError):  # a drop-in's folder, where it is empty now
            if path.name == systemd.CREDENTIALS:
                path.parent.rmdir()
        sys.stdout.write(f"removed {path}\n")
    for command in plan.forgotten:
        machine.run(command)
    sys.stdout.write("mailwatch does not run any more; its config and what it remembers are still there\n")
    return 0


def status(wanted: Wanted = OURS, *, machine: Machine | None = None) -> int:
    """What the service manager says of it. 0: it runs."""
    machine = machine or Machine.here()
    return 1 if machine.run(_plan(machine, wanted, _anything()).status) else 0


def logs(wanted: Wanted = OURS, *, machine: Machine | None = None) -> int:
    """Its last hundred lines, and those to come, until Ctrl-C."""
    machine = machine or Machine.here()
    return 1 if machine.run(_plan(machine, wanted, _anything()).logs) else 0


def _plan(machine: Machine, wanted: Wanted, launch: Launch) -> Plan:
    if machine.platform == "darwin" and not wanted.system:
        return launchd.plan(launch, machine.home, machine.uid, machine.search_path)
    if machine.systemd:
        return systemd.plan(wanted, launch, machine.config_home / "systemd" / "user", machine.systemd)
    raise ServiceError(
        "there is no service manager here that mailwatch knows (systemd, or launchd for a user of macOS); "
        f"let whatever starts programs here run: {shlex.join(launch.command)}"
    )


def _anything() -> Launch:
    """How it is started does not matter for what is asked."""
    return Launch(_program(), configuration.default_path())


def _config_file(config: Path | None, wanted: Wanted) -> Path:
    if wanted.instance:
        file = systemd.CONFIGS / f"{wanted.instance}.yaml"
        if config and config.absolute() != file:
            raise UsageError(f"the config of instance {wanted.instance} is {file}; leave -c away")
        return file
    if config:
        return config.absolute()
    return systemd.CONFIGS / "config.yaml" if wanted.system else configuration.default_path()


def _launch(config: Config, file: Path, state: Path | None, wanted: Wanted, machine: Machine) -> Launch:
    program = _program()
    if wanted.system:
        if state:
            raise UsageError("a system service keeps its state in /var/lib; leave --state away")
        for path in (Path(program[0]), file):
            if any(path.is_relative_to(home) for home in HOMES):
                raise ServiceError(
                    f"{path}: a system service does not see what lies there; install mailwatch for everybody "
                    "(such as `pipx install --global mailwatch`) and keep the config in /etc/mailwatch"
                )
        return Launch(program, file, None, _credentials(config, file, wanted, machine))
    kept = state.absolute() if state else configuration.paths().state
    return Launch(program, file, kept, _credentials(config, file, wanted, machine))


def _program() -> Command:
    """The command of this installation; its own Python where there is none."""
    script = Path(sysconfig.get_path("scripts")) / "mailwatch"
    return (str(script),) if script.exists() else (sys.executable, "-P", "-m", "mailwatch")


def _credentials(config: Config, file: Path, wanted: Wanted, machine: Machine) -> Mapping[str, Path]:
    """Where each systemd credential that the config names is loaded from: beside the config, encrypted or not."""
    smtp = config.digest.smtp
    sources = [box.secret for box in config.mailboxes] + ([smtp.secret] if smtp else [])
    found: dict[str, Path] = {}
    for source in sources:
        if source.kind != "systemd":
            continue
        plain = file.parent / source.value
        encrypted = plain.with_name(plain.name + systemd.ENCRYPTED)
        if encrypted.exists() and (wanted.system or machine.systemd >= ENCRYPTED_FOR_USERS):
            found[source.value] = encrypted
        elif plain.exists():
            found[source.value] = plain
        else:
            user = "" if wanted.system else " --user"
            raise CredentialError(
                f"{source.place}: no credential {source.value}: expected {plain} (chmod 600), or {encrypted}, "
                f"made with: systemd-creds encrypt{user} --name={source.value} - {encrypted}"
            )
    return found


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ServiceError(f"{path}: cannot be written ({error.strerror}); try it with sudo") from error


def _rehearsed(plan: Plan) -> Iterator[str]:
    for path, text in plan.files.items():
        yield f"# would write {path}:\n{text}\n"
    for command in (*plan.before, *plan.start):
        yield f"# would run: {shlex.join(command)}\n"
