"""Jinja2 in a sandbox, with bounds on what a template can cost.

Two flavours: templates are strict (a missing name is an error, before anything is sent),
expressions of `visible_when` are lenient (a missing name is false).
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from engine.templates.errors import MissingName
from schemas.json_value import is_list, is_object

__all__ = ["MissingName", "compile_expression", "compile_template", "keys_used", "names_used", "render_value"]

_WHOLE = re.compile(r"\A\s*\{\{(?P<expression>.*)\}\}\s*\Z", re.DOTALL)


@lru_cache(512)
def compile_template(source: str) -> Callable[[Mapping[str, Any]], str]:
    """Compile a template; call the result with the variables to get text.

    ValueError (with the line) for a template that does not compile. The call raises
    `MissingName` for a name that is not there, ValueError for anything else.
    """
    from engine.templates import jinja  # noqa: PLC0415 - see its docstring

    return jinja.template(source)


@lru_cache(512)
def compile_expression(source: str) -> Callable[[Mapping[str, Any]], Any]:
    """Compile a lenient expression such as `provider == 'x' and n > 0`; ValueError if it cannot be."""
    from engine.templates import jinja  # noqa: PLC0415 - see its docstring

    return jinja.expression(source, strict=False)


@lru_cache(512)
def _value_expression(source: str) -> Callable[[Mapping[str, Any]], Any]:
    from engine.templates import jinja  # noqa: PLC0415 - see its docstring

    return jinja.expression(source, strict=True)


def render_value(value: Any, variables: Mapping[str, Any]) -> Any:
    """Evaluate every template inside a JSON value.

    A string that is exactly one `{{ … }}` keeps the value's type; other strings become text.
    """
    if isinstance(value, str):
        if "{" not in value:
            return value
        whole = _WHOLE.match(value)
        if whole and "{{" not in whole["expression"] and "}}" not in whole["expression"]:
            return _value_expression(whole["expression"].strip())(variables)
        return compile_template(value)(variables)
    if is_object(value):
        return {key: render_value(item, variables) for key, item in value.items()}
    if is_list(value):
        return [render_value(item, variables) for item in value]
    return value


def names_used(source: str) -> set[str]:
    """Top-level names a template reads."""
    from engine.templates import jinja  # noqa: PLC0415 - see its docstring

    return jinja.names_used(source)


def keys_used(source: str, name: str) -> set[str] | None:
    """Which keys of the mapping `name` a template reads; None if it needs the whole of it.

    `{{ state.scenes }}` reads `scenes`; `{{ state | json }}` needs all.
    """
    from engine.templates import jinja  # noqa: PLC0415 - see its docstring

    return jinja.keys_used(source, name)
