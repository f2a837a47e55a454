"""An LLM action as a text that a person edits: YAML, its prompts as blocks of lines."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.documents.problems import DocumentErrors
from engine.documents.read import YAML_ENDINGS, read_value
from schemas.json_value import is_list, is_object
from schemas.messages.given import UsageError
from schemas.messages.llm_actions import LlmActionView

_NEW = {"input": "Write about {{ inputs.input1 }}.\n"}
_HINTS = """\
{about}
Prompts are templates over inputs, record, section and document, as in {{{{ inputs.input1 }}}}.
Save and leave the editor; what is not changed makes no new version."""

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WORDS = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")
# YAML takes these for line breaks or drops them; what is left of the control characters has no
# place in a block either.
_UNLIKE_LINES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def to_edit(action: LlmActionView | None, name: str) -> str:
    """What an editor begins with: the action, or (None) the frame of a new one called `name`."""
    about = f"{name}, version {action.version}." if action else f"A new LLM action, {name}."
    hints = _HINTS.format(about=about)
    return as_text(action.title if action else name, action.body if action else _NEW, hints)


def as_text(title: str, body: Mapping[str, Any], hints: str) -> str:
    """The text of an action; `hints` are lines of comment above it."""
    comment = "".join(f"# {line}\n" for line in hints.splitlines())
    return comment + "\n".join(_lines({"title": title, "body": dict(body)}, 0)) + "\n"


def from_text(data: bytes, name: str) -> tuple[str, dict[str, Any]]:
    """Title ("" for none) and body out of a text, YAML or (by the name's ending) JSON.

    The text may also be the body alone. Raises `UsageError` with all that is wrong with it.
    """
    known = name.lower().endswith((".json", *YAML_ENDINGS))
    try:
        value = read_value(data, Path(name if known else f"{name}.yaml"))
    except DocumentErrors as error:
        raise UsageError("; ".join(str(problem) for problem in error.problems)) from None
    if is_object(value) and is_object(value.get("body")):
        title = value.get("title", "")
        return title if isinstance(title, str) else "", dict(value["body"])
    if is_object(value) and "input" in value:
        return "", dict(value)
    raise UsageError(f'{name} needs "title" and "body", with "input" in it')


def _lines(value: Any, depth: int) -> list[str]:
    """Lines of YAML; each scalar is one that YAML and JSON read alike."""
    indent = "  " * depth
    if is_object(value) and value:
        return [line for key, item in value.items() for line in _entry(f"{indent}{_key(key)}:", item, depth)]
    if is_list(value) and value:
        return [line for item in value for line in _entry(f"{indent}-", item, depth)]
    return [indent + _scalar(value)]


def _entry(start: str, item: Any, depth: int) -> list[str]:
    if (is_object(item) and item) or (is_list(item) and item):
        return [start, *_lines(item, depth + 1)]
    if isinstance(item, str) and "\n" in item and not _UNLIKE_LINES.search(item):
        # How many newlines end the text is said in the mark: none, one, or all that are there.
        mark = "-" if not item.endswith("\n") else "" if item.rstrip("\n") == item[:-1] and item[:-1] else "+"
        inner = "  " * (depth + 1)
        block = (item[:-1] if item.endswith("\n") else item).split("\n")
        return [f"{start} |2{mark}", *(inner + line if line else "" for line in block)]
    return [f"{start} {_scalar(item)}"]


def _scalar(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _UNLIKE_LINES.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) and key.lower() not in _WORDS else _scalar(key)
