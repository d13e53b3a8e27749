"""The page on providers says what the code does."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from mailwatch.cli import init_options
from mailwatch.config.providers import PROVIDERS, Auth, Endpoint, ProviderName, Security

PAGE = (Path(__file__).parents[2] / "docs" / "providers.md").read_text(encoding="utf-8")


def row(name: ProviderName) -> str:
    """Its line in the table."""
    provider = PROVIDERS[name]
    believed = ", ".join(f"`{each}`" for each in provider.authserv_ids) or "-"
    servers = f"{_short(provider.imap)} | {_short(provider.smtp)}"
    return f"| `{name}` | {provider.title} | {servers} | {provider.auth} | {believed} |"


def paragraph(name: ProviderName) -> str:
    """What it wants, and where one gets that."""
    provider = PROVIDERS[name]
    return f"**{provider.title}** wants {provider.hint}: {provider.remedy}."


def _short(at: Endpoint) -> str:
    return f"{at.host}:{at.port}" + ("" if at.security == "tls" else f" ({at.security})")


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_provider_stands_on_the_page_as_it_is_known(name: ProviderName) -> None:
    assert row(name) in PAGE.splitlines()
    assert paragraph(name) in " ".join(PAGE.split())
    for region in PROVIDERS[name].regions:
        assert f"`{region.imap}`" in PAGE


def test_the_command_line_offers_what_the_config_knows() -> None:
    assert get_args(ProviderName) == init_options.PROVIDERS == tuple(PROVIDERS)
    assert get_args(Security) == init_options.SECURITY
    assert get_args(Auth) == init_options.AUTH
