"""Stands before every route: which host, origin and cookie, and what browsers are told of every answer.

Without a token anybody at the machine, and with a wrong `Host` or `Origin` any page on the web, could
type into a screen that runs with the person's keys.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable

from aiohttp import web

from tui.web.entrance import Entrance
from tui.web.origins import Origins

_LOG = logging.getLogger("reroll.web")

ENTER, HEALTH = "/enter", "/health"
_OPEN = (ENTER, HEALTH)
_OUR_SITES = ("same-origin", "none")
_MOST_PATH = 200

NONCE = web.RequestKey("nonce", str)
ORIGIN = web.RequestKey("origin", str)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Guard:
    """Refuses what does not come from one of our own pages in a browser that came in."""

    def __init__(self, origins: Origins, entrance: Entrance) -> None:
        self._origins = origins
        self._entrance = entrance
        # Only a browser that saw TLS keeps the first name, and for no other path or subdomain.
        port = origins.address.rpartition(":")[2]
        self.cookie = "__Host-reroll" if origins.secure else f"reroll_web_{port}"

    async def __call__(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer, or refuse; a middleware of aiohttp."""
        request[NONCE] = secrets.token_urlsafe(16)
        try:
            refused = self._refusal(request)
            response = refused if refused is not None else await handler(request)
        except web.HTTPException as error:
            response = plain(error.status, error.reason)
        if not response.prepared:
            self.tell(request, response)
        return response

    def _refusal(self, request: web.Request) -> web.Response | None:
        origin = self._origins.of(request.headers)
        if origin is None:
            return self._refuse(request, 421, f"This server is at {self._origins.address} alone.")
        request[ORIGIN] = origin
        origins = request.headers.getall("Origin", [])
        if origins not in ([], [origin]) or (_acts(request) and not origins):
            return self._refuse(request, 403, "Pages of other servers get nothing here.")
        if not self._from_here(request):
            return self._refuse(request, 403, "Pages of other servers get nothing here.")
        if request.path not in _OPEN and not self.knows(request):
            return self._refuse(
                request, 403, "Open the address that `reroll web` printed: this browser has not come in yet."
            )
        return None

    def knows(self, request: web.Request) -> bool:
        """Whether it comes from a browser that came in."""
        return self._entrance.knows(request.cookies.get(self.cookie, ""))

    def _from_here(self, request: web.Request) -> bool:
        site = request.headers.get("Sec-Fetch-Site", "none")
        # The door may be opened from wherever somebody put its address: its token is what counts.
        return site in _OUR_SITES or (request.path == ENTER and not is_websocket(request))

    def _refuse(self, request: web.Request, status: int, why: str) -> web.Response:
        _LOG.warning("refused: %s %s (%s)", request.method, ascii(request.path[:_MOST_PATH]), status)
        return plain(status, why)

    def tell(self, request: web.Request, response: web.StreamResponse) -> None:
        """Put what every answer says into `response`, which was not sent yet."""
        origin = request.get(ORIGIN, "")
        socket = origin.replace("http", "ws", 1)
        rules = {
            "default-src": "'none'",
            "script-src": "'self'",
            # Two parts of the terminal make their rules while they run; our script gives them the nonce.
            "style-src": f"'self' 'nonce-{request[NONCE]}'",
            "font-src": "'self'",
            "img-src": "'self'",
            "connect-src": f"'self' {socket}".rstrip(),
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "'none'",
        }
        headers = response.headers
        headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in rules.items())
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
        headers.setdefault("Cache-Control", "no-store")
        headers["Server"] = "reroll"


def is_websocket(request: web.Request) -> bool:
    """Whether a request wants to become a socket."""
    return request.headers.get("Upgrade", "").lower() == "websocket" or request.path.startswith("/ws")


def _acts(request: web.Request) -> bool:
    """Whether it does more than look at a page: then browsers always say where it comes from."""
    return is_websocket(request) or request.method not in ("GET", "HEAD")


def plain(status: int, text: str) -> web.Response:
    """A few words."""
    return web.Response(status=status, text=f"{text}\n")
