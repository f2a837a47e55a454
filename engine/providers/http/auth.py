"""How a request says who asks: one key, put into the request last, shown nowhere."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from engine.providers.errors import ProviderError

Secret = str | Callable[[], str]
"""A key, or what reads it when it is first needed (in a thread: a keyring may ask the person)."""


@dataclass(slots=True)
class Auth:
    """Sets one header. Its repr, and every error, is without the key.

    `scheme` stands before the key in `header`: `Bearer`, `Key`, or nothing.
    """

    scheme: str = ""
    header: str = "Authorization"
    _secret: Secret = field(default="", repr=False)

    @classmethod
    def bearer(cls, key: Secret) -> Self:
        """`Authorization: Bearer KEY`."""
        return cls("Bearer", "Authorization", key)

    @classmethod
    def key(cls, key: Secret) -> Self:
        """`Authorization: Key KEY`, as fal wants it."""
        return cls("Key", "Authorization", key)

    @classmethod
    def in_header(cls, header: str, key: Secret) -> Self:
        """`HEADER: KEY`, such as `X-Api-Key` or `mj-api-secret`."""
        return cls("", header, key)

    @classmethod
    def basic(cls, user: str, password: str) -> Self:
        """HTTP Basic."""
        return cls("Basic", "Authorization", base64.b64encode(f"{user}:{password}".encode()).decode())

    def resolve(self, where: str) -> None:
        """Read the key; blocks. Raises `ProviderError` when there is none, or it is none."""
        found = (self._secret() if callable(self._secret) else self._secret).strip()
        if not (found.isascii() and found.isprintable()):
            raise ProviderError(
                "unauthorised",
                f"The API key for {where} has characters that no key has.",
                hint="Copy the key again.",
            )
        self._secret = found

    @property
    def secret(self) -> str:
        """What must not be shown; empty before `resolve`."""
        return "" if callable(self._secret) else self._secret

    def headers(self) -> dict[str, str]:
        """The header to send, none without a key."""
        if not self.secret:
            return {}
        return {self.header: f"{self.scheme} {self.secret}".strip()}
