"""Lets requests in: who asks, and how often. Without tokens everybody may do everything, at any rate."""

import logging
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from typing import Literal

from starlette.datastructures import Headers

from engine.access.access_log import log_access
from engine.access.tokens import Tokens
from engine.caller import Caller, caller
from engine.operations.errors import TooMany, Unauthorized
from engine.server.buckets import Buckets
from engine.server.limits import Limits
from engine.store.errors import StorageError

Asks = Literal["once_made", "always", "never"]
"""When a token is asked for: from the first one on that was ever made, always, or never."""

_LOG = logging.getLogger("reroll.server")
_TELL_EVERY = 60.0
_HOW = (
    "Set REROLL_TOKEN, or keep it with `reroll token keep ADDRESS`."
    " `reroll token create NAME` on the server makes one."
)


class Admission:
    """Of one server. Raises `Unauthorized` and `TooMany`."""

    def __init__(self, tokens: Tokens, limits: Limits, asks: Asks = "once_made") -> None:
        self._tokens = tokens
        self._limits = limits
        self._asks = asks
        self._by_token = Buckets(limits.token_rate, limits.token_burst)
        self._by_address = Buckets(limits.address_rate, limits.address_burst)
        self._failed = Buckets(limits.failed_rate, limits.failed_burst)
        self._held: Counter[str] = Counter()
        self._told: dict[str, float] = {}

    @property
    def is_open(self) -> bool:
        """Whether no token is asked for, as far as was seen last."""
        return self._asks != "always"

    async def look(self) -> None:
        """See whether tokens are asked for."""
        await self._on()

    async def who(self, headers: Headers, address: str) -> Caller | None:
        """Who asks; None where nobody is asked for a token."""
        if not await self._on():
            return None
        self._slow_down(self._by_address, address, "This address asks too often.")
        given = headers.getlist("authorization")
        kind, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
        if kind.lower() != "bearer" or not token.strip():
            raise Unauthorized("This server wants a token.", hint=_HOW)
        # A good token is always let in: whoever guesses from the same address locks nobody out.
        who = await self._tokens.find(token.strip())
        if who is None:
            await self._failed_from(address)
            raise Unauthorized("The token is unknown, was revoked, or has expired.", hint=_HOW)
        self._slow_down(self._by_token, who.token, "This token asks too often.")
        return who

    async def still(self) -> None:
        """Return if whoever asked for something that lasts may still come in."""
        who = caller()
        good = await self._tokens.still(who) if who is not None else not await self._on()
        if not good:
            raise Unauthorized("The token was revoked, or has expired.", hint=_HOW)

    @contextmanager
    def holding(self, who: Caller | None) -> Generator[None]:
        """For as long as a request lasts that waits for what happens. Raises `TooMany`."""
        if who is None:
            yield
            return
        if self._held[who.token] >= self._limits.waiting:
            raise TooMany(f"This token has {self._limits.waiting} requests open that wait.", seconds=5)
        self._held[who.token] += 1
        try:
            yield
        finally:
            self._held[who.token] -= 1
            if not self._held[who.token]:
                del self._held[who.token]

    async def _on(self) -> bool:
        if self._asks == "once_made" and await self._tokens.any():
            self._asks = "always"
        return self._asks == "always"

    def _slow_down(self, buckets: Buckets, key: str, message: str) -> None:
        if wait := buckets.take(key):
            raise TooMany(message, seconds=wait)

    async def _failed_from(self, address: str) -> None:
        wait = self._failed.take(address)
        if not wait:
            return
        now = time.monotonic()
        if now - self._told.get(address, -_TELL_EVERY) >= _TELL_EVERY:
            self._told = {each: at for each, at in self._told.items() if now - at < _TELL_EVERY}
            self._told[address] = now
            await self._tell(address)
        raise TooMany("Too many tokens from this address were wrong.", seconds=wait)

    async def _tell(self, address: str) -> None:
        _LOG.warning("too many wrong tokens from %s", address)
        try:
            async with self._tokens.database.transaction() as transaction:
                await log_access(transaction, "refused", address, "too many wrong tokens")
        except StorageError:
            _LOG.warning("that could not be written to the log of access")
