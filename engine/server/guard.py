"""Stands before every route: who may ask, how much, and a line in the log.

A server on a loopback address is reachable for every page in a browser of this machine. So a
request has to name a loopback host, or one that was said to be the server's (a name that points here
from elsewhere is refused: DNS rebinding), and one that a page sends has to come from a page of this
server itself. Then whoever asks is let in, or not: see `admission`.
"""

import logging
import math
import re
import secrets
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.caller import calling
from engine.logs.context import works_on
from engine.operations.dispatcher import as_operation_error
from engine.operations.errors import BadRequest, OperationError, TooMany
from engine.providers.http.addresses import split
from engine.server.limits import Limits
from engine.server.reach import Reach, asked_from
from engine.server.replies import failure, plain_error
from engine.server.serving import ID_KEY, KEY, Serving, request_id_of
from engine.session.as_read import as_read
from engine.store.errors import StorageError
from schemas.clean_text import clean_line
from schemas.messages.errors import ErrorBody

UPLOADS = "/api/uploads"

_LOG = logging.getLogger("reroll.server")
_GIVEN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SEQ = re.compile(r'"([0-9]{1,18})"', re.ASCII)
_OUR_SITES = ("same-origin", "none")
_MOST_PATH = 200
_OPEN = ("/health", "/ready")
"""For whoever starts and watches the server: nothing is told there that needs a token."""
_METRICS = "/metrics"
_WAIT = ("/api/workflow/execute-step", "/api/script-steps/execute")
_YEAR = 365 * 24 * 3600
_UNAUTHORIZED = 401


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
        works_on(request=request_id)
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                reply_headers = MutableHeaders(scope=message)
                reply_headers["x-request-id"] = request_id
                reply_headers["x-content-type-options"] = "nosniff"
                reply_headers["referrer-policy"] = "no-referrer"
                reply_headers["cross-origin-resource-policy"] = "same-origin"
                reply_headers.setdefault("cache-control", "no-store")
                reply_headers.setdefault(
                    "content-security-policy", "default-src 'none'; frame-ancestors 'none'"
                )
                if self._serving.reach.https:
                    reply_headers["strict-transport-security"] = f"max-age={_YEAR}"
            await send(message)

        try:
            refused = _refusal(scope, headers, self._serving)
            if refused is None:
                await self._let_in(scope, headers, receive, answer)
            else:
                await failure(refused[0], refused[1], request_id)(scope, receive, answer)
        finally:
            path = clean_line(scope["path"])[:_MOST_PATH]
            ms = round(1000 * (time.monotonic() - begun), 1)
            facts = {"method": scope["method"], "path": path, "status": status, "ms": ms}
            _LOG.info(
                "%s %s %s %s %.1f ms",
                request_id,
                scope["method"],
                path,
                status or "-",
                ms,
                extra={"facts": facts},
            )

    async def _let_in(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        """Answer in the name of whoever asks, or say why not."""
        admission = self._serving.admission
        counted = _counted(receive, _most(scope, self._serving.limits))
        # Its numbers are to be had also when the store, which knows the tokens, does not answer.
        if scope["path"] in _OPEN or (scope["path"] == _METRICS and admission.is_open):
            await self._routes(scope, counted, send)
            return
        try:
            who = await admission.who(headers, _address(scope, headers, self._serving.reach))
            if who is not None:
                works_on(user=who.name)
            with calling(who), admission.holding(who if _waits(scope) else None), _as_read(scope, headers):
                await self._routes(scope, counted, send)
        except (OperationError, StorageError) as error:
            said = as_operation_error(error)
            self._serving.measures.failed(said.body.code)
            await _refused(said, request_id_of(scope))(scope, receive, send)


def _refused(error: OperationError, request_id: str) -> Response:
    reply = failure(error.status, error.body, request_id)
    if isinstance(error, TooMany):
        reply.headers["retry-after"] = str(math.ceil(error.seconds))
    elif error.status == _UNAUTHORIZED:
        reply.headers["www-authenticate"] = "Bearer"
    return reply


def _address(scope: Scope, headers: Headers, reach: Reach) -> str:
    """Where a request comes from. What stands before a proxy's own entry, anybody may have written."""
    if reach.proxied and (hops := headers.getlist("x-forwarded-for")):
        return asked_from(hops[-1].rpartition(",")[2].strip()[:_MOST_PATH])
    client = scope.get("client")
    return asked_from(client[0]) if client else "this machine"


def _as_read(scope: Scope, headers: Headers) -> AbstractContextManager[None]:
    """What `If-Match` says of the session that a request is about: the event it was read up to."""
    given = headers.get("if-match", "*") if scope["method"] == "POST" else "*"
    if given == "*":
        return nullcontext()
    if not (match := _SEQ.fullmatch(given)):
        raise BadRequest("If-Match is the `seq` of a session, in quotes.")
    return as_read(int(match[1]))


def _waits(scope: Scope) -> bool:
    """Whether the reply comes as things happen."""
    path: str = scope["path"]
    if scope["method"] == "POST":
        return path.endswith("/sub-action") or path in _WAIT
    return path.endswith(("/events", "/changes"))


def _refusal(scope: Scope, headers: Headers, serving: Serving) -> tuple[int, ErrorBody] | None:
    hosts = headers.getlist("host")
    host = split(f"//{hosts[0]}") if len(hosts) == 1 else split("")
    if not serving.reach.includes(host):
        hint = "`reroll serve --allow-host NAME` lets it answer to another."
        return 403, plain_error(403, "This server answers to the names of its own machine alone.", hint)
    if not _own_page(headers, f"{serving.reach.scheme}://{hosts[0]}"):
        return 403, plain_error(403, "Pages of other servers may not ask this one.")
    length = headers.get("content-length", "0")
    most = _most(scope, serving.limits)
    if not length.isdigit() or int(length) > most:
        return 413, plain_error(413, f"The request is too large; {most:,} bytes are the most.")
    # A form of another page can send text and fields without being asked for leave, JSON it cannot.
    if scope["method"] == "POST" and not _is_kind(headers, _kind(scope)):
        return 415, plain_error(415, f"The body has to be {_kind(scope)}.")
    return None


def _own_page(headers: Headers, own: str) -> bool:
    if headers.get("sec-fetch-site", "none") not in _OUR_SITES:
        return False
    origins = headers.getlist("origin")
    return not origins or (len(origins) == 1 and origins[0].lower() == own.lower())


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
