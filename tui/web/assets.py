"""The files of the page: textual-serve's terminal and our own; by name, from no folder to list."""

import asyncio
import gzip
import hashlib
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

from aiohttp import web

_OURS = files("tui.web") / "static"
_TEXTUAL = files("textual_serve") / "static"

_FILES: Mapping[str, tuple[Traversable, str]] = {
    "web.js": (_OURS / "web.js", "text/javascript"),
    "web.css": (_OURS / "web.css", "text/css"),
    "icon.svg": (_OURS / "icon.svg", "image/svg+xml"),
    "textual.js": (_TEXTUAL / "js" / "textual.js", "text/javascript"),
    "xterm.css": (_TEXTUAL / "css" / "xterm.css", "text/css"),
    "mono.ttf": (_TEXTUAL / "fonts" / "RobotoMono-VariableFont_wght.ttf", "font/ttf"),
    "mono-italic.ttf": (_TEXTUAL / "fonts" / "RobotoMono-Italic-VariableFont_wght.ttf", "font/ttf"),
}


class Assets:
    """Holds each file packed, from the first time that somebody wants it."""

    def __init__(self) -> None:
        self._packed: dict[str, tuple[bytes, str]] = {}

    async def answer(self, request: web.Request) -> web.Response:
        """One file. Browsers keep it, and ask whether it is still the same."""
        name = request.match_info["name"]
        if name not in _FILES:
            raise web.HTTPNotFound
        packed, tag = self._packed.get(name) or await asyncio.to_thread(self._pack, name)
        headers = {"Cache-Control": "private, no-cache", "ETag": tag}
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers=headers)
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = packed
        else:
            body = await asyncio.to_thread(gzip.decompress, packed)
        return web.Response(body=body, content_type=_FILES[name][1], headers=headers)

    def _pack(self, name: str) -> tuple[bytes, str]:
        data = _FILES[name][0].read_bytes()
        found = gzip.compress(data, mtime=0), f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        self._packed[name] = found
        return found
