import pytest

from engine.templates.target_path import Match, PathError, apply, parse, read

SCENES = {"scenes": [{"id": "a", "title": "One"}, {"id": "b", "title": "Two"}]}


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("scenes", ("scenes",)),
        ("data.scenes", ("scenes",)),
        ("a.b.c", ("a", "b", "c")),
        ("a[0].b", ("a", 0, "b")),
        ("a[-1]", ("a", -1)),
        ("a[id=x y].t", ("a", Match("id", "x y"), "t")),
    ],
)
def test_paths_are_parsed(path: str, parts: tuple[object, ...]) -> None:
    assert parse(path) == parts


@pytest.mark.parametrize(
    "path", ["", ".", "data", "a..b", "a.", "[0]", "a[", "a[x]", "a]b", "a[0]b", "data.[0]"]
)
def test_paths_that_cannot_be_parsed_say_so(path: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(path)


@pytest.mark.parametrize(
    ("path", "mode", "value", "expected"),
    [
        ("scenes", "replace", [], {"scenes": []}),
        ("data.scenes[id=b].title", "replace", "Zwei", "Zwei"),
        ("scenes", "append", {"id": "c"}, 3),
        ("scenes", "append", [{"id": "c"}, {"id": "d"}], 4),
        ("new.list", "append", 1, {"new": {"list": [1]}}),
    ],
)
def test_modes(path: str, mode, value: object, expected: object) -> None:
    after = apply(SCENES, path, mode, value)
    match expected:
        case int():
            assert len(after["scenes"]) == expected
        case str():
            assert read(after, path) == expected
        case dict():
            assert {**after, **expected} == after
    assert SCENES["scenes"][1]["title"] == "Two"
    assert len(SCENES["scenes"]) == 2


def test_prepend_puts_first() -> None:
    assert apply({"a": [2]}, "a", "prepend", [0, 1])["a"] == [0, 1, 2]


def test_merge_is_deep_and_fills_only_what_is_empty_when_asked() -> None:
    old = {"v": {"a": "x", "b": "", "c": {"d": 1}}}
    assert apply(old, "v", "merge", {"a": "y", "b": "z", "c": {"e": 2}})["v"] == {
        "a": "y",
        "b": "z",
        "c": {"d": 1, "e": 2},
    }
    assert apply(old, "v", "merge", {"a": "y", "b": "z"}, only_empty=True)["v"]["a"] == "x"
    assert apply(old, "v", "merge", {"a": "y", "b": "z"}, only_empty=True)["v"]["b"] == "z"


def test_update_by_index_and_by_key() -> None:
    assert apply(SCENES, "scenes[-1]", "update", {"title": "Deux"})["scenes"][1] == {
        "id": "b",
        "title": "Deux",
    }
    assert apply(SCENES, "scenes", "update", {"id": "a", "title": "Un"})["scenes"][0]["title"] == "Un"
    assert apply({"s": [{"k": 1, "t": 0}]}, "s", "update", {"k": 1, "t": 9}, key="k")["s"][0]["t"] == 9


@pytest.mark.parametrize(
    ("path", "mode", "value", "message"),
    [
        ("scenes[7].title", "replace", "x", "out of range"),
        ("scenes[id=zz]", "update", {}, "no item has id"),
        ("scenes.title", "replace", "x", "is looked up in a list"),
        ("scenes", "merge", {}, "merge needs an object"),
        ("missing[0]", "replace", 1, "needs a list"),
        ("scenes", "update", {"title": "no id"}, "needs an object with 'id'"),
        ("scenes[0].title", "append", "x", "needs a list there, found a text"),
    ],
)
def test_paths_that_do_not_fit_the_data_are_clear_errors(
    path: str, mode, value: object, message: str
) -> None:
    with pytest.raises(PathError, match=message):
        apply(SCENES, path, mode, value)
