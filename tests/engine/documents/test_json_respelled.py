"""A changed JSON file keeps the spelling of everything that did not change."""

import json
from random import Random
from typing import Any

import pytest

from engine.documents.json_respelled import respelled

SCALARS = [None, True, 1, 1.0, -0.5, 2**60, "", "a", "é", 'q"\\\n', "\u202e", "\ud800"]


def some_value(random: Random, depth: int = 3) -> Any:
    kind = random.randrange(3) if depth else 0
    if kind == 0:
        return random.choice(SCALARS)
    inner = [some_value(random, depth - 1) for _ in range(random.randrange(4))]
    return inner if kind == 1 else dict(zip(random.sample("abcé", 4), inner, strict=False))


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("indent", [None, 1, 4, "\t"])
def test_it_reads_as_the_new_value(seed: int, indent: Any) -> None:
    random = Random(seed)
    old, new = some_value(random), some_value(random)
    text = json.dumps(old, indent=indent, ensure_ascii=seed % 2 == 0 or "\\ud800" in json.dumps(old))
    made = respelled(text, new)
    made.encode()
    assert json.dumps(json.loads(made)) == json.dumps(new)
    assert respelled(text, old) == text


def test_only_what_changed_is_written_anew() -> None:
    text = '{\n    "a": { "b": 1.50,   "c": "\\u00e9" },\n    "d": {"e": 1},\n    "f": [1,2]\n}\n'
    new = {"a": {"b": 1.5, "c": "é"}, "d": {"g": {"h": 1}, "e": 1}, "f": [1, 3]}
    assert respelled(text, new) == (
        '{\n    "a": { "b": 1.50,   "c": "\\u00e9" },\n'
        '    "d": {\n        "g": {\n            "h": 1\n        },\n        "e": 1\n    },\n'
        '    "f": [1,3]\n}\n'
    )


def test_what_moves_from_a_mapping_to_a_list_keeps_its_spelling() -> None:
    text = '{\n  "a": {\n    "x": {\n      "k": { "z": 1 }\n    }\n  }\n}'
    made = respelled(text, {"a": [{"id": "x", "k": {"z": 1}}]})
    assert made == '{\n  "a": [\n    {\n      "id": "x",\n      "k": { "z": 1 }\n    }\n  ]\n}'


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ('{"a": 1}', '{"b": [1, 2]}'),
        ('{"a": 1}\n', '{"b": [1, 2]}\n'),
        ('{\r\n\t"a": 1\r\n}\r\n', '{\r\n\t"b": [\r\n\t\t1,\r\n\t\t2\r\n\t]\r\n}\r\n'),
        ('{\n"a": 1\n}', '{\n  "b": [\n    1,\n    2\n  ]\n}'),
    ],
)
def test_lines_and_indentation_are_the_files_own(text: str, made: str) -> None:
    assert respelled(text, {"b": [1, 2]}) == made


def test_texts_are_written_like_the_rest_of_the_file() -> None:
    assert respelled('{"a": 1}', {"a": "é"}) == '{"a": "\\u00e9"}'
    assert respelled('{"é": 1}', {"é": "ü"}) == '{"é": "ü"}'
    assert respelled('{"é": 1}', {"é": "\u202e"}) == '{"é": "\\u202e"}'
    assert respelled('{"é": 1}', {"é": "\ud800"}) == '{"é": "\\ud800"}'
