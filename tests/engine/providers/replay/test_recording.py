import json
from pathlib import Path
from typing import Any

import pytest

from engine.providers.errors import ProviderError
from engine.providers.replay.recording import Recording, read_recording
from engine.providers.text import Message


def asked(*turns: str, system: str = "") -> list[Message]:
    """User and assistant in turn, the user last."""
    said = [Message("assistant" if at % 2 else "user", text) for at, text in enumerate(turns)]
    return [*([Message("system", system)] if system else []), *said]


def played(replies: list[Any], messages: list[Message], **options: Any) -> str | None:
    reply = Recording.model_validate({"replies": replies, **options}).reply_to(messages)
    return reply and reply.text


THREE = [{"reply": "one"}, {"reply": "two"}, {"reply": "three"}]


@pytest.mark.parametrize(
    ("turns", "loop", "reply"),
    [
        (("a",), False, "one"),
        (("a", "x", "b"), False, "two"),
        (("a", "x", "b", "y", "c"), False, "three"),
        (("a", "x", "b", "y", "c", "z", "d"), False, None),
        (("a", "x", "b", "y", "c", "z", "d"), True, "one"),
    ],
)
def test_in_order(turns: tuple[str, ...], loop: bool, reply: str | None) -> None:
    assert played(THREE, asked(*turns), loop=loop) == reply


SOME = [
    {"reply": "sky", "when": {"contains": "Blue"}},
    {"reply": "painter", "when": {"system_contains": "paint"}},
    {"reply": "both", "when": {"contains": "blue", "system_contains": "paint"}},
]


@pytest.mark.parametrize(
    ("messages", "reply"),
    [
        (asked("so blue"), "sky"),
        (asked("red", system="You PAINT."), "painter"),
        (asked("blue", "sky", "red", system="You paint."), "painter"),
        (asked("blue", "sky", "blue", "painter", "blue", system="You paint."), "both"),
        (asked("a", "b", "c", "d", "so blue"), "sky"),
        (asked("red"), None),
        (asked("blue", "sky", "red"), None),
    ],
)
def test_by_matching(messages: list[Message], reply: str | None) -> None:
    assert played(SOME, messages) == reply


def test_only_the_last_user_message_counts() -> None:
    fits = [{"reply": "again", "when": {"contains": "blue"}}]
    assert played(fits, asked("blue", "x", "red")) is None
    assert played(fits, []) is None


def test_json_is_written_out() -> None:
    assert played([{"reply": {"a": "ü"}}], asked("x")) == '{"a": "ü"}'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.json", json.dumps(THREE)),
        ("x.json", json.dumps({"replies": THREE, "loop": False})),
        ("x.yaml", "- reply: one\n- {reply: two}\n- reply: >-\n    three\n"),
        ("x.yml", json.dumps(THREE)),
    ],
)
def test_forms_of_files(tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / name
    file.write_text(text)
    assert [each.text for each in read_recording(file).replies] == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("x.json", "[", "Expecting value"),
        ("x.json", "[]", "replies: List should have at least 1 item"),
        ("x.json", "7", "the whole:"),
        ("x.json", '[{"reply": "a", "wen": {}}]', "replies.0.wen: Extra inputs"),
        ("x.json", '[{"reply": "a", "delay": -1}]', "replies.0.delay"),
        ("x.json", "[" * 100_000, "recursion"),
        ("x.yaml", "a: [", "expected the node content"),
        ("x.yaml", "a: &a [1]\nb: *a", "aliases"),
        ("x.yaml", "!!python/object/apply:os.system [ls]", "could not determine a constructor"),
        ("x\x1b[2J.json", "[", "Expecting value"),
    ],
)
def test_what_is_none(tmp_path: Path, name: str, text: str, says: str) -> None:
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(ProviderError) as caught:
        read_recording(file)
    assert caught.value.code == "bad_recording"
    assert says in caught.value.message
    assert "\x1b" not in caught.value.message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match="cannot be read: No such file") as caught:
        read_recording(tmp_path / "x.json")
    assert caught.value.code == "not_configured"
    assert "REROLL_REPLAY" in caught.value.hint


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.providers.replay.recording.MOST_BYTES", 4)
    (tmp_path / "x.json").write_text("[1, 2]")
    with pytest.raises(ProviderError, match="larger than"):
        read_recording(tmp_path / "x.json")
