"""What is known about one result, as pairs for its detail view."""

import json
from typing import TYPE_CHECKING, Any

from tui.results.result_item import ResultItem
from tui.results.usage_text import ending, usage_text

if TYPE_CHECKING:
    from schemas.messages.results import Result

_HIDDEN = frozenset({"content_id", "url", "media_type", "text", "prompt"})


def facts_of(item: ResultItem | None, result: "Result | None") -> list[tuple[str, str]]:
    """Label and value of each fact, the telling ones first."""
    if item is None:
        return []
    if result is None:
        return [("Made by", item.label)] if item.label else []
    made = result.provenance
    facts = [("Made by", made.label or made.provider), ("Model", made.model)]
    if made.seed is not None:
        facts.append(("Seed", str(made.seed)))
    prompt = made.rendered.get("prompt") or made.rendered.get("input")
    facts.append(("Prompt", _text(prompt)))
    facts += [(name.replace("_", " ").title(), _text(value)) for name, value in made.parameters.items()]
    extra = {name: value for name, value in result.value.items() if name not in _HIDDEN}
    if "width" in extra and "height" in extra:
        facts.append(("Size", f"{extra['width']} × {extra['height']}"))
    facts.append(("Ended", ending(made)))
    facts.append(("Used", usage_text(made.usage)))
    facts.append(("Result", result.id))
    return [(label, value) for label, value in facts if value]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
