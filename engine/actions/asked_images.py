"""Pictures that go along with a request to a text model: results' files, named by their `blob:` urls."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from engine.actions.errors import ActionError
from engine.providers.picture import Picture
from engine.templates.sandbox import render_value
from schemas.json_value import is_list

MOST = 8
MOST_BYTES = 20 * 1024 * 1024
"""Of all of them together; services take about as much in one request."""

_KINDS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))


async def asked_images(
    named: str | list[str], variables: Mapping[str, Any], read: Callable[[str], Awaitable[bytes]]
) -> tuple[tuple[str, ...], tuple[Picture, ...]]:
    """The urls that `named` gives (templates; empty ones are left out), and their pictures.

    Raises `ActionError`, `MissingName`, ValueError, and what `read` raises.
    """
    given: Any = render_value(named, variables)
    listed: list[Any] = [*given] if is_list(given) else [given]
    urls = tuple(each for each in listed if each not in (None, ""))
    if len(urls) > MOST:
        raise _unusable(f"{len(urls)} pictures are too many; {MOST} can go along")
    pictures: list[Picture] = []
    for url in urls:
        if not isinstance(url, str) or not url.startswith("blob:"):
            raise _unusable("only results' pictures can go along, named by their url")
        data = await read(url)
        pictures.append(Picture(data, media_type_of(data)))
    if sum(len(each.data) for each in pictures) > MOST_BYTES:
        raise _unusable(f"the pictures have more than {MOST_BYTES // 1024**2} MB together")
    return urls, tuple(pictures)


def media_type_of(data: bytes) -> str:
    """By what the bytes are, whatever anybody called them. Raises `ActionError`."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    for beginning, kind in _KINDS:
        if data.startswith(beginning):
            return kind
    raise _unusable("one of them is no PNG, JPEG, WebP or GIF file")


def _unusable(why: str) -> ActionError:
    return ActionError(
        "images", f"The pictures cannot be sent: {why}.", hint="Correct `images`. Nothing was sent."
    )
