"""Where a server is: an address of the web, or a Unix socket."""

from pathlib import Path

from engine.operations.errors import BadRequest
from engine.providers.http.addresses import is_loopback, split
from schemas.frozen import frozen


@frozen
class Address:
    """`shown` is how a person gave it; `url` has no slash at its end; `socket` goes before its host."""

    shown: str
    url: str
    local: bool
    socket: str | None = None


def parse_address(text: str) -> Address:
    """An address from `http://…`, `https://…`, `unix:PATH` or a path. Raises `BadRequest`."""
    path = text.removeprefix("unix:")
    if path != text or text.startswith(("/", "~", "./")):
        # The server asks for a name of its own machine; a socket is nothing else.
        return Address(text, "http://localhost", local=True, socket=str(Path(path).expanduser()))
    parts = split(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise BadRequest(
            f"{text[:200]!r} is no address of a server.",
            hint="For example http://127.0.0.1:8377, or the path of a socket.",
        )
    return Address(text, text.rstrip("/"), local=is_loopback(parts.hostname))
