"""The config read in a child process: the same values and the same complaints, and nothing else stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mailwatch import config
from mailwatch.config import apart
from mailwatch.errors import ConfigError

EVERYTHING = Path(__file__).parents[2] / "config.example.yaml"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    text = "you: {name: Zoë Ng, email: zoe@example.com, timezone: Europe/Berlin}\nmailboxes: [{provider: fastmail}]\n"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_child_reads_what_would_be_read_here(written: Path) -> None:
    assert apart.load(written) == config.load(written)


def test_every_option_comes_through(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(EVERYTHING.read_text(encoding="utf-8"), encoding="utf-8")
    assert apart.load(path) == config.load(path)


@pytest.mark.parametrize("text", ["", "you: {name: 7}\nmailboxes: []\nmood: good\n", "you: [\n"])
def test_mistakes_are_named_as_they_would_be_here(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError) as here:
        config.load(path)
    with pytest.raises(ConfigError) as there:
        apart.load(path)
    assert there.value.problems == here.value.problems


def test_a_config_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no config here"):
        apart.load(tmp_path / "config.yaml")


@pytest.mark.parametrize("python", ["/nowhere/python", "false", "true"])
def test_where_no_child_can_be_had_it_is_read_here(written: Path, python: str) -> None:
    assert apart.load(written, python).you.name == "Zoë Ng"


def test_what_checks_the_config_and_renders_drafts_is_not_in_the_memory_of_the_daemon(written: Path) -> None:
    heavy = {"pydantic", "pydantic_core", "yaml", "jinja2", "holidays", "icalendar", "dns", "keyring", "aiosmtplib"}
    code = (
        "import sys; from pathlib import Path; from mailwatch.cli import running; from mailwatch.config import apart;"
        f"running.load(Path(sys.argv[1]), apart.load); print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(written)], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
