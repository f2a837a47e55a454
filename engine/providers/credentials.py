"""Keys of providers: from the environment, the `.env` in the home folder, or the system's keyring.

They are read when they are needed and handed to `http.auth.Auth`; nothing else holds or shows one.
"""

import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from engine.providers.errors import ProviderError
from schemas.frozen import frozen

T = TypeVar("T")

SERVICE = "reroll"
"""The keyring's name for us; the user name there is the provider's name."""


class NoKeyring(Exception):
    """The keyring cannot be used; the message says why and what to do."""


@frozen
class Credentials:
    """Looks keys up for one home folder."""

    home: Path

    def variable(self, name: str) -> str:
        """The value of an environment variable, or of that line in `.env`; empty when there is none."""
        return os.environ.get(name) or self._dotenv().get(name) or ""

    def find(self, provider: str, variable: str | None) -> str | Callable[[], str] | None:
        """The key, or what reads it from the keyring (it blocks); None when it can be nowhere."""
        if variable and (found := self.variable(variable)):
            return found
        if find_spec("keyring") is None:
            return None

        def from_keyring() -> str:
            try:
                found = stored_key(provider)
            except NoKeyring:
                found = ""
            if not found:
                raise missing(provider, variable)
            return found

        return from_keyring

    def has(self, provider: str, variable: str | None) -> bool:
        """Whether there is a key now. Blocks: asks the keyring too."""
        try:
            return bool((variable and self.variable(variable)) or stored_key(provider))
        except NoKeyring:
            return False

    def _dotenv(self) -> dict[str, str | None]:
        path = self.home / ".env"
        if not path.is_file():
            return {}
        from dotenv import dotenv_values  # noqa: PLC0415 - most homes have no such file

        try:
            return dict(dotenv_values(path, interpolate=False))
        except (OSError, UnicodeDecodeError):
            return {}


def missing(provider: str, variable: str | None) -> ProviderError:
    """The error of a key that is nowhere."""
    keep = f"`reroll providers key set {provider}` keeps it in the keyring."
    if variable is None:
        return ProviderError("unauthorised", f"The key of {provider} is not in the keyring.", hint=keep)
    return ProviderError(
        "unauthorised",
        f"The key of {provider} is not there: the environment variable {variable} is not set.",
        hint=f"Set {variable} and start Reroll again, or write it into .env in the home folder; {keep}",
    )


def stored_key(provider: str) -> str:
    """The key in the keyring, empty without one. Blocks. Raises `NoKeyring`."""
    return _keyring(lambda ring: ring.get_password(SERVICE, provider) or "")


def store_key(provider: str, key: str) -> None:
    """Put a key into the keyring. Blocks. Raises `NoKeyring`."""
    _keyring(lambda ring: ring.set_password(SERVICE, provider, key))


def forget_key(provider: str) -> bool:
    """Take a key out of the keyring; whether there was one. Blocks. Raises `NoKeyring`."""
    if not stored_key(provider):
        return False
    _keyring(lambda ring: ring.delete_password(SERVICE, provider))
    return True


def _keyring(use: Callable[[Any], T]) -> T:
    try:
        import keyring  # noqa: PLC0415 - an optional extra, and slow to import
    except ImportError:
        raise NoKeyring("The keyring needs an extra: pip install 'reroll[keyring]'.") from None
    try:
        return use(keyring)
    except Exception as error:  # noqa: BLE001 - each platform's backend has exceptions of its own
        raise NoKeyring(f"The system's keyring cannot be used: {type(error).__name__}.") from None
