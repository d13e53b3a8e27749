"""The Jinja2 sandbox that templates run in. Imported with the first of them: most days bring no draft."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, meta
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mailwatch.errors import TemplateError

_FILTERS = frozenset(
    ["capitalize", "default", "d", "first", "last", "length", "lower", "replace", "title", "trim", "upper"]
)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Without globals, attributes, multiplication and every filter that a letter has no use for."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self) -> None:
        # A mail is plain text: escaping would put &amp; into it.
        super().__init__(autoescape=False, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401, ARG002 - jinja2's signature
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401, ARG002 - jinja2's
        raise SecurityError(f"a template cannot use {operator!r}")


_SANDBOX = _Sandbox()


@lru_cache(maxsize=128)
def compiled(name: str, source: str) -> Template:
    """A template, ready to be rendered.

    Raises:
        TemplateError: a syntax error, or something that no template can use.
    """
    try:
        return _SANDBOX.from_string(source)
    except TemplateSyntaxError as error:
        raise TemplateError(f"{name}:{error.lineno}: {error.message}", name, error.lineno) from error
    except (SecurityError, RecursionError) as error:
        raise TemplateError(f"{name}: {error}", name) from error


def names_in(source: str) -> frozenset[str]:
    """The variables that the text of a template asks for; it is one that can be compiled."""
    return frozenset(meta.find_undeclared_variables(_SANDBOX.parse(source)))
