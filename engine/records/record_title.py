"""What a person reads for a record."""

from collections.abc import Mapping
from typing import Any

from engine.records.record import Record
from schemas.clean_text import clean_line
from schemas.messages.records import RecordView

MOST = 80
TITLES = ("title", "heading", "headline", "name", "label", "subject")
"""Fields that name a record, the best first."""


def record_title(record: Record | RecordView) -> str:
    """Its title, else the beginning of its first text, else its place."""
    return title_in(record.fields) or f"{'Section' if record.parent_id else 'Document'} {record.place}"


def title_in(fields: Mapping[str, Any]) -> str:
    """The title among fields, else the beginning of the first text, in one line; empty if there is none."""
    named = [fields[name] for name in TITLES if name in fields]
    for text in (*named, *fields.values()):
        if isinstance(text, str) and (line := " ".join(clean_line(text[: 4 * MOST]).split())):
            return line if len(line) <= MOST else f"{line[: MOST - 1].rstrip()}…"
    return ""
