"""What was sent for a result, as it is kept with it."""

from collections.abc import Collection, Mapping
from typing import Any

from schemas.json_value import is_list, is_object


def kept(sent: Mapping[str, Any], without: Collection[str] = ()) -> dict[str, Any]:
    """A copy of what was sent, with words in place of files, and without what is kept elsewhere."""
    return {name: _short(value) for name, value in sent.items() if name not in without}


def _short(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("data:"):
        return f"a file, {len(value):,} characters"
    if is_list(value):
        return [_short(each) for each in value]
    if is_object(value):
        return {name: _short(each) for name, each in value.items()}
    return value
