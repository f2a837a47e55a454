"""One request to one checked host, and its answer, bounded in bytes."""

import ssl
import zlib
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, asynccontextmanager

import httpx

from engine.actions.errors import ActionError
from engine.actions.fetching.hosts import USUAL_PORTS, Target
from schemas.frozen import frozen

_CONNECT_SECONDS = 10.0


@frozen
class Asked:
    """A request as it goes out. `path` has the query."""

    method: str
    target: Target
    path: bytes
    headers: Mapping[str, str]
    content: bytes


@frozen
class Answer:
    """An answer whose body has not been read."""

    response: httpx.Response

    @property
    def status(self) -> int:
        return self.response.status_code

    def header(self, name: str) -> str:
        return self.response.headers.get(name, "")

    async def body(self, most: int, *, cut: bool = False) -> bytes:
        """The body, unpacked. `ActionError` for more than `most` bytes; with `cut` only that many."""
        packing = self.header("content-encoding").strip().lower()
        if packing not in ("", "identity", "gzip", "x-gzip"):
            raise ActionError(
                "bad_reply", f"The server packed its answer in a way nobody asked for: {packing[:40]}."
            )
        unpack = zlib.decompressobj(wbits=31) if packing.endswith("gzip") else None
        found = bytearray()
        async with aclosing(_raw(self.response)) as parts:
            async for part in parts:
                found += unpack.decompress(part, most + 1 - len(found)) if unpack else part
                if len(found) > most and cut:
                    return bytes(found[:most])
                if len(found) > most:
                    raise ActionError(
                        "too_large",
                        f"The answer is larger than {most:,} bytes.",
                        hint="Raise `max_bytes`, or ask for less.",
                    )
        if unpack and found and not unpack.eof:
            raise ActionError("bad_reply", "The answer ended in the middle.", retryable=True)
        return bytes(found)


@asynccontextmanager
async def exchange(asked: Asked, context: ssl.SSLContext, seconds: float) -> AsyncGenerator[Answer]:
    """Send a request and yield the answer; leaving closes the connection.

    The connection goes to an address that was checked; name and certificate are those of
    the host. Raises `httpx.HTTPError`.
    """
    # A transport and no client: no proxies, cookies, redirects or netrc of anyone's choosing.
    async with httpx.AsyncHTTPTransport(verify=context, trust_env=False) as transport:
        *first, last = asked.target.addresses
        for address in first:
            try:
                response = await transport.handle_async_request(_request(asked, address, seconds))
                break
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        else:
            response = await transport.handle_async_request(_request(asked, last, seconds))
        try:
            yield Answer(response)
        finally:
            await response.aclose()


def _request(asked: Asked, address: str, seconds: float) -> httpx.Request:
    target = asked.target
    host = f"[{target.host}]" if ":" in target.host else target.host
    place = f"[{address}]" if ":" in address else address
    return httpx.Request(
        asked.method,
        httpx.URL(f"{target.scheme}://{place}:{target.port}").copy_with(raw_path=asked.path),
        headers={
            "user-agent": "reroll",
            "accept": "*/*",
            **{name.lower(): value for name, value in asked.headers.items()},
            "host": host if target.port == USUAL_PORTS[target.scheme] else f"{host}:{target.port}",
            "accept-encoding": "gzip",
        },
        content=asked.content or None,
        extensions={
            "timeout": {
                "connect": min(seconds, _CONNECT_SECONDS),
                "read": seconds,
                "write": seconds,
                "pool": seconds,
            },
            "sni_hostname": target.host,
        },
    )


async def _raw(response: httpx.Response) -> AsyncGenerator[bytes]:
    assert isinstance(response.stream, httpx.AsyncByteStream)
    async for part in response.stream:
        yield part
