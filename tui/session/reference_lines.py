"""References of a session as lines of a list."""

import asyncio
import stat
from collections.abc import Sequence
from pathlib import Path

from textual.content import Content

from schemas.clean_text import clean_line
from schemas.frozen import frozen
from schemas.messages.references import ReferenceView


@frozen
class Source:
    """What is at the path of a reference now: `size` in bytes, or the `problem`."""

    size: int = 0
    problem: str = ""


async def look_at(references: Sequence[ReferenceView]) -> list[Source]:
    """What each reference would bring now; files are looked at in a thread."""
    return await asyncio.to_thread(lambda: [_source(reference) for reference in references])


def _source(reference: ReferenceView) -> Source:
    if reference.path is None:
        return Source(len((reference.text or "").encode()))
    try:
        found = Path(reference.path).stat()
    except FileNotFoundError:
        return Source(problem="the file is not there")
    except (OSError, ValueError) as error:
        return Source(problem=getattr(error, "strerror", None) or "the path is not valid")
    return Source(found.st_size) if stat.S_ISREG(found.st_mode) else Source(problem="it is no file")


def reference_line(reference: ReferenceView, source: Source) -> Content:
    """Two lines: whether and how long it is used, its name and size; then where it comes from."""
    mark, style = ("●", "$text-success") if reference.in_use else ("○", "dim")
    if source.problem:
        mark, style = "✗", "$text-error"
    what = source.problem or size_in_words(source.size)
    where = reference.path if reference.path is not None else _quote(reference.text or "")
    return Content.assemble(
        (f"{mark} ", style),
        (clean_line(reference.name), "bold"),
        (f"  {what}", "$text-error" if source.problem else "dim"),
        f"  {_use(reference)}\n",
        (f"  {clean_line(where)}", "dim"),
    )


def _use(reference: ReferenceView) -> str:
    if not reference.enabled:
        return "off"
    if reference.persist:
        return "kept" if reference.ttl is None else f"kept ({_turns(reference.ttl)})"
    return "in every turn" if reference.ttl is None else _turns(reference.ttl)


def _turns(ttl: int) -> str:
    return "no turns left" if ttl == 0 else f"{ttl} turn{'s' if ttl != 1 else ''} left"


def _quote(text: str) -> str:
    start = clean_line(text[:200])
    return f"“{start}{'…' if len(text) > len(start) else ''}”"


def size_in_words(size: int) -> str:
    """`12 bytes`, `3.4 KiB`, `1.0 MiB`."""
    if size < 1024:
        return f"{size} byte{'s' if size != 1 else ''}"
    return f"{size / 1024:.1f} KiB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MiB"
