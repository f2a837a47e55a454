"""Keeps secrets out of lines: those of this program by their value, others by what they look like."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

HIDDEN = "[secret]"
SHORTEST = 6
"""Shorter values are words: hiding them would spoil lines and keep nothing secret."""

_TELLING = re.compile(r"key|token|secret|passw|pwd|credential|cookie|dsn|auth", re.IGNORECASE)
_PASSWORD = re.compile(
    r"(?P<before>[a-z][a-z0-9+.-]*://[^\s:/@\"']*:)(?P<it>[^\s/@\"']+)(?=@)", re.IGNORECASE
)
_LOOKS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (("://",), _PASSWORD),
    (
        ("bearer", "basic", "api_key", "api-key", "apikey", "token", "secret", "passw", "cookie"),
        re.compile(
            r"(?P<before>\b(?:bearer|basic|(?:[\w-]*(?:api[-_]?key|token|secret|password|passwd)[\w-]*)"
            r"[\"']?\s*[=:]\s*(?:bearer\s)?[\"']?|[\w-]*cookie[\"']?\s*[=:])\s*)(?P<it>[^\s\"',;&)}\]]{6,})",
            re.IGNORECASE,
        ),
    ),
    (
        ("sk-", "sk_", "pk-", "pk_", "rk-", "rk_", "r8-", "r8_", "reroll_"),
        re.compile(r"(?P<before>)(?P<it>\b(?:(?:sk|pk|rk|r8)[-_]|reroll_[0-9a-f]{8}_)[A-Za-z0-9_-]{16,})"),
    ),
)
"""What secrets look like; each is looked for only where one of its words is: most lines have none."""


class Hidden:
    """Replaces secrets in texts."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {form for each in secrets if len(each) >= SHORTEST for form in (each, quote(each, safe=""))}
        longest_first = sorted(known, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if known else None

    def __call__(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        lower = text.lower()
        for words, look in _LOOKS:
            if any(word in lower for word in words):
                text = look.sub(lambda found: f"{found['before']}{HIDDEN}", text)
        return text


def secrets_of(home: Path) -> Iterator[str]:
    """Values of the environment, `.env` and `config.toml` that are, or hold, secrets."""
    named = dict(os.environ)
    for file in (home / ".env", home / "config.toml"):
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        yield from passwords_in(text)
        if file.name == ".env":
            from dotenv import dotenv_values  # noqa: PLC0415 - most homes have no such file

            named |= {name: value for name, value in dotenv_values(file, interpolate=False).items() if value}
    for name, value in named.items():
        yield from passwords_in(value)
        # What only says where a secret is, such as SSH_AUTH_SOCK or a file's path, is none.
        if _TELLING.search(name) and not value.startswith(("/", "~", "http://", "https://")):
            yield value


def passwords_in(text: str) -> Iterator[str]:
    """Passwords in addresses, such as that of `postgresql://me:password@host/reroll`."""
    for found in _PASSWORD.finditer(text):
        yield found["it"]
        yield unquote(found["it"])
