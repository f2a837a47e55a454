"""Replies that are JSON as a whole."""

import json

import pytest

from engine.embedded.formats import parser_for
from engine.embedded.parts import LONGEST_PARAMETERS, Asked, Malformed, Text
from tests.engine.embedded.reading import asked, broken, read, reasons, text


def test_text_and_actions() -> None:
    first, second = '{"name": "A", "parameters": {"a": [1]}}', '{"name":"B"}'
    reply = f' {{"reply": "Hello\\n\\"you\\"", "actions": [{first}, {second}]}} \n'
    parts = read("json", reply)
    assert parts == [Text('Hello\n"you"'), Asked("A", {"a": [1]}, first), Asked("B", {}, second)]
    assert parts == read("json", list(reply))


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "é😀\x7f",
        "\ud83d",
        "\ude00\ud83d",
        '\x00\x1b"\\/\b\f\n\r\t',
        "\ud83dx\ude00",
        "[ACTION:A]{}[/ACTION] `",
    ],
)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_text_is_decoded_as_json(reply: str, ascii_only: bool) -> None:
    written = json.dumps({"reply": reply, "actions": []}, ensure_ascii=ascii_only)
    expected = [Text(reply)] if reply else []
    assert read("json", written) == expected
    assert read("json", list(written)) == expected


def test_text_is_given_while_it_arrives() -> None:
    parser = parser_for("json")
    assert parser.feed('{"reply": "He') == [Text("He")]
    assert parser.feed("llo\\") == [Text("llo")]
    assert parser.feed("u00") == []
    assert parser.feed("e9\\ud83d") == [Text("é")]
    assert parser.feed("\\ude0") == []
    assert parser.feed("0\\") == [Text("😀")]
    assert parser.feed('n", "actions": [{"name": "A"') == [Text("\n")]
    assert parser.feed("}") == [Asked("A", {}, '{"name": "A"}')]
    assert parser.feed("]}") == []
    assert parser.close() == []


@pytest.mark.parametrize(
    ("reply", "visible", "dropped", "said"),
    [
        ("Hello", "", ["Hello"], "not a JSON object"),
        ('["a"]', "", ['["a"]'], "not a JSON object"),
        ("```json\n{}\n```", "", ["```json\n{}\n```"], "not a JSON object"),
        ('{"reply": "a"} more', "a", ["more"], "Something follows"),
        ('{"reply": "a", "mood": {"b": [1]}}', "a", ['"mood": {"b": [1]}'], "'mood' in a way"),
        ('{"mood": 12, "reply": "a"}', "a", ['"mood": 12'], "'mood' in a way"),
        ('{"reply": "a", "reply": "b"}', "a", ['"reply": "b"'], "'reply' twice"),
        ('{"reply": ["a"], "actions": {}}', "", ['"reply": ["a"]', '"actions": {}'], "'reply' in a way"),
        ('{"reply": "a\nb"}', "a", ['\nb"}'], "line break"),
        ('{"reply": "a\\xb"}', "a", ['\\xb"}'], "escape"),
        ('{"reply": "a\\u12g4"}', "a", ['\\u12g4"}'], "escape"),
        ('{"reply": "a",}', "a", [",}"], "not JSON"),
        ("{reply: 1}", "", ["{reply: 1}"], "not JSON"),
        ('{"reply": "a", "actions": [{"name": "A"},]}', "a", ["]}"], "a value is missing"),
        ('{"reply": "a", "actions": [{"name": "A"} {}]}', "a", [" {}]}"], "not JSON"),
        ('{"reply": "a", "actions": ["A", {"name": "A"}]}', "a", ['"A"'], "not a JSON object"),
        ('{"actions": [{"name": "A", "x": 1}]}', "", ['{"name": "A", "x": 1}'], "nothing else"),
        ('{"actions": [{"parameters": 1, "name": "A"}]}', "", None, "nothing else"),
        ('{"actions": [{"name": "A B"}]}', "", ['{"name": "A B"}'], "action's name"),
        ('{"actions": [{"name": 1}, {"name": "A"}]}', "", ['{"name": 1}'], "action's name"),
        ('{"actions": [{"name": "A", "name": "B"}]}', "", ['{"name": "A", "name": "B"}'], "there twice"),
        ('{"actions": [{"name": "A", "parameters": {"a": NaN}}]}', "", None, "NaN"),
        ('{"reply": "a', "a", [""], "ends before"),
        ('{"reply": "a\\', "a", ["\\"], "ends before"),
        ('{"reply": "a", "actions": [{"na', "a", ['{"na'], "ends before"),
        ('{"reply"', "", ['"reply"'], "ends before"),
        ('{"reply": "a", "x": tr', "a", ['"x": tr'], "ends before"),
        ("  ", "", ["  "], "ends before"),
    ],
)
def test_what_does_not_belong_there(reply: str, visible: str, dropped: list[str] | None, said: str) -> None:
    parts = read("json", reply)
    assert text(parts) == visible
    assert dropped in (None, broken(parts))
    assert said in reasons(parts)[0]
    assert parts == read("json", list(reply))


def test_broken_actions_leave_the_others() -> None:
    reply = '{"actions": [{"name": "A"}, 5, {"name": "B"}], "reply": "after"}'
    parts = read("json", reply)
    assert asked(parts) == [("A", {}), ("B", {})]
    assert (broken(parts), text(parts)) == (["5"], "after")


def test_nothing_at_all() -> None:
    assert read("json", "") == []


def test_as_deep_and_as_long_as_allowed() -> None:
    deep = json.loads('{"a":' * 32 + "1" + "}" * 32)
    longest = {"a": "é" * (LONGEST_PARAMETERS - 9)}
    actions = [{"name": "A", "parameters": deep}, {"name": "B", "parameters": longest}]
    reply = json.dumps({"reply": "", "actions": actions}, ensure_ascii=False)
    assert asked(read("json", reply)) == [("A", deep), ("B", longest)]


def test_too_deep_and_too_long() -> None:
    deep = '{"name": "A", "parameters": ' + '{"a":' * 33 + "1" + "}" * 34
    assert "deeper than 33" in reasons(read("json", f'{{"actions": [{deep}]}}'))[0]
    long = json.dumps({"name": "A", "parameters": {"a": "x" * (LONGEST_PARAMETERS + 200)}})
    parts = read("json", f'{{"actions": [{long}, {{"name": "B"}}]}}')
    assert asked(parts) == [("B", {})]
    assert isinstance(parts[0], Malformed)
    assert parts[0].raw == long[:LONGEST_PARAMETERS]
