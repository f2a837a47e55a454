"""References of a request to a text model: read when they are used, named and hashed."""

import asyncio
import hashlib
import stat
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from engine.actions.errors import ActionError
from engine.actions.prompt_context import AttachedReference
from engine.providers.text import Message, TextRequest
from schemas.clean_text import clean
from schemas.frozen import frozen

MOST_BYTES = 512 * 1024
"""Of a file: it goes into a prompt whole."""

_MOST_BROKEN = 0.05
"""The part of a file's characters that may be no UTF-8: more, and it is no text."""


@frozen
class ReadReference:
    """`hash` is the SHA-256 of the bytes that were read."""

    id: str
    name: str
    text: str
    hash: str


@frozen
class UsedReferences:
    """What one request uses. `placed` means that its templates say themselves where they go."""

    used: Sequence[ReadReference] = ()
    placed: bool = False

    def added_to(self, request: TextRequest) -> TextRequest:
        """The request with the references at the end of its system message."""
        if self.placed or not self.used:
            return request
        system = [message.text for message in request.messages if message.role == "system"]
        parts = [*system, *(f"# Reference: {each.name}\n\n{each.text.strip()}" for each in self.used)]
        others = [message for message in request.messages if message.role != "system"]
        return replace(request, messages=(Message("system", "\n\n".join(parts)), *others))

    def facts(self) -> tuple[dict[str, str], ...]:
        """What is remembered of them: `{id, name, hash}`."""
        return tuple({"id": each.id, "name": each.name, "hash": each.hash} for each in self.used)


def as_variable(references: Iterable[ReadReference]) -> list[dict[str, str]]:
    """What templates see as `references`: `{name, text}`."""
    return [{"name": each.name, "text": each.text} for each in references]


async def read_references(references: Iterable[AttachedReference]) -> tuple[ReadReference, ...]:
    """Read all of them. Raises `ActionError` for the first that cannot be used."""
    listed = list(references)
    return await asyncio.to_thread(lambda: tuple(map(_read, listed))) if listed else ()


def _read(reference: AttachedReference) -> ReadReference:
    inline = reference.text
    content = _file(reference, Path(reference.path or "")) if inline is None else inline.encode()
    digest = hashlib.sha256(content).hexdigest()
    return ReadReference(reference.id, reference.name, _text(reference, content), digest)


def _file(reference: AttachedReference, path: Path) -> bytes:
    try:
        # A pipe or a device would keep the thread for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise _unusable(reference, f"{path} is no file")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        why = "is not there" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
        raise _unusable(reference, f"{path} {why}") from None
    except ValueError:
        raise _unusable(reference, "its path is not valid") from None
    if len(content) > MOST_BYTES:
        raise _unusable(reference, f"{path} has more than {MOST_BYTES // 1024} KiB")
    return content


def _text(reference: AttachedReference, content: bytes) -> str:
    text = content.decode("utf-8-sig", "replace")
    if b"\0" in content or text.count("\ufffd") > _MOST_BROKEN * len(text):
        raise _unusable(reference, "it is no text in UTF-8")
    return clean(text)


def _unusable(reference: AttachedReference, why: str) -> ActionError:
    return ActionError(
        "reference",
        f"The reference {reference.name!r} cannot be used: {why}.",
        hint="Correct it, switch it off or remove it, then try again. Nothing was sent.",
        retryable=True,
    )
