"""Actions written as XML."""

import pytest

from engine.embedded.parts import LONGEST_PARAMETERS, Asked, Text
from tests.engine.embedded.reading import asked, broken, read, reasons, text


def _elements(contents: str) -> object:
    reply = f'<action name="A">{contents}</action>'
    parts = read("xml", reply)
    assert parts == read("xml", list(reply))
    (action,) = parts
    assert isinstance(action, Asked), action
    return action.parameters


def test_an_action_between_texts() -> None:
    raw = '<action name="SAVE_IDENTITY"><identity>Creative</identity></action>'
    assert read("xml", f"Noted. {raw} Go on?") == [
        Text("Noted. "),
        Asked("SAVE_IDENTITY", {"identity": "Creative"}, raw),
        Text(" Go on?"),
    ]


@pytest.mark.parametrize(
    ("contents", "parameters"),
    [
        ("", {}),
        (" \n ", {}),
        ('{"a": 1}', {"a": 1}),
        ('\n{"a": "</action> <b> & &lt;"}\n', {"a": "</action> <b> & &lt;"}),
        ("<a>1</a><b/>", {"a": "1", "b": ""}),
        ("\n <a> x \n</a>\n", {"a": " x \n"}),
        ('<param name="a b">1</param>', {"a b": "1"}),
        ('<param name="a>b">1</param>', {"a>b": "1"}),
        ("<param name='action'>1</param>", {"action": "1"}),
        ("<param>1</param>", {"param": "1"}),
        ("<a><b>1</b><c><d>2</d></c></a>", {"a": {"b": "1", "c": {"d": "2"}}}),
        ("<a>1</a><a>2</a><a><b>3</b></a>", {"a": ["1", "2", {"b": "3"}]}),
        ("<a>1</a><param name='a'>2</param>", {"a": ["1", "2"]}),
        ("<a>&lt;&gt;&amp;&quot;&apos;&#233;&#x1F600;</a>", {"a": "<>&\"'é😀"}),
        ("<a><![CDATA[<b> & ]] > ]]></a>", {"a": "<b> & ]] > "}),
        ('<![CDATA[{"a": "<b>"}]]>', {"a": "<b>"}),
        ("<a>`x`\n```\n</a>", {"a": "`x`\n```\n"}),
        ("<a >1</a\n>", {"a": "1"}),
        ("<param\n name = 'a'\n>1</param>", {"a": "1"}),
    ],
)
def test_parameters(contents: str, parameters: object) -> None:
    assert _elements(contents) == parameters


@pytest.mark.parametrize(
    "tag",
    [
        '<action name="A"/>',
        "<ACTION name = 'A' />",
        '<Action  name="A" ></ACTION >',
        '<action name="A">\n</action>',
    ],
)
def test_tags(tag: str) -> None:
    assert asked(read("xml", f"x {tag} y")) == [("A", {})]
    assert text(read("xml", f"x {tag} y")) == "x  y"


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ("<a>&lol;</a>", "undefined entity"),
        ("<a>&nbsp;</a>", "undefined entity"),
        ("<a>x & y</a>", "not well-formed"),
        ("<a>&#0;</a>", "invalid character number"),
        ("<a>\x00</a>", "not well-formed"),
        ("<a>\x1b</a>", "not well-formed"),
        ("<a>\ud83d</a>", "invalid character"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "neither a text nor an element"),
        ('<!ENTITY b "c"><a>&b;</a>', "neither a text nor an element"),
        ("<?php x ?>", "neither a text nor an element"),
        ("<a><!-- note --></a>", "neither a text nor an element"),
        ("<a>1 < 2</a>", "neither a text nor an element"),
        ("<a>1</b>", "order they open"),
        ("<a>", "order they open"),
        ("</a>", "order they open"),
        ("<a>x<b>1</b></a>", "text beside the elements of 'a'"),
        ("<a>1</a> and more", "text beside the elements"),
        ('<a b="1">1</a>', "'a' has attributes"),
        ('<param name="a" type="b">1</param>', "'param' has attributes"),
        ('<a b="1" b="2">1</a>', "duplicate attribute"),
        ("<a>" * 33 + "</a>" * 33, "deeper than 32"),
        ('<![CDATA[{"a": 1,}]]>', "double quotes"),
        ("<![CDATA[text]]>", "cannot be read"),
        ('{"a": 1, "a": 2}', "there twice"),
        ("{a}", "a key in double quotes"),
        ("some words", "not an object"),
    ],
)
def test_broken_contents_up_to_the_closing_tag(contents: str, said: str) -> None:
    reply = f'Yes. <action name="A">{contents}</action> No. <action name="B"/>'
    parts = read("xml", reply)
    assert text(parts) == "Yes.  No. "
    assert said in reasons(parts)[0]
    assert asked(parts) == [("B", {})]
    assert parts == read("xml", list(reply))


