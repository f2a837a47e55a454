"""Stands before everything and counts: each reply by its route, each stream while it is open."""

import time

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.server.metrics.measures import Measures

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NO_ROUTE = "none"


class Counted:
    """Wraps the application of one server."""

    def __init__(self, inner: ASGIApp, measures: Measures) -> None:
        self._inner = inner
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._inner(scope, receive, send)
        begun = time.perf_counter()
        status, streaming = "none", False

        async def answer(message: Message) -> None:
            nonlocal status, streaming
            if message["type"] == "http.response.start":
                status = str(message["status"])
                kind = Headers(raw=message["headers"]).get("content-type", "")
                if kind.startswith("text/event-stream"):
                    streaming = True
                    self._measures.streaming(_route(scope), 1)
            await send(message)

        try:
            return await self._inner(scope, receive, answer)
        finally:
            route = _route(scope)
            if streaming:
                self._measures.streaming(route, -1)
            method = scope["method"] if scope["method"] in _METHODS else "other"
            took = None if streaming else time.perf_counter() - begun
            self._measures.replied(method, route, status, took)


def _route(scope: Scope) -> str:
    """The path as it is declared, never as it was asked for."""
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else _NO_ROUTE
