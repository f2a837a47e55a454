"""What is typed over the records: words, `is:failed`, and after `where` an expression over the fields."""

import re
from collections.abc import Mapping

from schemas.frozen import frozen
from schemas.messages.batches import RecordStatus

STATUS_WORDS: Mapping[str, RecordStatus | None] = {
    "new": None,
    "waiting": "waiting",
    "running": "running",
    "done": "success",
    "failed": "error",
    "skipped": "skipped",
    "cached": "cached",
    "cancelled": "cancelled",
}
"""What a person reads and types for a status; `new` is a record over which the step never ran."""

_WHERE = re.compile(r"(?:^|\s)where\s+(.+)$", re.DOTALL)
_IS = re.compile(r"(?<!\S)is:(\w+)(?!\S)")


@frozen
class Sought:
    """`search` and `where` are the engine's to answer, `statuses` the screen's; empty means any."""

    search: str = ""
    where: str = ""
    statuses: frozenset[RecordStatus | None] = frozenset()

    @property
    def asks_engine(self) -> bool:
        """Whether the records themselves have to be looked at."""
        return bool(self.search or self.where)


def sought(text: str) -> Sought:
    """Read a filter. A word after `is:` that is no status is searched for like any other."""
    where = ""
    if found := _WHERE.search(text):
        where, text = found[1].strip(), text[: found.start()]
    statuses: set[RecordStatus | None] = set()

    def take(match: re.Match[str]) -> str:
        if match[1].lower() not in STATUS_WORDS:
            return match[0]
        statuses.add(STATUS_WORDS[match[1].lower()])
        return ""

    words = " ".join(_IS.sub(take, text).split())
    return Sought(words, where, frozenset(statuses))
