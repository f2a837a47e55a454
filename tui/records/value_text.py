"""Values of records as texts, and texts as values again."""

import json
from typing import Any


def text_of(value: Any) -> str:
    """What a person reads, compares and edits: texts as they are, nothing as "", the rest as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)


def value_of(text: str, before: Any) -> Any:
    """What an edited text means where `before` stood: a text stays a text, JSON stays JSON.

    Nothing stays nothing while it is empty. Raises ValueError where JSON is needed and is not there.
    """
    if before is None:
        return text or None
    return text if isinstance(before, str) else json.loads(text)
