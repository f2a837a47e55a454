"""What is different between two versions of an LLM action: texts line by line, settings one by one."""

import difflib
import json
from collections.abc import Mapping
from typing import Any

from engine.llm_actions.rows import StoredLlmAction
from schemas.json_value import is_list, is_object
from schemas.messages.llm_actions import ChangedSetting, LlmActionDifferences, TextDifference


def differences(before: StoredLlmAction, after: StoredLlmAction) -> LlmActionDifferences:
    """Compare two versions of one action."""
    old, new = _parts(before), _parts(after)
    texts: list[TextDifference] = []
    settings: list[ChangedSetting] = []
    for name in dict.fromkeys((*old, *new)):
        one, other = old.get(name), new.get(name)
        if one == other:
            continue
        if isinstance(one, _Text) or isinstance(other, _Text):
            names = f"version {before.version}", f"version {after.version}"
            lines = difflib.unified_diff(
                str(one or "").splitlines(), str(other or "").splitlines(), *names, lineterm=""
            )
            texts.append(TextDifference(name=name, lines=list(lines)))
        else:
            settings.append(ChangedSetting(name=name, before=one, after=other))
    return LlmActionDifferences(
        id=after.id,
        name=after.name,
        before=before.version,
        after=after.version,
        texts=texts,
        settings=settings,
    )


class _Text(str):
    """A text that is compared line by line."""

    __slots__ = ()


def _parts(stored: StoredLlmAction) -> dict[str, Any]:
    return {"title": stored.title, **_parts_of(stored.body, "")}


def _parts_of(body: Mapping[str, Any], before: str) -> dict[str, Any]:
    """Texts and settings of a body, or of a tuning in it, each under its dotted name."""
    parts: dict[str, Any] = {}
    for key, value in body.items():
        name = f"{before}{key}"
        if key == "system" and is_list(value):
            parts |= {f"{name}.{at}": _text(part) for at, part in enumerate(value)}
        elif key in ("input", "system"):
            parts[name] = _text(value)
        elif key == "output_schema" and value is not None:
            parts[name] = _Text(json.dumps(value, indent=2, ensure_ascii=False))
        elif key == "tuned_for" and is_object(value):
            for provider, tuning in value.items():
                if is_object(tuning):
                    parts |= _parts_of(tuning, f"{name}.{provider}.")
        else:
            parts[name] = value
    return parts


def _text(part: Any) -> _Text:
    return _Text(part["text"] if is_object(part) else part)
