"""Checks the `target_path` of a result mapping: it can be read, and what it changes may be changed."""

import re
from typing import Any

from jinja2 import TemplateSyntaxError

from engine.documents.check_templates import check_templates
from engine.documents.findings import Findings, shown
from engine.documents.place import Place
from engine.spelling import nearest
from engine.templates.sandbox import names_used
from engine.templates.target_path import parse
from schemas.documents.interaction import CHANGEABLE
from schemas.json_value import is_object

_NAMES = ("params", "values")
"""What its templates see."""

_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def check_target(mapping: Any, place: Place, findings: Findings) -> None:
    """Report what is wrong with the target path of a raw `result_mapping`, which stands at `place`."""
    target = mapping.get("target_path") if is_object(mapping) else None
    if not isinstance(target, str) or not target:
        return
    at = place.at("target_path")
    _check_names(target, at, findings)
    # What an expression gives is known when it runs; an index fits wherever a name does.
    known = _EXPRESSION.sub("0", target)
    if "{%" in known or "{{" in known or "{#" in known:
        return
    try:
        first, *rest = parse(known)
    except ValueError as error:
        findings.problem(at, f"the target path cannot be read: {error}", found=shown(target))
        return
    if first != "interaction" or known.startswith("data"):
        return
    part = rest[0] if rest else ""
    if rest and part not in CHANGEABLE and part != "0":
        findings.problem(
            at,
            "this part of a page cannot be changed",
            found=shown(target),
            expected=", ".join(f"interaction.{name}" for name in CHANGEABLE),
            nearest=_meant(str(part)),
        )
    if not rest and mapping.get("merge_mode", "replace") not in ("merge", "update"):
        message = "a whole page cannot be replaced, only parts of it"
        findings.problem(place, message, found=shown(target), expected='"merge_mode": "merge"')


def _check_names(target: str, place: Place, findings: Findings) -> None:
    check_templates(target, place, findings)
    try:
        unknown = names_used(target) - set(_NAMES)
    except (TemplateSyntaxError, ValueError, SyntaxError, RecursionError, MemoryError):
        return  # reported above
    for name in sorted(unknown):
        message = "a target path cannot read this"
        close = nearest(name, _NAMES)
        findings.problem(place, message, found=shown(name), expected=", ".join(_NAMES), nearest=close)


def _meant(part: str) -> str:
    close = nearest(part, CHANGEABLE)
    return close and f"interaction.{close}"
