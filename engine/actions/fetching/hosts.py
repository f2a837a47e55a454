"""Which servers a request may go to: by the list in the document, and by what an address is."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence

from engine.actions.errors import ActionError
from schemas.frozen import frozen

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port to addresses, in order of preference. Raises OSError."""

USUAL_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@frozen
class Target:
    """Where a request goes: a name as the person sees it, and its addresses, all checked."""

    scheme: str
    host: str
    port: int
    addresses: Sequence[str]


async def system_resolve(host: str, port: int) -> Sequence[str]:
    """Ask the operating system."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def find_target(
    scheme: str, host: str, port: int | None, allow: Sequence[str], resolve: Resolve
) -> Target:
    """A host with its addresses, checked; looked up once, here. Raises `ActionError`."""
    if scheme not in USUAL_PORTS:
        raise ActionError("bad_url", f"Only http and https can be fetched, not {scheme or 'this'}.")
    host = host.lower().rstrip(".")
    if not host:
        raise ActionError("bad_url", "The URL names no host.")
    port = USUAL_PORTS[scheme] if port is None else port
    if not allows(allow, scheme, host, port):
        raise ActionError(
            "not_allowed",
            f"{_shown(host, port)} is not among the hosts that this action may ask.",
            hint=f"It may ask {', '.join(allow)}.",
        )
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        addresses = await _look_up(host, port, resolve)
    else:
        addresses = [str(literal)]
    for address in addresses:
        if not (is_public(address) or _is_listed(allow, scheme, host, address, port)):
            raise ActionError(
                "not_allowed",
                f"{host} leads to {address}, an address of this computer or of a private network.",
                hint=f'If that is meant, add "{address}" to `allow`.',
            )
    return Target(scheme, host, port, addresses)


def allows(allow: Sequence[str], scheme: str, host: str, port: int) -> bool:
    """Whether the list has the host with that port: itself, or by `*.` of a name above it."""
    for entry in allow:
        name, listed = _split(entry)
        if (USUAL_PORTS[scheme] if listed is None else listed) != port:
            continue
        if name == host or (name.startswith("*.") and host.endswith(name[1:])):
            return True
    return False


def is_public(address: str) -> bool:
    """Whether an address is one of the open internet, also behind the ways to write IPv4 in IPv6."""
    found: Address = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)
        if inner:
            return is_public(str(inner))
        if found.is_site_local:
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _is_listed(allow: Sequence[str], scheme: str, host: str, address: str, port: int) -> bool:
    """Whether this very address is in the list; `localhost` there stands for the loopback addresses."""
    if allows([entry for entry in allow if "*" not in entry], scheme, address, port):
        return True
    return host == "localhost" and ipaddress.ip_address(address.split("%", 1)[0]).is_loopback


async def _look_up(host: str, port: int, resolve: Resolve) -> Sequence[str]:
    try:
        addresses = await resolve(host, port)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no name"
        raise ActionError(
            "unreachable",
            f"{host} cannot be found: {reason}.",
            hint="Check the name and the network.",
            retryable=True,
        ) from None
    if not addresses:
        raise ActionError("unreachable", f"{host} has no address.", retryable=True)
    return addresses


def _split(entry: str) -> tuple[str, int | None]:
    """The two parts of `host:port`; IPv6 stands in brackets."""
    name, colon, port = entry.rpartition(":")
    if not colon or not port.isdecimal():
        name, port = entry, ""
    return _canonical(name.strip("[]")), int(port) if port else None


def _canonical(name: str) -> str:
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return name


def _shown(host: str, port: int) -> str:
    return host if port in USUAL_PORTS.values() else f"{host}:{port}"
