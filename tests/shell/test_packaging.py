"""What ships: the files beside the package reach an installation, and the scripts around it parse."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from mailwatch import resources
from mailwatch.errors import ConfigError

ROOT = Path(__file__).parents[2]


def test_the_licence_is_the_one_the_metadata_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in licence
    assert "Version 2.0, January 2004" in licence
    assert "END OF TERMS AND CONDITIONS" in licence


def test_what_lies_beside_the_package_is_put_into_the_wheel() -> None:
    hatch = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]
    included = hatch["build"]["targets"]["wheel"]["force-include"]
    for name in ("templates", "config.example.yaml", "mailwatch.schema.json", "systemd", "launchd"):
        assert included[name] == f"mailwatch/share/{name}"
        assert (ROOT / name).exists()


def test_resources_are_found_in_a_checkout() -> None:
    assert resources.text("config.example.yaml") == (ROOT / "config.example.yaml").read_text(encoding="utf-8")
    assert "ExecStart=" in resources.text("systemd/mailwatch.service")
    assert "DynamicUser=yes" in resources.text("systemd/system/mailwatch@.service")
    with pytest.raises(FileNotFoundError):
        resources.text("none")
    every, english = resources.templates(), resources.templates("en")
    assert "en/thank_you.txt.j2" in english
    assert dict(english) == {name: text for name, text in every.items() if name.startswith("en/")}
    assert every["en/thank_you.txt.j2"] == (ROOT / "templates/en/thank_you.txt.j2").read_text(encoding="utf-8")


def test_resources_are_found_in_an_installation(tmp_path: Path) -> None:
    package = tmp_path / "mailwatch"
    package.mkdir()
    for name in ("__init__.py", "errors.py", "resources.py"):
        shutil.copy(ROOT / "mailwatch" / name, package / name)
    (package / "share/templates/en").mkdir(parents=True)
    (package / "share/templates/en/thank_you.txt.j2").write_text("Dear", encoding="utf-8")
    (package / "share/config.example.yaml").write_text("you:", encoding="utf-8")
    code = "from mailwatch import resources as r; print(dict(r.templates()), r.text('config.example.yaml'))"
    printed = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(tmp_path)}, cwd=tmp_path, capture_output=True, check=True
    )
    assert printed.stdout.decode() == "{'en/thank_you.txt.j2': 'Dear'} you:\n"


def test_the_users_templates_have_the_names_of_ours(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    for name in ("en/thank_you.txt.j2", "en/thank_you.txt.j2~", ".hidden"):
        (tmp_path / name).write_text("Hello", encoding="utf-8")
    assert dict(resources.user_templates(tmp_path)) == {"en/thank_you.txt.j2": "Hello"}
    with pytest.raises(ConfigError, match="none: cannot be read: No such file"):
        resources.user_templates(tmp_path / "none")
    (tmp_path / "en" / "follow_up.txt.j2").write_bytes(b"Gr\xfc\xdfe")
    with pytest.raises(ConfigError, match=r"follow_up.txt.j2: not UTF-8 text"):
        resources.user_templates(tmp_path)


@pytest.mark.parametrize("script", [".ci/run", ".ci/wheel", ".ci/programs"])
def test_scripts_are_executable_and_parse(script: str) -> None:
    file = ROOT / script
    assert os.access(file, os.X_OK)
    assert file.read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in file.read_text(encoding="utf-8")
    subprocess.run(["bash", "-n", str(file)], check=True)  # noqa: S607 - only parsed


@pytest.mark.parametrize("target", ["demo", "test", "lint", "test-long", "example", "clean"])
def test_make_knows_the_target(target: str) -> None:
    planned = subprocess.run(
        ["make", "-n", target],  # noqa: S607
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert planned.returncode == 0, planned.stderr
