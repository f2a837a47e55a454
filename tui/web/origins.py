"""By which names a browser may reach `reroll web`: exactly as it writes them into `Host` and `Origin`."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from schemas.frozen import frozen

_DEFAULT_PORTS = {"http": 80, "https": 443}


class NotAnOrigin(ValueError):
    """The text is no `https://name` or `https://name:port`."""


@frozen
class Origins:
    """`hosts`: what a `Host` may be, and the origin of pages there. `address` is where a person is sent."""

    address: str
    hosts: Mapping[str, str]
    secure: bool = False

    @classmethod
    def of_loopback(cls, bound: str, port: int) -> "Origins":
        """Of a server on a loopback address, as `bound` says it: also under the name `localhost`."""
        shown = f"[{bound}]" if ":" in bound else bound
        names = [_host("http", name, port) for name in (shown, "localhost")]
        return cls(f"http://{names[0]}", {name: f"http://{name}" for name in names})

    @classmethod
    def of_proxy(cls, origin: str) -> "Origins":
        """Of the one address that a proxy with TLS serves it at. Raises `NotAnOrigin`."""
        try:
            parts = urlsplit(origin)
            name, port = parts.hostname, parts.port
        except ValueError:
            raise NotAnOrigin(origin) from None
        if parts.scheme != "https" or not name or parts.username is not None or port == 0:
            raise NotAnOrigin(origin)
        if parts.path not in ("", "/") or parts.query or parts.fragment or not name.isascii():
            raise NotAnOrigin(origin)
        host = _host("https", f"[{name}]" if ":" in name else name, port or 443)
        return cls(f"https://{host}", {host: f"https://{host}"}, secure=True)

    def of(self, headers: Any) -> str | None:
        """The origin of the pages at the request's `Host`; None for a host that is not ours, or several.

        `headers` is a multidict, such as those of aiohttp.
        """
        hosts = headers.getall("Host", [])
        return self.hosts.get(hosts[0].lower()) if len(hosts) == 1 else None


def _host(scheme: str, name: str, port: int) -> str:
    """As browsers write it: without the port that the scheme has anyway."""
    return name if port == _DEFAULT_PORTS[scheme] else f"{name}:{port}"
