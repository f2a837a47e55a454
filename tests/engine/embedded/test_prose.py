"""What is code is text; an action of its own line takes the line with it."""

import pytest

from engine.embedded.formats import parser_for
from engine.embedded.parts import Asked, Text
from tests.engine.embedded.reading import asked, broken, read, text

_A = '[ACTION:A]{"a": 1}[/ACTION]'
_RUN = ("A", {"a": 1})


@pytest.mark.parametrize(
    "reply",
    [
        f"`{_A}`",
        f"see `{_A}` there",
        f"`` ` {_A} ``",
        f"` `` {_A} ` ``",
        f"```\n{_A}\n```",
        f"```\n{_A}",
        f"~~~\n{_A}\n~~~\n",
        f"   ```json\n{_A}\n   ```\nmore",
        f"~~~ a `b` ~~~\n{_A}\n~~~",
        f"```\n{_A}\n``\n{_A}\n~~~\n{_A}\n    ```\n{_A}\n``` x\n{_A}\n```",
        f"````\n```\n{_A}\n````",
        f"~~~~\n~~~\n{_A}\n~~~~~  \n",
        f"text\n\n```{_A}\n```",
        f"```\r\n{_A}\r\n```\r\n",
        f"``` {_A} ```",
        f"`{_A}" + " and [/ACTION] `",
    ],
)
def test_code_is_text(reply: str) -> None:
    assert read("brackets", reply) == [Text(reply)]
    assert read("brackets", list(reply)) == [Text(reply)]


@pytest.mark.parametrize(
    ("reply", "visible"),
    [
        (f"`{_A}", "`"),
        (f"` {_A}\n`", "` \n`"),
        (f"`` {_A} `", "``  `"),
        (f"``` a `b` {_A}\n", "``` a `b` \n"),
        (f"    ```\n{_A}\n    ```\n", "    ```\n    ```\n"),
        (f"\t```\n{_A}\n\t```\n", "\t```\n\t```\n"),
        (f"x ```\n{_A}\n```", "x ```\n```"),
        (f"``\n{_A}\n``", "``\n``"),
        (f"~~\n{_A}\n~~", "~~\n~~"),
        (f"```\ncode\n```\n{_A}\n", "```\ncode\n```\n"),
        (f"~~~\ncode\n   ~~~~ \n{_A}\n", "~~~\ncode\n   ~~~~ \n"),
        (f"`code` {_A}", "`code` "),
        (f"`a` `b {_A}", "`a` `b "),
        (f"`` `a` {_A} `", "`` `a`  `"),
        (f"~~~ {_A}"[1:], "~~ "),
    ],
)
def test_what_is_no_code(reply: str, visible: str) -> None:
    parts = read("brackets", reply)
    assert asked(parts) == [_RUN]
    assert text(parts) == visible
    assert parts == read("brackets", list(reply))


def test_a_run_of_backticks_that_begins_before_a_tag_comes_first() -> None:
    reply = '` [ACTION:A]{"a": "`"}[/ACTION]'
    assert text(read("brackets", reply)) == '` [ACTION:A]{"a": "`"}'
    assert broken(read("brackets", reply)) == ["[/ACTION]"]
    reply = '[ACTION:A]{"a": "`"}[/ACTION] ` [ACTION:B]{}[/ACTION]'
    assert asked(read("brackets", reply)) == [("A", {"a": "`"}), ("B", {})]


def test_only_what_could_be_an_action_waits_for_the_end_of_code() -> None:
    parser = parser_for("brackets")
    assert parser.feed("a ` b [x] c") == [Text("a ` b [x] c")]
    assert parser.feed(f" {_A} d") == [Text(" ")]
    assert parser.feed(" e\n") == [Asked("A", {"a": 1}, _A), Text(" d e\n")]


def test_code_that_ends_gives_out_what_waited() -> None:
    parser = parser_for("brackets")
    assert parser.feed(f"`{_A}") == [Text("`")]
    assert parser.feed("`") == []
    assert parser.feed(" ") == [Text(f"{_A}` ")]


@pytest.mark.parametrize(
    ("reply", "visible"),
    [
        (f"a\n{_A}\nb", "a\nb"),
        (f"a\n  {_A}\t\nb", "a\nb"),
        (f"a\r\n{_A}\r\nb", "a\r\nb"),
        (f"a\n{_A} {_A}\nb", "a\nb"),
        (f"a\n{_A}\n{_A}\nb", "a\nb"),
        (f"a\n\n{_A}\n\nb", "a\n\nb"),
        (f"a\n\n{_A}\n{_A}\n\nb", "a\n\nb"),
        (f"a\n\n{_A}\n\n{_A}\n\nb", "a\n\nb"),
        (f"a\n\n{_A}\n\n\nb", "a\n\n\nb"),
        (f"a\n{_A}\n\nb", "a\n\nb"),
        (f"a\n\n{_A}\nb", "a\n\nb"),
        (f"{_A}\n\nb", "b"),
        (f"{_A}\nb", "b"),
        (f"{_A}", ""),
        (f"  {_A}  ", ""),
        (f"a\n{_A}", "a\n"),
        (f"a\n\n{_A}\n\n", "a\n\n"),
        (f"a {_A}\nb", "a \nb"),
        (f"{_A} a\nb", " a\nb"),
        (f"  {_A} a\nb", "   a\nb"),
        (f"a\n{_A}b\n", "a\nb\n"),
        (f"a\n{_A}`c`\n", "a\n`c`\n"),
        (f"a\n\n{_A}\n```\n\n{_A}\n```\n", f"a\n\n```\n\n{_A}\n```\n"),
        ("a\n[ACTION:A]{\n}[/ACTION]\nb", "a\nb"),
        ("a\n[/ACTION]\nb", "a\nb"),
        (" \n\t\n", " \n\t\n"),
    ],
)
def test_an_action_of_its_own_line_leaves_no_line(reply: str, visible: str) -> None:
    parts = read("brackets", reply)
    assert text(parts) == visible
    assert parts == read("brackets", list(reply))


def test_tools_leave_text_as_it_is() -> None:
    reply = f"{_A}\n```\r\n\x00\ud83d"
    assert read("tools", list(reply)) == [Text(reply)]
    assert read("tools", ["", ""]) == []
