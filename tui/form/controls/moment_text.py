"""Dates and times as they are typed: RFC 3339, and stepping the part under the cursor."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

FORMS = {"date": "YYYY-MM-DD", "time": "HH:MM:SSZ", "date-time": "YYYY-MM-DDTHH:MM:SSZ"}
"""How each format of JSON Schema is spelt."""

_DATE = r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
_MOMENT = re.compile(rf"(?:{_DATE})?(?:(?:^|[Tt ]){_TIME})?", re.ASCII)


def spelt(moment: datetime, format_: str) -> str:
    """Return a moment with its offset as a value of the format; whole seconds."""
    whole = moment.replace(microsecond=0)
    if format_ == "date":
        return whole.date().isoformat()
    text = whole.isoformat().replace("+00:00", "Z")
    return text if format_ == "date-time" else text.partition("T")[2]


def day_of(text: str) -> date | None:
    """Return the day that a text begins with, or None."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def with_day(text: str, day: date) -> str:
    """Return the text with another day; its time stays."""
    return day.isoformat() + (text[10:] if day_of(text) else "")


def stepped(text: str, cursor: int, by: int) -> str | None:
    """Return the text with the part at the cursor moved by so many; None where there is none.

    Days and smaller parts carry over into the larger ones, a time without a date wraps at
    midnight, and a day that the new month lacks becomes its last. What follows (fractions, an
    offset) stays.
    """
    found = _MOMENT.match(text)
    parts = {name: int(part) for name, part in found.groupdict().items() if part} if found else {}
    if not found or not parts:
        return None
    here = [name for name in parts if found.start(name) <= cursor]
    part = here[-1] if here else next(iter(parts))
    try:
        moment = datetime(
            parts.get("year", 2000),
            parts.get("month", 1),
            parts.get("day", 1),
            parts.get("hour", 0),
            parts.get("minute", 0),
            parts.get("second", 0),
        )
        moment = _moved(moment, part, by)
    except (ValueError, OverflowError):
        return None
    for name in parts:
        start, end = found.span(name)
        text = f"{text[:start]}{getattr(moment, name):0{end - start}d}{text[end:]}"
    return text


def _moved(moment: datetime, part: str, by: int) -> datetime:
    if part in ("year", "month"):
        months = moment.year * 12 + moment.month - 1 + by * (12 if part == "year" else 1)
        year, month = divmod(months, 12)
        day = min(moment.day, monthrange(year, month + 1)[1]) if 0 < year < 10000 else moment.day
        return moment.replace(year=year, month=month + 1, day=day)
    return moment + timedelta(**{f"{part}s": by})
