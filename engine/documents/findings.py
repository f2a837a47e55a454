"""Collects problems and warnings, so that an author sees all of them at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from engine.documents.place import Place
from engine.documents.problems import Problem
from schemas.clean_text import clean_line

_MAX_TEXT = 120


@dataclass(slots=True)
class Findings:
    """What is wrong (`problems`) and what is doubtful (`warnings`), each once, in the order found."""

    _problems: dict[Problem, None] = field(default_factory=dict[Problem, None])
    _warnings: dict[Problem, None] = field(default_factory=dict[Problem, None])

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(self._problems)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(self._warnings)

    def problem(
        self, place: Place, message: str, *, found: str = "", expected: str = "", nearest: str = ""
    ) -> None:
        """Something that has to be put right before the document can be used."""
        self._problems[_problem(*place.located(), message, found, expected, nearest)] = None

    def warn(
        self, place: Place, message: str, *, found: str = "", expected: str = "", nearest: str = ""
    ) -> None:
        """Something that is probably not what the author meant."""
        self._warnings[_problem(*place.located(), message, found, expected, nearest)] = None

    def add(self, problems: Iterable[Problem]) -> None:
        """Problems that were found elsewhere."""
        self._problems.update(dict.fromkeys(problems))

    def file_problem(self, file: Path, message: str, *, found: str = "", nearest: str = "") -> None:
        """Something wrong with a file as a whole."""
        self._problems[_problem(file, "", message, found, "", nearest)] = None


def _problem(file: Path, pointer: str, message: str, found: str, expected: str, nearest: str) -> Problem:
    return Problem(
        file, clean_line(pointer), clean_line(message), clean_line(found), clean_line(expected), nearest
    )


def shown(value: object) -> str:
    """A short, quoted rendering of a value for a person."""
    text = f'"{value}"' if isinstance(value, str) else _plain(value)
    return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 1] + "…"


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)
