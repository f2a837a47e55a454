"""Replies made of the pieces that matter, well and badly put together, cut anywhere."""

import json

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from schemas.documents.embedded_actions import Format

_WORDS = [
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    " ",
    "  ",
    ". ",
    "text",
    "é",
    "😀",
    "\ud83d",
    "\x00",
    "\x1b",
    "\\",
    '"',
    "'",
]
_CODE = [
    "`",
    "``",
    "```",
    "````",
    "~~~",
    "~~~~",
    "   ```",
    "    ```",
    "```json\n",
    "\n```\n",
    "\n~~~\n",
    "`a`",
]
_JSON = r"""
{ ¦ } ¦ {} ¦ [ ¦ ] ¦ : ¦ , ¦ 1 ¦ NaN ¦ {"a": 1} ¦ {"a": " ¦ "} ¦ "a": ¦ {"a": 1, "a": 2} ¦ {"a": "x\"
¦ {"t": "[/ACTION]"} ¦ {"t": "</action>"} ¦ {"a": [{"b": null}]} ¦ \u00e9 ¦ \ud83d"""
_MARKUP: dict[Format, str] = {
    "brackets": """
[ACTION:A] ¦ [action:Save_It] ¦ [ACTION:1] ¦ [ACTION: ¦ [ACTION:] ¦ [/ACTION] ¦ [/action] ¦ [AC ¦ ION:Q]
¦ [ACTION:A]{}[/ACTION] ¦ [ACTION:B]{"a": "[/ACTION]"}[/ACTION] ¦ [ACTION:C] [/ACTION] ¦ TION:Q]{} ¦ TION]
¦ [/ACT ¦ [[ ¦ [link](x) ¦ [ACTION:E]{x} ¦ [ACTION:D]{}[/ACTION]""",
    "xml": """
<action name="A"> ¦ <action name='B'/> ¦ <action> ¦ <action ¦ <action name=" ¦ </action> ¦ </act ¦ </action >
¦ <action name="C"><a>1</a></action> ¦ <action name="D">{"a": "</action>"}</action> ¦ <a> ¦ </a> ¦ <b/>
¦ < ¦ /> ¦ <![CDATA[ ¦ ]]> ¦ &amp; ¦ &x; ¦ <!-- ¦ <?x ¦ <param name="p"> ¦ </param> ¦ <act ¦ > ¦ name="H"
¦ ion name="Q"/> ¦ <action name="E"/>""",
    "json": r"""
{"reply": " ¦ " ¦ ", "actions": [ ¦ {"name": "A"} ¦ {"name": "B", "parameters": {}} ¦ ]} ¦ , ¦ \n
¦ "reply": "b" ¦ "actions": [ ¦ {"reply": "a", "actions": [ ¦ "x": [1, 2] ¦ \ude00 ¦ \ ¦ \u12""",
    "tools": "[ACTION:A] ¦ <action> ¦ {",
}


def _pieces(listed: str) -> list[str]:
    return [piece.strip() for piece in listed.split("¦")]


def replies(written: Format) -> SearchStrategy[str]:
    """Replies with markup of this format, most of them broken somewhere."""
    pieces = [*_WORDS, *_CODE, *_pieces(_JSON), *_pieces(_MARKUP[written]) * 3]
    loose = st.lists(st.sampled_from(pieces), max_size=14).map("".join)
    return mutated(loose | whole_json()) if written == "json" else mutated(loose)


@st.composite
def whole_json(draw: DrawFn) -> str:
    """A reply of the format `json` that is as it should be."""
    names = st.sampled_from(["A", "B_2", "bad name", ""])
    parameters = st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=5), max_size=3)
    actions = st.lists(st.fixed_dictionaries({"name": names, "parameters": parameters}), max_size=3)
    reply = {"reply": draw(st.text(max_size=20)), "actions": draw(actions)}
    return json.dumps(reply, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1])))


@st.composite
def mutated(draw: DrawFn, whole: SearchStrategy[str]) -> str:
    """A reply that may have lost, doubled or got something somewhere."""
    reply = draw(whole)
    for _ in range(draw(st.integers(0, 2))):
        start = draw(st.integers(0, len(reply)))
        end = draw(st.integers(start, min(len(reply), start + 12)))
        put = draw(st.sampled_from(["", reply[start:end] * 2, "`", "\n", '"', "[", "<", "\\"]))
        reply = reply[:start] + put + reply[end:]
    return reply


@st.composite
def chunked(draw: DrawFn, whole: SearchStrategy[str]) -> tuple[str, list[str]]:
    """A reply, and the same in chunks, some of which may be empty."""
    reply = draw(whole)
    if draw(st.booleans()):
        return reply, list(reply)
    cuts = sorted(draw(st.lists(st.integers(0, len(reply)), max_size=12)))
    ends = [*cuts, len(reply)]
    return reply, [reply[start:end] for start, end in zip([0, *cuts], ends, strict=True)]
