"""A result as one side of a comparison."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

from schemas.clean_text import clean_line
from schemas.frozen import frozen
from schemas.messages.results import Result
from tui.results.result_item import ResultItem
from tui.session.history import plain, prompt_of, text_of

MOST_VALUE = 200
"""Characters of a value where several stand in one line."""


@frozen
class Side:
    """What is compared of a result. Texts are as they came; `name` is cleaned, and one line."""

    id: str
    name: str
    text: str = ""
    image: str | None = None
    prompt: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


def side_of(result: Result, name: str = "") -> Side:
    """A result with its record; `name` is what the page calls it."""
    made = result.provenance
    url = result.value.get("url")
    made_with = {"provider": made.provider, "model": made.model, "seed": made.seed, **made.parameters}
    return Side(
        id=result.id,
        name=clean_line(" · ".join(part for part in (name, made.label or made.provider) if part)),
        text="" if result.kind == "image" else text_of(result),
        image=url if isinstance(url, str) else None,
        prompt=prompt_of(result),
        parameters=made_with,
        values=made.values,
    )


def side_of_item(item: ResultItem, name: str) -> Side:
    """A result that came with the document and has no record."""
    return Side(id=item.id, name=clean_line(name), text=item.text, image=item.image)


def texts_of(left: Side, right: Side) -> list[tuple[str, str, str]]:
    """What is compared, each with its title."""
    return [
        ("Text", left.text, right.text),
        ("Prompt", left.prompt, right.prompt),
        ("Parameters", *_listed(left.parameters, right.parameters)),
        ("Form values", *_listed(left.values, right.values)),
    ]


def differing(sides: Sequence[Side]) -> list[tuple[str, list[str]]]:
    """What not all sides have alike: prompt, parameters and form values by name, as one line each."""
    found: list[tuple[str, list[str]]] = []
    for kind in (
        [{"Prompt": side.prompt} for side in sides],
        [side.parameters for side in sides],
        [side.values for side in sides],
    ):
        for name in dict.fromkeys(name for each in kind for name in each):
            values = [_one_line(each.get(name)) for each in kind]
            if len(set(values)) > 1 and (name, values) not in found:
                found.append((name, values))
    return found


def _one_line(value: Any) -> str:
    text = " ".join(clean_line(plain(value)[: MOST_VALUE * 4]).split())
    return text if len(text) <= MOST_VALUE else f"{text[: MOST_VALUE - 1]}…"


def _listed(left: Mapping[str, Any], right: Mapping[str, Any]) -> tuple[str, str]:
    """One line a value; those that differ come first, then by name, so that the same names meet."""
    names = sorted({*left, *right}, key=lambda name: (left.get(name) == right.get(name), name))
    return _lines(left, names), _lines(right, names)


def _lines(values: Mapping[str, Any], names: Iterable[str]) -> str:
    return plain({name: values[name] for name in names if values.get(name) not in (None, "")})
