"""Connections to one provider: made in a thread, kept, and closed together."""

import asyncio
from typing import TYPE_CHECKING

from engine.providers.errors import ProviderError
from engine.providers.http.addresses import is_loopback

if TYPE_CHECKING:
    import httpx


class Connections:
    """One httpx client for this machine's own servers, one (through proxies) for all others.

    `keep_alive` reuses connections; llama.cpp needs it off: it closes a connection after a
    streamed reply without saying so. `connect` is in seconds.
    """

    def __init__(
        self, where: str, *, connect: float, keep_alive: bool, transport: "httpx.AsyncBaseTransport | None"
    ) -> None:
        self._where = where
        self._connect = connect
        self._keep_alive = keep_alive
        self._transport = transport
        self._clients: dict[bool, httpx.AsyncClient] = {}

    async def to(self, host: str) -> "httpx.AsyncClient":
        """The client for that host. Raises `ProviderError` when the network settings don't work."""
        local = is_loopback(host)
        if local not in self._clients:
            # Importing httpx and reading the CA certificates take 100 ms or more: not on the event loop.
            try:
                client = await asyncio.to_thread(self._new, local)
            except (OSError, ValueError, ImportError) as error:
                # Not quoted: a proxy's address may hold a password.
                raise ProviderError(
                    "unreachable",
                    f"The network settings for {self._where} don't work.",
                    hint="Check the variables HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE.",
                ) from error
            self._clients.setdefault(local, client)
        return self._clients[local]

    async def close(self) -> None:
        """Close every connection; new ones can be made afterwards."""
        clients = list(self._clients.values())
        self._clients.clear()
        await asyncio.gather(*(client.aclose() for client in clients))

    def _new(self, local: bool) -> "httpx.AsyncClient":
        import httpx  # noqa: PLC0415 - keeps it off the path to the first frame

        return httpx.AsyncClient(
            transport=self._transport,
            timeout=httpx.Timeout(None, connect=self._connect),
            # How many requests run at once is the business of `Limits`.
            limits=httpx.Limits(max_keepalive_connections=8 if self._keep_alive else 0),
            trust_env=not local,  # never send this machine's own traffic to a proxy
        )
