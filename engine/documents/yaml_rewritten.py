"""Writes a changed YAML document, if nothing that its author wrote is lost by that."""

import json
from pathlib import Path
from typing import Any

import yaml

from engine.documents.problems import DocumentErrors
from engine.documents.read import read_value

_EVENTS: Any = getattr(yaml, "parse")  # noqa: B009 - its type is not known
_DUMP: Any = getattr(yaml, "safe_dump")  # noqa: B009


class CannotRewrite(Exception):
    """What would be lost."""


def rewritten(text: str, new: Any, file: Path) -> str:
    """`new` as YAML in place of `text`. CannotRewrite if that has comments, anchors or text blocks."""
    if _may_have_comments(text):
        raise CannotRewrite("a rewrite would lose its comments")
    for event in _EVENTS(text):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise CannotRewrite("a rewrite would lose its anchors")
        if isinstance(event, yaml.ScalarEvent) and event.style in ("|", ">"):
            raise CannotRewrite("a rewrite would lose its blocks of text")
    made: str = _DUMP(new, sort_keys=False, allow_unicode=True, width=2**20)
    try:
        again = read_value(made.encode(), file)
    except DocumentErrors:
        again = None
    if json.dumps(again) != json.dumps(new):
        raise CannotRewrite("it would not be read as the same values")
    return made


def _may_have_comments(text: str) -> bool:
    """Whether any `#` could begin a comment; one inside a text counts too, to be safe."""
    return any(at == 0 or text[at - 1].isspace() for at, sign in enumerate(text) if sign == "#")
