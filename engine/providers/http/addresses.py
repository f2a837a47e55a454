"""Web addresses as they come: from a configuration, or from a server that may write anything."""

import ipaddress
from urllib.parse import SplitResult, urlsplit


def split(url: str) -> SplitResult:
    """The parts of `url`; all are empty when it is no address."""
    try:
        parts = urlsplit(url)
        _ = parts.hostname, parts.port  # they are read only here, and may be nonsense
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port: the same for two addresses of one server."""
    parts = split(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is this machine's own."""
    if host in ("localhost", "localhost.") or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
