"""Names of files that every system takes, and that do not get in each other's way."""

import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePath

from schemas.clean_text import clean_line

SIDECAR = ".json"
"""What the name of a file's metadata ends in, after the file's whole name."""

_MOST_BYTES = 160
"""Of a name: room is left for a number and for `SIDECAR` within the 255 that file systems take."""
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def safe_name(name: str) -> str:
    """The name as a file of Windows, macOS and Linux may have it: one part, not hidden, not too long."""
    plain = unicodedata.normalize("NFC", _NOT_IN_NAMES.sub("_", clean_line(name))).strip(". ")
    if _RESERVED.fullmatch(plain):
        plain = f"_{plain}"
    suffix = PurePath(plain).suffix[:20]
    stem = _cut(plain.removesuffix(suffix), _MOST_BYTES - len(suffix.encode())).rstrip(". ")
    return (stem or "file") + suffix


def free_name(name: str, taken: Collection[str]) -> str:
    """`name`, or with a number where it, or the name of its metadata, is taken. Case does not count."""
    folded = {each.casefold() for each in taken}
    suffix = PurePath(name).suffix
    stem, number, free = name.removesuffix(suffix), 1, name
    while {free.casefold(), free.casefold() + SIDECAR} & folded or free.casefold().removesuffix(
        SIDECAR
    ) in folded:
        number += 1
        free = f"{stem}-{number}{suffix}"
    return free


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")
