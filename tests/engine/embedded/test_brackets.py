"""Actions written in brackets."""

import pytest

from engine.embedded.formats import parser_for
from engine.embedded.parts import LONGEST_PARAMETERS, LONGEST_RAW, Asked, Malformed, Text
from tests.engine.embedded.reading import asked, broken, read, reasons, text


def test_an_action_between_texts() -> None:
    raw = '[ACTION:SAVE_USER_INFO]{"key": "goals", "value": "balance"}[/ACTION]'
    assert read("brackets", f"Noted. {raw} Go on?") == [
        Text("Noted. "),
        Asked("SAVE_USER_INFO", {"key": "goals", "value": "balance"}, raw),
        Text(" Go on?"),
    ]


@pytest.mark.parametrize(
    ("reply", "parameters"),
    [
        ("[ACTION:A]{}[/ACTION]", {}),
        ("[ACTION:A][/ACTION]", {}),
        ("[ACTION:A] \n [/ACTION]", {}),
        ('[action:A]{"a": 1}[/Action]', {"a": 1}),
        ('[ACTION:A]\n{"a": [1, {"b": null}]}\n[/ACTION]', {"a": [1, {"b": None}]}),
        ('[ACTION:A]{"a": "[/ACTION]"}[/ACTION]', {"a": "[/ACTION]"}),
        ('[ACTION:A]{"a": "\\"}[/ACTION]"}[/ACTION]', {"a": '"}[/ACTION]'}),
        ('[ACTION:A]{"a": "[ACTION:B]{}"}[/ACTION]', {"a": "[ACTION:B]{}"}),
        ('[ACTION:A]{"[[": ["]]"], "é": "\\u00e9\\ud83d\\ude00"}[/ACTION]', {"[[": ["]]"], "é": "é😀"}),
        ('[ACTION:A]{"a": "`", "b": "```"}[/ACTION]', {"a": "`", "b": "```"}),
    ],
)
def test_parameters(reply: str, parameters: object) -> None:
    parts = read("brackets", reply)
    assert parts == [Asked("A", parameters, reply)]
    assert parts == read("brackets", list(reply))


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ('{"a": 1,}', "double quotes"),
        ('{"a": 1, "a": 2}', "'a' is there twice"),
        ('{"a": {"b": 1, "b": 1}}', "'b' is there twice"),
        ('{"a": NaN}', "NaN is no JSON number"),
        ('{"a": -Infinity}', "Infinity is no JSON number"),
        ('{"a": 1e999}', "1e999 is no JSON number"),
        ('{"a": 01}', "delimiter"),
        ('{"a": nul}', "value"),
        ("{'a': 1}", "a key in double quotes is missing"),
        ('{"a" 1}', "a colon is missing"),
        ('{"a": }', "a value is missing"),
        ('{"a": "line\nbreak"}', "line break"),
        ('{"a": "\\x"}', "escape"),
        ('{"a": "\\u12g4"}', "escape"),
        ('{"a": 1] ', "closing bracket is missing"),
        ('{"a": ' + "9" * 5000 + "}", "digits"),
        ('{"a":' * 33 + "1" + "}" * 33, "deeper than 32"),
        ("[1]", "not an object"),
        ('"text"', "not an object"),
        ("some words", "not an object"),
        ("{}}", "does not follow"),
        ("{} and more", "does not follow"),
    ],
)
def test_broken_contents_up_to_the_closing_tag(contents: str, said: str) -> None:
    raw = f"[ACTION:A]{contents}[/ACTION]"
    parts = read("brackets", f"Yes. {raw} No. [ACTION:B]{{}}[/ACTION]")
    assert text(parts) == "Yes.  No. "
    assert broken(parts) == [raw]
    assert said in reasons(parts)[0]
    assert asked(parts) == [("B", {})]


def test_as_deep_and_as_long_as_allowed() -> None:
    deep = '{"a":' * 32 + "1" + "}" * 32
    longest = '{"a": "' + "é" * (LONGEST_PARAMETERS - 9) + '"}'
    assert len(longest) == LONGEST_PARAMETERS
    assert len(asked(read("brackets", f"[ACTION:A]{deep}[/ACTION][ACTION:B]{longest}[/ACTION]"))) == 2


def test_too_long() -> None:
    contents = '{"a": "' + "x" * LONGEST_PARAMETERS + '"}'
    parts = read("brackets", f"[ACTION:A]{contents}[/ACTION] more")
    assert text(parts) == " more"
    assert reasons(parts) == ["The parameters cannot be read: they are longer than 32,768 characters."]
    assert len(broken(parts)[0]) == LONGEST_RAW


@pytest.mark.parametrize("name", ["", "1A", "A-B", " A", "Ä", "A" * 65, "A B"])
def test_bad_names(name: str) -> None:
    raw = f'[ACTION:{name}]{{"a": 1}}[/ACTION]'
    parts = read("brackets", f"{raw} rest")
    assert broken(parts) == [raw]
    assert reasons(parts)[0].startswith("An action's name is")
    assert text(parts) == " rest"


@pytest.mark.parametrize("name", ["a", "A" * 64, "Save_Identity2"])
def test_names_are_kept_as_they_are_written(name: str) -> None:
    assert asked(read("brackets", f"[ACTION:{name}]{{}}[/ACTION]")) == [(name, {})]


