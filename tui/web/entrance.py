"""Who may come in: a token that opens the door once, and a cookie for whoever came through it."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable

COOKIE_SECONDS = 12 * 3600
"""How long a browser stays known without doing anything."""

TOKEN_SECONDS = 24 * 3600
"""How long an address with a token may be used."""

MOST_COOKIES = 64


class Entrance:
    """Tokens and cookies of one running server; only hashes of them are kept. `clock` is in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._token = b""
        self._token_until = 0.0
        self._known: dict[bytes, float] = {}

    def new_token(self) -> str:
        """A token for one browser; an earlier one is worth nothing from now on."""
        token = secrets.token_urlsafe(32)
        self._token, self._token_until = _hash(token), self._clock() + TOKEN_SECONDS
        return token

    def exchange(self, token: str) -> str | None:
        """The cookie for a token, which is used up then; None for any other text."""
        if not self._token or not hmac.compare_digest(_hash(token), self._token):
            return None
        self._token = b""
        if self._clock() >= self._token_until:
            return None
        cookie = secrets.token_urlsafe(32)
        if len(self._known) >= MOST_COOKIES:
            del self._known[min(self._known, key=lambda each: self._known[each])]
        self._known[_hash(cookie)] = self._clock() + COOKIE_SECONDS
        return cookie

    def knows(self, cookie: str) -> bool:
        """Whether a browser with this cookie came in; then it stays known for longer."""
        given = _hash(cookie)
        now = self._clock()
        found = next((each for each in self._known if hmac.compare_digest(each, given)), None)
        if found is None:
            return False
        if self._known[found] <= now:
            del self._known[found]
            return False
        self._known[found] = now + COOKIE_SECONDS
        return True


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
