"""Stands before every route: who may ask, how much, and a line in the log.

A server on a loopback address is reachable for every page in a browser of this machine. So a
request has to name a loopback host (a name that points here from elsewhere is refused: DNS
rebinding), and one that a page sends has to come from a page of this server itself.
"""

import logging
import re
import secrets
import time
from collections.abc import Mapping
from urllib.parse import SplitResult

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.providers.http.addresses import is_loopback, split
from engine.server.replies import failure, plain_error
from engine.server.serving import ID_KEY, KEY, Limits, Serving
from schemas.clean_text import clean_line
from schemas.messages.errors import ErrorBody

UPLOADS = "/api/uploads"

_LOG = logging.getLogger("reroll.server")
_GIVEN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_OUR_SITES = ("same-origin", "none")
_MOST_PATH = 200


class Guard:
    """Wraps the routes of one server."""

    def __init__(self, routes: ASGIApp, serving: Serving) -> None:
        self._routes = routes
        self._serving = serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        begun = time.monotonic()
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        scope[KEY], scope[ID_KEY] = self._serving, request_id
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                reply_headers = MutableHeaders(scope=message)
                reply_headers["x-request-id"] = request_id
                reply_headers["x-content-type-options"] = "nosniff"
                reply_headers.setdefault("cache-control", "no-store")
            await send(message)

        try:
            refused = _refusal(scope, headers, self._serving.limits)
            if refused is None:
                most = _most(scope, self._serving.limits)
                await self._routes(scope, _counted(receive, most), answer)
            else:
                await failure(refused[0], refused[1], request_id)(scope, receive, answer)
        finally:
            _LOG.info(
                "%s %s %s %s %.1f ms",
                request_id,
                scope["method"],
                clean_line(scope["path"])[:_MOST_PATH],
                status or "-",
                1000 * (time.monotonic() - begun),
            )


def _refusal(scope: Scope, headers: Headers, limits: Limits) -> tuple[int, ErrorBody] | None:
    hosts = headers.getlist("host")
    host = split(f"//{hosts[0]}") if len(hosts) == 1 else split("")
    if not _is_ours(host):
        return 403, plain_error(403, "This server answers to the names of its own machine alone.")
    if not _own_page(headers, hosts[0]):
        return 403, plain_error(403, "Pages of other servers may not ask this one.")
    length = headers.get("content-length", "0")
    most = _most(scope, limits)
    if not length.isdigit() or int(length) > most:
        return 413, plain_error(413, f"The request is too large; {most:,} bytes are the most.")
    # A form of another page can send text and fields without being asked for leave, JSON it cannot.
    if scope["method"] == "POST" and not _is_kind(headers, _kind(scope)):
        return 415, plain_error(415, f"The body has to be {_kind(scope)}.")
    return None


def _is_ours(host: SplitResult) -> bool:
    return (
        host.username is None and host.path == "" and host.hostname is not None and is_loopback(host.hostname)
    )


def _own_page(headers: Headers, host: str) -> bool:
    if headers.get("sec-fetch-site", "none") not in _OUR_SITES:
        return False
    origins = headers.getlist("origin")
    return not origins or (len(origins) == 1 and origins[0].lower() == f"http://{host.lower()}")


def _is_kind(headers: Mapping[str, str], kind: str) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == kind


def _kind(scope: Scope) -> str:
    return "application/octet-stream" if _is_upload(scope) else "application/json"


def _most(scope: Scope, limits: Limits) -> int:
    return limits.upload if _is_upload(scope) else limits.body


def _is_upload(scope: Scope) -> bool:
    return scope["path"] == UPLOADS


def _counted(receive: Receive, most: int) -> Receive:
    """`receive`, up to that many bytes: a body that is sent in pieces does not say its length before."""
    came = 0

    async def counting() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > most:
            raise HTTPException(413, f"The request is too large; {most:,} bytes are the most.")
        return message

    return counting
