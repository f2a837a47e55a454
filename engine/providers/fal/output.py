"""What a model on fal gave: files wherever they stand in its reply, and what it says about them."""

from collections.abc import Iterator, Mapping
from typing import Any

from schemas.frozen import frozen
from schemas.json_value import is_list, is_object

MOST_FILES = 256
_DEEPEST = 12


@frozen
class FalFile:
    """An address and the media type it is said to have; `flagged` where its safety check objects."""

    url: str
    media_type: str
    flagged: bool = False


def files_in(reply: Mapping[str, Any]) -> list[FalFile]:
    """The files of a reply, in order: `images: [{"url": …}]`, `image`, `video`, `audio_file`, …"""
    flags = reply.get("has_nsfw_concepts")
    marks = flags if is_list(flags) else []
    found: dict[str, FalFile] = {}
    for each in _files(reply, 0):
        url = str(each["url"])
        said = each.get("content_type")
        number = len(found)
        flagged = number < len(marks) and marks[number] is True
        found.setdefault(url, FalFile(url, said.lower() if isinstance(said, str) else "", flagged))
        if len(found) == MOST_FILES:
            break
    return list(found.values())


def _files(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > _DEEPEST:
        return
    if is_object(value):
        if isinstance(value.get("url"), str):
            yield value
            return
        for each in value.values():
            yield from _files(each, depth + 1)
    elif is_list(value):
        for each in value:
            yield from _files(each, depth + 1)
