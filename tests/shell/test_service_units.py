"""The units and the agent: what ships, what is installed, and what systemd itself says of them."""

from __future__ import annotations

import configparser
import os
import plistlib
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mailwatch import resources
from mailwatch.cli.arguments import Arguments, parser
from mailwatch.cli.service import Machine, install, logs, status, uninstall
from mailwatch.errors import ConfigError, CredentialError, UsageError
from mailwatch.service import Command, Launch, ServiceError, Wanted, launchd, systemd

ROOT = Path(__file__).parents[2]
USER = ROOT / "systemd" / "mailwatch.service"
SYSTEM = ROOT / "systemd" / "system" / "mailwatch.service"
TEMPLATE = ROOT / "systemd" / "system" / "mailwatch@.service"
LEAST = "you: {name: Sam, email: sam@example.com}\nmailboxes: [{name: personal, provider: fastmail%s}]\n"
SERVER = Launch(("/opt/mailwatch/bin/mailwatch",), Path("/etc/mailwatch/config.yaml"))
PRIVATE = re.compile(
    r"(Protect|Private|ReadWrite|ReadOnly|Inaccessible|Bind|Root|Temporary|Capability|Ambient|User$|Group$|Dynamic)"
)


@dataclass
class Managed:
    """Answers as a service manager does, and remembers what it was asked."""

    refuse: str = ""
    asked: list[Command] = field(default_factory=list)

    def run(self, command: Command) -> int:
        self.asked.append(command)
        return int(bool(self.refuse) and self.refuse in command)


@pytest.fixture
def managed() -> Managed:
    return Managed()


@pytest.fixture
def machine(tmp_path: Path, managed: Managed) -> Machine:
    return Machine("linux", tmp_path, tmp_path / ".config", 1000, "/usr/bin", 252, managed.run)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / ".config" / "mailwatch" / "config.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(LEAST % "", encoding="utf-8")
    return file


def options(text: str) -> configparser.SectionProxy:
    """The [Service] part; a setting that is given twice keeps its last value, as most do."""
    read = configparser.ConfigParser(interpolation=None, strict=False)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read_string(text)
    return read["Service"]


# --- what ships -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", [USER, SYSTEM, TEMPLATE], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_unit_starts_the_daemon_watches_over_it_and_leaves_a_wrong_config_alone(unit: Path) -> None:
    service = options(unit.read_text(encoding="utf-8"))
    assert service["ExecStart"].endswith(" run")
    assert service["Type"] == "notify"
    assert service["Restart"] == "on-failure"
    assert int(service["RestartPreventExitStatus"]) == ConfigError.exit_code
    assert int(service["WatchdogSec"]) >= 300
    assert max(map(len, unit.read_text(encoding="utf-8").splitlines())) <= 120


def test_the_users_unit_has_nothing_that_a_user_unit_cannot_do() -> None:
    assert not [name for name in options(USER.read_text(encoding="utf-8")) if PRIVATE.match(name)]