@pytest.mark.parametrize(
    "tag",
    [
        "<action>",
        "<action >",
        '<action id="A">',
        '<action name="A" id="1">',
        '<action name="">',
        '<action name="A B">',
        "<action name=A>",
        '<action name="1">',
        '<action name="&lt;">',
    ],
)
def test_badly_named(tag: str) -> None:
    parts = read("xml", f"{tag}<a>1</a></action> rest")
    assert broken(parts) == [f"{tag}<a>1</a></action>"]
    assert "name" in reasons(parts)[0]
    assert text(parts) == " rest"


@pytest.mark.parametrize(
    "reply",
    [
        "1 < 2 and <b>bold</b> <actions> <act",
        "<action",
        '<action name="A',
        '<action name="A\n">',
        '<action name="A<"',
        "</action",
        "<action:x/>",
        "<actionname='A'/>",
        '<action name="' + "A" * 400 + '"/>',
        "<<<<",
    ],
)
def test_what_only_looks_like_markup_is_text(reply: str) -> None:
    assert read("xml", reply) == [Text(reply)]
    assert read("xml", list(reply)) == [Text(reply)]


@pytest.mark.parametrize(
    ("reply", "visible", "dropped"),
    [
        ("Use <action name='A'> to save.\nMore", "Use  to save.\nMore", ["<action name='A'>"]),
        ("<action name='A'>{} x\nMore", " x\nMore", ["<action name='A'>{}"]),
        ("<action name='A'><a>1</a>\n\nMore", "", ["<action name='A'><a>1</a>\n\nMore"]),
        ("<action name='A'><a>1\n</b></action>More", "More", ["<action name='A'><a>1\n</b></action>"]),
        # An action's tag never stands in another action, not in CDATA either.
        ("<action name='A'><a>\n<action name='B'/> x", " x", ["<action name='A'><a>"]),
        (
            "<action name='A'><![CDATA[</action>]]></action>",
            "]]>",
            ["<action name='A'><![CDATA[</action>", "</action>"],
        ),
        ("Stray </action> tag", "Stray  tag", ["</action>"]),
        ("Yes <action name='A'><a>te", "Yes ", ["<action name='A'><a>te"]),
        ("Yes <action name='A'><a>te</", "Yes ", ["<action name='A'><a>te</"]),
        ("Yes <action name='A'><![CDATA[ x", "Yes ", ["<action name='A'><![CDATA[ x"]),
        ("Yes <action name='A'>", "Yes ", ["<action name='A'>"]),
    ],
)
def test_the_way_back_to_the_text(reply: str, visible: str, dropped: list[str]) -> None:
    parts = read("xml", reply)
    assert text(parts) == visible
    assert broken(parts) == dropped
    assert parts == read("xml", list(reply))


def test_too_long() -> None:
    parts = read("xml", f'<action name="A"><a>{"x" * LONGEST_PARAMETERS}</a></action> more')
    assert text(parts) == " more"
    assert "longer than 32,768" in reasons(parts)[0]


def test_entities_are_not_expanded_into_laughs() -> None:
    declared = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    reply = f'<action name="A"><!DOCTYPE l [<!ENTITY l0 "lol">{declared}]><a>&l9;</a></action>.'
    parts = read("xml", reply)
    assert (asked(parts), text(parts)) == ([], ".")


def test_markup_cannot_be_put_together_around_markup() -> None:
    reply = '<act<action name="A"/>ion name="B"/> <action name="C"/>'
    parts = read("xml", reply)
    assert asked(parts) == [("A", {}), ("C", {})]
    assert text(parts) == '<action name="B"/ '
    assert read("xml", text(parts)) == [Text(text(parts))]
    assert parts == read("xml", list(reply))
