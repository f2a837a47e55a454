"""Small copies of pictures that a screen keeps: the files of a deleted session's go with it.

They can be made again at any time, so that it does no harm if one goes too many.
"""

import contextlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.store.database import Rows

FOLDER = "thumbnails"
"""Inside the home's cache: `thumbnails/ab/abcd…-40x20` for the blob `abcd…`."""

_URL = re.compile(r"blob:([0-9a-f]{64})")


async def pictures_of(rows: "Rows", session_id: str) -> list[str]:
    """The `blob:` urls of a session's results that no fork of it has too."""
    return [row[0] for row in await rows.all(_PICTURES, (session_id, session_id))]


def forget_thumbnails(cache: Path, urls: Iterable[str]) -> None:
    """Remove the small copies of these blobs; what cannot be removed stays. Blocks."""
    for url in urls:
        if not (found := _URL.fullmatch(url)):
            continue
        digest = found[1]
        with contextlib.suppress(OSError):
            for path in (cache / FOLDER / digest[:2]).glob(f"{digest}-*"):
                path.unlink(missing_ok=True)


_PICTURES = """
SELECT DISTINCT json_extract(mine.value, '$.url') FROM results AS mine
WHERE mine.session_id = ? AND json_extract(mine.value, '$.url') LIKE 'blob:%'
AND NOT EXISTS (SELECT 1 FROM results AS other WHERE other.id = mine.id AND other.session_id <> ?)
"""
