"""Keys by which a provider knows again what it was asked before a crash."""

import hashlib
import json
import secrets
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.providers.media import MediaRequest


class Once:
    """Of one execution: run again under the same name it makes the same keys for the same requests.

    The key is of the request too, so that two requests never share one; the same request made
    twice has two, in whatever order they are made.
    """

    def __init__(self, name: str = "") -> None:
        """Without a `name` nothing is ever made again."""
        self._name = name or secrets.token_hex(16)
        self._made: Counter[str] = Counter()

    def seed(self, *about: Any) -> int:
        """A number from 0 below 2**31 that nobody can foresee, for a request that names no seed."""
        return int(self._digest("seed", *about)[:8], 16) >> 1

    def key(self, provider: str, operation: str, request: "MediaRequest") -> str:
        """The idempotency key of a request: 32 hexadecimal digits."""
        inputs = [hashlib.sha256(each.data).hexdigest() for each in request.inputs]
        asked = (request.prompt, request.count, request.seed, dict(request.params), request.model, request.of)
        return self._digest("key", provider, operation, *asked, inputs)

    def _digest(self, *about: Any) -> str:
        body = json.dumps(about, sort_keys=True, default=str)
        self._made[body] += 1
        return hashlib.sha256(f"{self._name}/{self._made[body]}/{body}".encode()).hexdigest()[:32]
