"""Header values from the environment: they go out with the request and are told nowhere."""

import os
import re
from collections.abc import Mapping
from urllib.parse import quote

from engine.actions.errors import ActionError
from schemas.documents.fetch_config import EnvironmentValue

BLOT = "…"


class Secrets:
    """The values in use in one request; `hide` blots them out of a text."""

    def __init__(self) -> None:
        self._values: set[str] = set()

    def value(self, wanted: EnvironmentValue) -> str:
        """The header's value. Raises `ActionError` if the variable is not set."""
        secret = os.environ.get(wanted.env, "").strip()
        if not secret:
            raise ActionError(
                "missing_environment",
                f"The environment variable {wanted.env} is not set.",
                hint="Set it before starting Reroll.",
            )
        self._values |= {secret, quote(secret), quote(secret, safe="")}
        return wanted.prefix + secret

    def hide(self, text: str) -> str:
        """`text` without the values, in any case: a server may repeat what it was sent."""
        longest_first = sorted(map(re.escape, self._values), key=len, reverse=True)
        return re.sub("|".join(longest_first), BLOT, text, flags=re.IGNORECASE) if longest_first else text

    def hide_cut(self, text: str) -> str:
        """`hide` for a text that may have been cut inside a value."""
        longest = max(map(len, self._values), default=0)
        for length in range(min(longest, len(text)), 0, -1):
            tail = text[-length:].lower()
            if any(secret.lower().startswith(tail) for secret in self._values):
                return self.hide(text[:-length]) + BLOT
        return self.hide(text)


def headers_of(given: Mapping[str, EnvironmentValue | str], secrets: Secrets) -> dict[str, str]:
    """The headers as they are sent. Raises `ActionError` for a value that would not be one line."""
    made: dict[str, str] = {}
    for name, value in given.items():
        text = secrets.value(value) if isinstance(value, EnvironmentValue) else value.strip()
        if not text.isprintable():
            raise ActionError("bad_input", f"The header {name} must be one line of plain text.")
        made[name] = text
    return made
