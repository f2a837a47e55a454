"""`frozen` makes what a frozen dataclass with slots would be, but for what only a type checker sees."""

import copy
import math
import pickle
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

import pytest

from schemas.frozen import frozen


@frozen
class Point:
    x: float
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Plain:
    x: float
    y: float = 0.0


@frozen
class Place(Point):
    name: str = field(default="", repr=False)
    notes: list[str] = field(default_factory=list[str], hash=False)


@frozen
class Nothing:
    pass


@frozen
class Quiet:
    key: str

    def __repr__(self) -> str:
        return "Quiet"


@pytest.mark.parametrize("values", [(1.0,), (1.0, 2.0), (math.nan, 1.0)])
def test_is_as_a_frozen_dataclass_is(values: tuple[float, ...]) -> None:
    ours, plain = Point(*values), Plain(*values)
    assert repr(ours) == repr(plain).replace("Plain", "Point")
    assert hash(ours) == hash(plain)
    assert asdict(ours) == asdict(plain)
    assert [each.name for each in fields(ours)] == ["x", "y"]
    assert ours == Point(*values)
    assert ours != plain
    assert not hasattr(ours, "__dict__")


def test_is_compared_by_every_field_and_its_class() -> None:
    assert Point(1) != Point(1, 1)
    assert Point(1) != Place(1)
    assert Place(1, name="a") != Place(1, name="b")
    assert Place(1, notes=["a"]) != Place(1)
    assert Nothing() == Nothing()
    assert {Point(1), Point(1), Point(2)} == {Point(2), Point(1)}
    assert {Nothing(), Nothing()} == {Nothing()}
    assert Quiet("a") == Quiet("a")
    assert Quiet("a") != Quiet("b")


def test_fields_say_what_is_shown_and_hashed() -> None:
    place = Place(1, name="secret", notes=["a"])
    assert repr(place) == "Place(x=1, y=0.0, notes=['a'])"
    assert hash(place) == hash(Place(1, name="secret"))
    assert repr(Quiet("a")) == "Quiet"


def test_a_replaced_a_copied_and_a_pickled_one() -> None:
    place = Place(1, name="here", notes=["a"])
    assert replace(place, name="there") == Place(1, name="there", notes=["a"])
    for made in (copy.copy(place), copy.deepcopy(place), pickle.loads(pickle.dumps(place))):
        assert made == place
        assert made is not place


def test_matches_by_position() -> None:
    thing: Any = Point(1, 2)
    match thing:
        case Point(x, y):
            assert (x, y) == (1, 2)
        case _:
            pytest.fail("no match")


def test_defaults_are_each_objects_own() -> None:
    assert Place(1).notes is not Place(1).notes
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg]
