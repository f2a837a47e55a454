"""Target paths and merge modes hold their promises for any data."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.templates.target_path import PathError, apply, read

SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4)
KEYS = st.sampled_from(["a", "b", "id", "items"])
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
OBJECTS = st.dictionaries(KEYS, JSON, max_size=4)
PARTS = st.one_of(
    KEYS.map(lambda key: f".{key}"),
    st.integers(-3, 3).map(lambda index: f"[{index}]"),
    st.sampled_from(["[id=1]", "[id=]", "[a=x]"]),
)
PATHS = st.builds(lambda first, rest: first + "".join(rest), KEYS, st.lists(PARTS, max_size=3))
MODES: Any = st.sampled_from(["replace", "append", "prepend", "merge", "update"])


def applied(data: Any, path: str, mode: Any, value: Any) -> Any:
    """The new data, or None where the path does not fit."""
    try:
        return apply(data, path, mode, value)
    except PathError:
        return None


@given(OBJECTS, PATHS, MODES, JSON)
def test_what_is_given_is_never_changed_whether_it_fits_or_not(
    data: Any, path: str, mode: Any, value: Any
) -> None:
    before = copy.deepcopy((data, value))
    applied(data, path, mode, value)
    assert (data, value) == before


@given(OBJECTS, PATHS, JSON)
def test_what_replaces_is_there_afterwards(data: Any, path: str, value: Any) -> None:
    after = applied(data, path, "replace", value)
    if after is not None and "=" not in path:
        assert read(after, path) == value


@given(OBJECTS, PATHS, MODES, JSON)
def test_nothing_beside_the_path_changes(data: Any, path: str, mode: Any, value: Any) -> None:
    after = applied(data, path, mode, value)
    if after is not None:
        first = path.split(".")[0].split("[")[0]
        assert {key: after[key] for key in data if key != first} == {
            key: data[key] for key in data if key != first
        }


@given(OBJECTS, KEYS, st.lists(SCALARS, max_size=3), st.lists(SCALARS, max_size=3))
def test_append_and_prepend_keep_every_item_in_order(
    data: Any, key: str, old: list[Any], new: list[Any]
) -> None:
    data = {**data, key: old}
    assert apply(data, key, "append", new)[key] == [*old, *new]
    assert apply(data, key, "prepend", new)[key] == [*new, *old]


@given(OBJECTS, st.dictionaries(KEYS, JSON, max_size=3))
def test_merging_twice_is_merging_once(data: Any, value: Any) -> None:
    data = {**data, "a": {}}
    once = apply(data, "a", "merge", value)
    assert apply(once, "a", "merge", value) == once


@given(st.lists(st.integers(0, 9), unique=True, min_size=1, max_size=5), st.data())
def test_update_changes_the_item_with_that_id_and_no_other(ids: list[int], data: Any) -> None:
    items = [{"id": each, "title": str(each)} for each in ids]
    chosen = data.draw(st.sampled_from(ids))
    after = apply({"items": items}, "items", "update", {"id": chosen, "title": "new"})["items"]
    assert [each["title"] for each in after] == ["new" if each == chosen else str(each) for each in ids]
    assert applied({"items": items}, "items", "update", {"id": 77}) is None