@pytest.mark.parametrize(
    "reply",
    [
        "A list [1] and a [link](https://example.org) [ACT",
        "[ACTION",
        "[ACTION:",
        "[ACTION:SAVE",
        "[ACTION: see below",
        "[ACTION:A\n]",
        "[ACTIONS:A]{}[/ACTIONS]",
        "[[[[",
        "[ACTION:" + "A" * 400 + "]",
        "(ACTION:A){}(/ACTION)",
        "\\[",
    ],
)
def test_what_only_looks_like_markup_is_text(reply: str) -> None:
    assert read("brackets", reply) == [Text(reply)]
    assert read("brackets", list(reply)) == [Text(reply)]


@pytest.mark.parametrize(
    ("reply", "visible", "dropped"),
    [
        # Only talked about: the rest of the line is text.
        ("Use [ACTION:SAVE] to save.\nMore", "Use  to save.\nMore", ["[ACTION:SAVE]"]),
        # The closing tag was forgotten.
        ('[ACTION:A]{"a": 1} text\nMore', " text\nMore", ['[ACTION:A]{"a": 1}']),
        ('Yes\n[ACTION:A]{"a": 1}\nMore', "Yes\nMore", ['[ACTION:A]{"a": 1}']),
        ("[ACTION:A]{} x [/ACTION] y", " y", ["[ACTION:A]{} x [/ACTION]"]),
        ("[ACTION:A]{} x\n[/ACTION] y", " x\n y", ["[ACTION:A]{}", "[/ACTION]"]),
        # Broken within: up to the closing tag, if need be lines away.
        ('[ACTION:A]{\n"a": 1;\n}[/ACTION] y', " y", ['[ACTION:A]{\n"a": 1;\n}[/ACTION]']),
        # Broken within, and another tag comes first or none does: to the end of the line.
        ("[ACTION:A]{a} b\nc", "c", ["[ACTION:A]{a} b"]),
        ("x [ACTION:A]{a} b\nc", "x \nc", ["[ACTION:A]{a} b"]),
        ("x [ACTION:A]{a} [ACTION:B]{}[/ACTION] c", "x  c", ["[ACTION:A]{a} "]),
        # Cut at the end of the reply.
        ('Yes [ACTION:A]{\n"a": "te', "Yes ", ['[ACTION:A]{\n"a": "te']),
        ("Yes [ACTION:A]", "Yes ", ["[ACTION:A]"]),
        ("Yes [ACTION:A]{}", "Yes ", ["[ACTION:A]{}"]),
        ("Yes [ACTION:A]{}[/ACT", "Yes [/ACT", ["[ACTION:A]{}"]),
        # A text without its closing quote takes nothing with it that is not its own.
        ('[ACTION:A]{"a: 1}[/ACTION] b', " b", ['[ACTION:A]{"a: 1}[/ACTION]']),
        ("Stray [/ACTION] tag", "Stray  tag", ["[/ACTION]"]),
    ],
)
def test_the_way_back_to_the_text(reply: str, visible: str, dropped: list[str]) -> None:
    parts = read("brackets", reply)
    assert text(parts) == visible
    assert broken(parts) == dropped
    assert parts == read("brackets", list(reply))


def test_text_is_given_as_soon_as_it_is_certain() -> None:
    parser = parser_for("brackets")
    assert parser.feed("Hello ") == [Text("Hello ")]
    assert parser.feed("[") == []
    assert parser.feed("1] ") == [Text("[1] ")]
    assert parser.feed("[AC") == []
    assert parser.feed("ME] [ACTION:") == [Text("[ACME] ")]
    assert parser.feed('A]{"a": 1}[/ACTION') == []
    assert parser.feed("]") == [Asked("A", {"a": 1}, '[ACTION:A]{"a": 1}[/ACTION]')]
    assert parser.feed("!") == [Text("!")]
    assert parser.close() == []


def test_markup_cannot_be_put_together_around_markup() -> None:
    reply = "[ACT[ACTION:A]{}[/ACTION]ION:B]{} [/ACTION]"
    parts = read("brackets", reply)
    assert asked(parts) == [("A", {})]
    assert text(parts) == "[ACTION:B{} "
    assert read("brackets", text(parts)) == [Text("[ACTION:B{} ")]
    assert parts == read("brackets", list(reply))


@pytest.mark.parametrize("odd", ["\x00", "\x1b", "\ud83d", "\ufeff", "\u202e", "\r", "😀"])
def test_odd_characters_pass(odd: str) -> None:
    parts = read("brackets", list(f"{odd}a{odd}[ACTION:A]{{}}[/ACTION]{odd}[ACTION:{odd}]{{}}[/ACTION]"))
    assert text(parts) == f"{odd}a{odd}{odd}"
    assert len(asked(parts)) == 1
    assert [part.raw for part in parts if isinstance(part, Malformed)] == [f"[ACTION:{odd}]{{}}[/ACTION]"]


def test_a_lone_surrogate_in_parameters_passes() -> None:
    assert asked(read("brackets", '[ACTION:A]{"a": "\ud83d"}[/ACTION]')) == [("A", {"a": "\ud83d"})]