def test_the_template_differs_from_the_system_unit_only_where_it_names_its_instance() -> None:
    plain, template = (
        [line for line in unit.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        for unit in (SYSTEM, TEMPLATE)
    )
    differing = [after for before, after in zip(plain, template, strict=True) if before != after]
    assert differing == [
        "Description=mailwatch: follow-up drafts for the job hunt of %i",
        "ExecStart=/usr/local/bin/mailwatch -c /etc/mailwatch/%i.yaml run",
        "User=mailwatch-%i",
        "StateDirectory=mailwatch-%i",
        "Environment=XDG_STATE_HOME=%S/mailwatch-%i",
    ]


@pytest.mark.parametrize("name", ["mailwatch.service", "system/mailwatch.service", "system/mailwatch@.service"])
def test_every_address_family_that_is_left_open_is_explained(name: str) -> None:
    text = resources.text(f"systemd/{name}")
    comments = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    for family in options(text)["RestrictAddressFamilies"].split():
        assert family in comments or family in ("AF_INET", "AF_INET6")


# --- what systemd says ----------------------------------------------------------------------------------------------


@pytest.fixture
def _systemd() -> None:
    if shutil.which("systemd-analyze"):
        return
    if os.environ.get("MAILWATCH_REQUIRE_ALL") == "1":
        pytest.fail("MAILWATCH_REQUIRE_ALL=1, but there is no systemd-analyze here", pytrace=False)
    pytest.skip("no systemd-analyze on this machine; `apt-get install systemd` (Debian, Ubuntu) brings one")


def analyzed(directory: Path, *words: str) -> tuple[int, str]:
    directory.chmod(0o700)
    done = subprocess.run(
        ["systemd-analyze", *words],  # noqa: S607 - wherever it is
        env={**os.environ, "XDG_RUNTIME_DIR": str(directory), "SYSTEMD_LOG_LEVEL": "info"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.usefixtures("_systemd")
@pytest.mark.parametrize(("name", "instance"), [("mailwatch.service", ""), ("mailwatch@.service", "sam")])
def test_a_system_unit_is_as_closed_as_it_says(tmp_path: Path, name: str, instance: str) -> None:
    unit = tmp_path / name
    unit.write_text(systemd.text(f"system/{name}", SERVER, 252, instance), encoding="utf-8")

    code, told = analyzed(tmp_path, "security", "--offline=true", "--threshold=20", "--no-pager", str(unit))

    assert code == 0, told
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", told)
    assert found is not None
    assert float(found[1]) <= 2.0


@pytest.mark.usefixtures("_systemd")
@pytest.mark.parametrize(
    ("name", "instance", "scope"),
    [
        ("mailwatch.service", "", "--user"),
        ("system/mailwatch.service", "", "--system"),
        ("system/mailwatch@.service", "sam", "--system"),
    ],
)
def test_systemd_finds_nothing_wrong_with_a_unit(tmp_path: Path, name: str, instance: str, scope: str) -> None:
    launch = Launch(("/bin/true",), Path("/etc/my mail/100% $HOME/config.yaml"), Path("/var/tmp/state"))  # noqa: S108
    unit = tmp_path / Path(name).name
    unit.write_text(systemd.text(name, launch, 252, instance), encoding="utf-8")

    assert analyzed(tmp_path, "verify", scope, str(unit)) == (0, "")


# --- install --------------------------------------------------------------------------------------------------------


def test_install_writes_the_unit_with_the_paths_of_this_machine_and_starts_it(
    machine: Machine, managed: Managed, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert install(config, tmp_path / "state", machine=machine) == 0

    unit = tmp_path / ".config/systemd/user/mailwatch.service"
    words = options(unit.read_text(encoding="utf-8"))["ExecStart"].split()
    assert Path(words[0]).is_absolute()
    assert os.access(words[0], os.X_OK)
    assert words[-5:] == ["-c", str(config), "--state", str(tmp_path / "state"), "run"]
    assert managed.asked == [
        ("systemctl", "--user", "daemon-reload"),
        ("systemctl", "--user", "enable", "mailwatch.service"),
        ("systemctl", "--user", "restart", "mailwatch.service"),
    ]
    told = capsys.readouterr().out
    assert f"wrote {unit}" in told
    assert "loginctl enable-linger" in told


def test_a_dry_run_prints_it_all_and_touches_nothing(
    machine: Machine, managed: Managed, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(tmp_path.rglob("*"))

    assert install(config, dry_run=True, machine=machine) == 0

    told = capsys.readouterr().out
    assert f"# would write {tmp_path}/.config/systemd/user/mailwatch.service:" in told
    assert "\nWatchdogSec=300\n" in told
    assert "# would run: systemctl --user enable mailwatch.service" in told
    assert (sorted(tmp_path.rglob("*")), managed.asked) == (before, [])


def test_nothing_is_installed_with_a_config_that_would_not_start(
    machine: Machine, managed: Managed, config: Path, tmp_path: Path
) -> None:
    config.write_text("you: {}\n", encoding="utf-8")
    with pytest.raises(ConfigError):
        install(config, machine=machine)
    assert not managed.asked
    assert not (tmp_path / ".config/systemd").exists()


def test_uninstall_removes_what_install_wrote_and_nothing_else(
    machine: Machine, managed: Managed, config: Path, tmp_path: Path
) -> None:
    credential = config.parent / "mail"
    credential.write_text("secret")
    config.write_text(LEAST % ", secret: {systemd: mail}", encoding="utf-8")
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    install(config, machine=machine)
    drop_in = tmp_path / ".config/systemd/user/mailwatch.service.d/credentials.conf"
    assert f"\n[Service]\nLoadCredential=mail:{credential}\n" in drop_in.read_text(encoding="utf-8")
    managed.asked.clear()

    assert uninstall(machine=machine) == 0

    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before
    assert not drop_in.parent.exists()
    assert managed.asked == [
        ("systemctl", "--user", "disable", "--now", "mailwatch.service"),
        ("systemctl", "--user", "daemon-reload"),
    ]
    managed.asked.clear()
    assert uninstall(machine=machine) == 0
    assert not managed.asked


def test_an_encrypted_credential_is_loaded_where_systemd_can(machine: Machine, config: Path, tmp_path: Path) -> None:
    config.write_text(LEAST % ", secret: {systemd: mail}", encoding="utf-8")
    with pytest.raises(CredentialError, match=r"config.yaml:2:\d+: no credential mail: expected .*mailwatch/mail"):
        install(config, machine=machine)
    encrypted = config.parent / "mail.cred"
    encrypted.touch()
    with pytest.raises(CredentialError):  # systemd 252 cannot, in a user unit
        install(config, machine=machine)
    newer = Machine("linux", tmp_path, tmp_path / ".config", 1000, "/usr/bin", 256, machine.run)
    install(config, machine=newer)
    drop_in = tmp_path / ".config/systemd/user/mailwatch.service.d/credentials.conf"
    assert f"LoadCredentialEncrypted=mail:{encrypted}\n" in drop_in.read_text(encoding="utf-8")


def test_later_and_later_restarts_where_systemd_knows_them() -> None:
    for version, known in ((252, False), (254, True)):
        service = options(systemd.text("mailwatch.service", SERVER, version))
        assert ("RestartSteps" in service, "RestartMaxDelaySec" in service) == (known, known)
    assert systemd.version_of("systemd 252 (252.38-1~deb12u1)\n+PAM") == 252
    assert systemd.version_of("") == 0


def test_an_instance_runs_the_shared_template_with_a_config_of_its_own() -> None:
    plan = systemd.plan(Wanted(system=True, instance="sam"), SERVER, Path("/unused"), 254)

    unit = plan.files[Path("/etc/systemd/system/mailwatch@.service")]
    assert "\nExecStart=/opt/mailwatch/bin/mailwatch -c /etc/mailwatch/%i.yaml run\n" in unit
    assert ("systemctl", "enable", "mailwatch@sam.service") in plan.start
    assert not [path for path in plan.own if path.name == "mailwatch@.service"]  # the others' too


def test_what_no_system_service_could_see_is_refused(machine: Machine, config: Path) -> None:
    with pytest.raises(ServiceError, match="a system service does not see what lies there; install mailwatch for"):
        install(config, wanted=Wanted(system=True), machine=machine)


def test_a_service_manager_that_is_not_there_or_does_not_do_it_is_told_with_the_remedy(
    machine: Machine, config: Path, tmp_path: Path
) -> None:
    without = Machine("linux", tmp_path, tmp_path / ".config", 1000, "/usr/bin", 0, machine.run)
    with pytest.raises(ServiceError, match=r"no service manager here.*: .* run$"):
        install(config, machine=without)
    refusing = Machine("linux", tmp_path, tmp_path / ".config", 1000, "/usr/bin", 252, Managed("daemon-reload").run)
    with pytest.raises(ServiceError, match=r"`systemctl --user daemon-reload` ended with exit code 1; .*start it"):
        install(config, machine=refusing)


@pytest.mark.parametrize("instance", ["../x", ".x", "a b", "x\n", "@", "x" * 22])
def test_an_instance_has_a_plain_name_and_is_for_servers(instance: str) -> None:
    with pytest.raises(UsageError, match="cannot name an instance"):
        Wanted(system=True, instance=instance)
    with pytest.raises(UsageError, match="say --system too"):
        Wanted(instance="sam")


def test_status_and_logs_ask_the_service_manager(machine: Machine, managed: Managed) -> None:
    assert status(machine=machine) == 0
    assert logs(Wanted(system=True, instance="sam"), machine=machine) == 0
    assert managed.asked == [
        ("systemctl", "--user", "--no-pager", "status", "mailwatch.service"),
        ("journalctl", "-u", "mailwatch@sam.service", "-n", "100", "-f"),
    ]
    managed.refuse = "status"
    assert status(machine=machine) == 1


# --- launchd --------------------------------------------------------------------------------------------------------


def agent(text: str | bytes) -> dict[str, object]:
    values: dict[str, object] = plistlib.loads(text.encode() if isinstance(text, str) else text)
    assert values["Label"] == launchd.LABEL
    assert values["KeepAlive"] == {"SuccessfulExit": False}
    assert values["RunAtLoad"] is True
    assert values["Umask"] == 0o077
    assert values["HardResourceLimits"] == {"Core": 0}
    known = {"Label", "ProgramArguments", "RunAtLoad", "KeepAlive", "ThrottleInterval", "ExitTimeOut", "Umask"}
    known |= {
        "LimitLoadToSessionType",
        "ProcessType",
        "HardResourceLimits",
        "StandardErrorPath",
        "EnvironmentVariables",
    }
    assert set(values) <= known, "not a key of launchd.plist(5) that is used here"
    return values


def test_the_agent_that_ships_starts_the_daemon_and_gets_its_signals() -> None:
    words = agent((ROOT / "launchd" / "local.mailwatch.plist").read_bytes())["ProgramArguments"]
    assert isinstance(words, Sequence)
    shell, option, command = words
    assert (shell, option) == ("/bin/sh", "-c")
    assert command.startswith('exec "$HOME/.local/bin/mailwatch" run ')
    subprocess.run([shell, "-n", "-c", command], check=True)


def test_on_macos_an_agent_is_installed_and_removed_again(managed: Managed, config: Path, tmp_path: Path) -> None:
    mac = Machine("darwin", tmp_path, tmp_path / ".config", 501, "/opt/homebrew/bin:/usr/bin", 0, managed.run)

    assert install(config, tmp_path / "a & b", machine=mac) == 0

    file = tmp_path / "Library/LaunchAgents/local.mailwatch.plist"
    values = agent(file.read_bytes())
    words = values["ProgramArguments"]
    assert isinstance(words, list)
    assert words[1:] == ["-c", str(config), "--state", str(tmp_path / "a & b"), "run"]
    assert values["StandardErrorPath"] == str(tmp_path / "Library/Logs/mailwatch.log")
    assert values["EnvironmentVariables"] == {"PATH": "/opt/homebrew/bin:/usr/bin"}
    service = "gui/501/local.mailwatch"
    assert managed.asked == [
        ("/bin/sh", "-c", launchd.LEAVE, "sh", service),
        ("launchctl", "enable", service),
        ("launchctl", "bootstrap", "gui/501", str(file)),
    ]
    assert uninstall(machine=mac) == 0
    assert not file.exists()


def test_an_older_agent_is_gone_before_the_new_one_comes(tmp_path: Path) -> None:
    launchctl = tmp_path / "launchctl"
    launchctl.write_text(f'#!/bin/sh\necho "$1" >>"{tmp_path}/asked"\n[ "$(wc -l <"{tmp_path}/asked")" -lt 4 ]\n')
    launchctl.chmod(0o755)

    words = ["/bin/sh", "-c", launchd.LEAVE, "sh", "gui/501/local.mailwatch"]
    done = subprocess.run(words, env={"PATH": f"{tmp_path}:{os.environ['PATH']}"}, check=False, capture_output=True)

    assert (tmp_path / "asked").read_text().split() == ["bootout", "print", "print", "print"]
    assert done.stdout + done.stderr == b""


def test_the_command_line_knows_the_verb() -> None:
    given = parser().parse_args(
        ["service", "install", "--system", "--instance", "sam", "--dry-run"], namespace=Arguments()
    )
    assert (given.action, given.system, given.instance, given.dry_run) == ("install", True, "sam", True)
