"""A request with its redirects: each is checked like the first, and loses what was meant for another host."""

import asyncio
import ssl
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import httpx

from engine.actions.errors import ActionError
from engine.actions.fetching.exchange import Answer, Asked, exchange
from engine.actions.fetching.hosts import Resolve, find_target
from engine.actions.fetching.refusal import no_answer, refused, timed_out
from engine.actions.fetching.secrets import Secrets
from schemas.frozen import frozen

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_QUOTE_BYTES = 4096


@frozen
class Wanted:
    """What to ask for, with everything filled in. `content` is the body to send; `timeout` in seconds."""

    url: str
    method: str
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    content: bytes
    allow: Sequence[str]
    timeout: float
    max_bytes: int


@frozen
class Reply:
    """What came back with a status of 2xx. `source` is the URL without its query."""

    status: int
    source: str
    content_type: str
    body: bytes


@frozen
class Conversation:
    """How to reach servers: `resolve` looks names up, `context` says whose certificates count."""

    resolve: Resolve
    context: ssl.SSLContext | None = None

    async def hold(self, wanted: Wanted, secrets: Secrets) -> Reply:
        """Ask, follow redirects, read the answer. Raises `ActionError`."""
        context = self.context or await asyncio.to_thread(_usual_context)
        try:
            async with asyncio.timeout(wanted.timeout):
                return await self._follow(wanted, context, secrets)
        except (TimeoutError, httpx.TimeoutException):
            raise timed_out(_host_of(wanted.url), wanted.timeout) from None
        except httpx.HTTPError as error:
            raise no_answer(error, _host_of(wanted.url)) from None
        except zlib.error:
            raise ActionError("bad_reply", "The answer cannot be unpacked.", retryable=True) from None

    async def _follow(self, wanted: Wanted, context: ssl.SSLContext, secrets: Secrets) -> Reply:
        url = _url(wanted.url)
        params = {name: value for name, value in wanted.query.items() if value is not None}
        if params:
            url = url.copy_merge_params(params)
        asked = await self._first(url, wanted)
        for _ in range(MAX_REDIRECTS + 1):
            async with exchange(asked, context, wanted.timeout) as answer:
                location = answer.header("location")
                if answer.status not in _REDIRECTS or not location:
                    return await _read(answer, asked, _without_query(url), wanted.max_bytes, secrets)
            url = url.join(_url(location, relative=True))
            asked = await self._next(url, asked, answer.status, wanted.allow)
        raise ActionError("redirects", f"{url.host} redirects more than {MAX_REDIRECTS} times.")

    async def _first(self, url: httpx.URL, wanted: Wanted) -> Asked:
        target = await find_target(url.scheme, _ascii_host(url), url.port, wanted.allow, self.resolve)
        return Asked(wanted.method, target, url.raw_path, wanted.headers, wanted.content)

    async def _next(self, url: httpx.URL, before: Asked, status: int, allow: Sequence[str]) -> Asked:
        if url.userinfo:
            raise ActionError("not_allowed", f"{before.target.host} redirects to a URL with a password.")
        target = await find_target(url.scheme, _ascii_host(url), url.port, allow, self.resolve)
        old = before.target
        if (old.scheme, target.scheme) == ("https", "http"):
            raise ActionError("not_allowed", f"{old.host} redirects from https to http: not followed.")
        asked = replace(before, target=target, path=url.raw_path)
        if status == 303 or (status in (301, 302) and asked.method == "POST"):
            asked = replace(asked, method="HEAD" if asked.method == "HEAD" else "GET", content=b"")
        if (old.scheme, old.host, old.port) != (target.scheme, target.host, target.port):
            kept = ("content-type",) if asked.content else ()
            headers = {name: value for name, value in asked.headers.items() if name.lower() in kept}
            asked = replace(asked, headers=headers)
        return asked


async def _read(answer: Answer, asked: Asked, source: str, most: int, secrets: Secrets) -> Reply:
    if not 200 <= answer.status < 300:
        said = await answer.body(_QUOTE_BYTES, cut=True)
        raise refused(answer.status, asked.target.host, answer.header("retry-after"), said, secrets)
    body = b"" if asked.method == "HEAD" else await answer.body(most)
    return Reply(answer.status, source, answer.header("content-type"), body)


def _url(text: str, *, relative: bool = False) -> httpx.URL:
    try:
        url = httpx.URL(text.strip())
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise ActionError("bad_url", f"This is not a URL: {text[:200]}") from None
    if not relative and not url.scheme:
        raise ActionError("bad_url", f"The URL must begin with https:// or http://: {text[:200]}")
    if url.userinfo and not relative:
        raise ActionError("bad_url", "A URL must not hold a name or password.", hint="Send them in a header.")
    return url


def _ascii_host(url: httpx.URL) -> str:
    return url.raw_host.decode("ascii", "replace").strip("[]")


def _host_of(url: str) -> str:
    return _url(url).host


def _without_query(url: httpx.URL) -> str:
    return str(url.copy_with(query=None, fragment=None))


@cache
def _usual_context() -> ssl.SSLContext:
    """The certificates that httpx trusts, or those of SSL_CERT_FILE and SSL_CERT_DIR."""
    return httpx.create_ssl_context(trust_env=True)
