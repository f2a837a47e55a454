"""Where a server listens: an address, or a socket file of its owner alone."""

import contextlib
import ipaddress
import os
import socket
import stat
from collections.abc import Generator
from pathlib import Path

from engine.operations.errors import BadRequest, OperationError

_BACKLOG = 2048


class NotLoopback(BadRequest):
    """An address that other machines reach."""

    code = "not_loopback"


def loopback_address(host: str) -> str:
    """The address of a loopback name. Raises `NotLoopback` for any other.

    Names are not looked up: what a name stands for could be another address a moment later.
    """
    named = {"localhost": "127.0.0.1"}.get(host.lower(), host).strip("[]")
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(named).is_loopback:
            return named
    raise NotLoopback(
        f"The server listens on this machine alone, not on {host[:200]}.",
        hint="From elsewhere: ssh -L 8377:127.0.0.1:8377 HOST, or see docs/access.md.",
    )


@contextlib.contextmanager
def listening_on(host: str, port: int, *, exposed: bool = False) -> Generator[socket.socket]:
    """A socket on a loopback address; port 0 is any free one. Raises `OperationError`.

    `exposed`: on any address. Whoever says so asks for tokens, see `reach`.
    """
    address = host.strip("[]") if exposed else loopback_address(host)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # asyncio sends at once only where the protocol is named: else each reply waits 40 ms for its second part.
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
            listener.listen(_BACKLOG)
        except (OSError, OverflowError) as error:
            raise _unusable(f"port {port} of {address}", error) from None
        yield listener


@contextlib.contextmanager
def listening_at(path: Path) -> Generator[socket.socket]:
    """A Unix socket that only its owner may connect to; its file goes with it. Raises `OperationError`."""
    if not hasattr(socket, "AF_UNIX"):
        raise BadRequest("There are no Unix sockets here.", hint="Serve on a port instead.")
    with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as listener:
        try:
            _remove_left_over(path)
            before = os.umask(0o177)
            try:
                listener.bind(str(path))
            finally:
                os.umask(before)
            listener.listen(_BACKLOG)
        except OSError as error:
            raise _unusable(f"the socket {path}", error) from None
        try:
            yield listener
        finally:
            path.unlink(missing_ok=True)


def _remove_left_over(path: Path) -> None:
    """Remove the file of a server that was killed; anything else stays and is in the way."""
    if not path.exists() or not stat.S_ISSOCK(path.stat().st_mode):
        return
    with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as asking:
        try:
            asking.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()


def _unusable(what: str, error: OSError | OverflowError) -> OperationError:
    reason = getattr(error, "strerror", None) or str(error)
    return BadRequest(f"The server cannot listen on {what}: {reason}.", hint="Is another one running?")
