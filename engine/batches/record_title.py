"""What a person reads for a record."""

from engine.records.record import Record
from schemas.clean_text import clean_line

MOST = 80
_NAMES = ("title", "heading", "headline", "name", "label")


def record_title(record: Record) -> str:
    """Its title, else the beginning of its first text, else its place."""
    texts = [record.fields[name] for name in _NAMES if name in record.fields]
    for text in (*texts, *record.fields.values()):
        if isinstance(text, str) and (line := clean_line(text[: 4 * MOST]).strip()):
            return line if len(line) <= MOST else f"{line[: MOST - 1].rstrip()}…"
    return f"{'Section' if record.parent_id else 'Document'} {record.place}"
