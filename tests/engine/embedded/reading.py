"""Reads replies in tests."""

from collections.abc import Iterable, Sequence

from engine.embedded.formats import parser_for
from engine.embedded.parts import Asked, Malformed, Part, Text
from schemas.documents.embedded_actions import Format


def read(written: Format, chunks: str | Iterable[str]) -> list[Part]:
    """The parts of a reply that arrives in these chunks; texts that touch are one."""
    parser = parser_for(written)
    found: list[Part] = []
    for chunk in [chunks] if isinstance(chunks, str) else chunks:
        found += parser.feed(chunk)
    return merged([*found, *parser.close()])


def merged(parts: Iterable[Part]) -> list[Part]:
    """The parts with neighbouring texts put together."""
    found: list[Part] = []
    for part in parts:
        if isinstance(part, Text) and found and isinstance(found[-1], Text):
            found[-1] = Text(found[-1].text + part.text)
        else:
            found.append(part)
    return found


def text(parts: Sequence[Part]) -> str:
    """What the person sees."""
    return "".join(part.text for part in parts if isinstance(part, Text))


def asked(parts: Sequence[Part]) -> list[tuple[str, object]]:
    """Names and parameters of the actions."""
    return [(part.name, part.parameters) for part in parts if isinstance(part, Asked)]


def broken(parts: Sequence[Part]) -> list[str]:
    """The texts of broken markup."""
    return [part.raw for part in parts if isinstance(part, Malformed)]


def reasons(parts: Sequence[Part]) -> list[str]:
    """What is said about broken markup."""
    return [part.reason for part in parts if isinstance(part, Malformed)]
