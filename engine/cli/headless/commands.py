"""The commands of a script for a page, as they stand on the command line: one after another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.frozen import frozen


@frozen
class SetText:
    """`--set NAME=TEXT`: what a person would type or choose in one field."""

    name: str
    text: str


@frozen
class SetValues:
    """`--set-json` and `--values`: values of fields as they are."""

    values: Mapping[str, Any]


@dataclass(slots=True)
class Act:
    """`--action ID` with the `--param`s and `--params` that follow it.

    With `axes` (fields of `AxisSpec` each) it is a sweep: one run for every combination.
    """

    sub_action_id: str
    params: dict[str, Any] = field(default_factory=dict[str, Any])
    axes: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


@frozen
class Select:
    """`--select WHICH`: numbers from 1, negative ones from the end, ids, `all` or `none`."""

    which: str


@frozen
class Review:
    """`--accept [FIELDS]` and `--dismiss`: the answer to every proposed change of the page."""

    accept: bool
    fields: tuple[str, ...] | None = None


@frozen
class Continue:
    """`--continue`: complete the page with its values and its selection."""


@frozen
class Until:
    """`--until PLACE`: continue until a page of that step or module is open."""

    place: str


Command = SetText | SetValues | Act | Select | Review | Continue | Until
