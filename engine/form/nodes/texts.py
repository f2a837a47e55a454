"""Texts of a schema as a person reads them."""

from typing import Any

from schemas.clean_text import clean, clean_line

_LONGEST_TITLE = 200


def line(value: Any) -> str:
    """Return a schema's text on one line, cleaned; "" for anything else."""
    return clean_line(value[: 4 * _LONGEST_TITLE]).strip()[:_LONGEST_TITLE] if isinstance(value, str) else ""


def lines(value: Any) -> str:
    """Return a schema's text, cleaned; "" for anything else."""
    return clean(value) if isinstance(value, str) else ""


def title_of(name: str) -> str:
    """`aspect_ratio` and `aspectRatio` read "Aspect ratio"."""
    words = line(name).replace("_", " ").replace("-", " ").split()
    spaced = " ".join(words)
    return spaced[:1].upper() + spaced[1:] if spaced else "(no name)"
