"""From where a server can be reached, and what has to be so before others than this machine may."""

import ipaddress
import ssl
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import SplitResult

from engine.operations.errors import BadRequest
from engine.providers.http.addresses import is_loopback
from schemas.frozen import frozen

_PLAIN_HINT = (
    "Give --tls-cert and --tls-key, or --behind-proxy where a proxy in front does TLS."
    " Without either: stay on this machine, and ssh -L 8377:127.0.0.1:8377 HOST from elsewhere."
)


class Unsafe(BadRequest):
    """An address that others reach, without what protects it."""

    code = "unsafe"


@frozen
class Reach:
    """`names` are hosts by which it is asked, besides those of the machine itself, and `addresses` whether
    by any address; `https` is what clients speak, here or to a proxy; behind a proxy (`proxied`) the last
    entry of X-Forwarded-For is who asks.
    """

    names: frozenset[str] = frozenset()
    addresses: bool = False
    https: bool = False
    proxied: bool = False

    @property
    def is_exposed(self) -> bool:
        """Whether others than this machine may come, so that tokens have to be on."""
        return self.addresses or self.proxied or bool(self.names)

    @property
    def scheme(self) -> str:
        """Of the server's own pages."""
        return "https" if self.https else "http"

    def includes(self, host: SplitResult) -> bool:
        """Whether a request's `Host` is one of ours: a name that points here from elsewhere is not."""
        name = (host.hostname or "").lower()
        if host.username is not None or host.path or not name:
            return False
        return is_loopback(name) or name in self.names or (self.addresses and _address(name) is not None)


def reach_of(host: str, names: Sequence[str], *, tls: bool, behind_proxy: bool) -> Reach:
    """What is reached from where, for an address to listen on. Raises `Unsafe`."""
    address = _address(host)
    is_here = host.lower() == "localhost" or (address is not None and address.is_loopback)
    if not is_here and address is None:
        raise Unsafe(
            f"The server listens on an address, and {host[:200]!r} is none.",
            hint="For example --host 0.0.0.0; names by which it is asked are given with --allow-host.",
        )
    if not is_here and not (tls or behind_proxy):
        raise Unsafe(f"On {host} tokens would go over the network in plain text.", hint=_PLAIN_HINT)
    if names and is_here and not (tls or behind_proxy):
        raise Unsafe(
            f"{names[0][:200]} would be asked in plain text.", hint=_PLAIN_HINT.partition(" Without")[0]
        )
    return Reach(
        names=frozenset(name.lower() for name in names),
        addresses=not is_here,
        https=tls or behind_proxy,
        proxied=behind_proxy,
    )


def check_certificate(certificate: Path, key: Path) -> None:
    """Raises `BadRequest` for a certificate and a key that cannot be served with."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadRequest(
            f"The certificate {certificate} and the key {key} cannot be used: {reason}.",
            hint="Both are PEM files that belong to one another; the key has no password.",
        ) from None


def asked_from(address: str) -> str:
    """Whom an address counts for: an IPv6 network is one customer's, who may use all addresses in it."""
    if address.count(":") == 1:
        address = address.partition(":")[0]  # some proxies add the port
    found = _address(address)
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))
    return address


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None
