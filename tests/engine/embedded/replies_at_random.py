"""Replies made of the pieces that matter, well and badly put together, cut anywhere."""

import json
from itertools import cycle

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

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
¦ < ¦ /> ¦ <p n=">"> ¦ <param name='>'>
¦ <![CDATA[ ¦ ]]> ¦ &amp; ¦ &x; ¦ <!-- ¦ <?x ¦ <param name="p"> ¦ </param> ¦ <act ¦ > ¦ name="H"
¦ ion name="Q"/> ¦ <action name="E"/>""",
    "json": r"""
{"reply": " ¦ " ¦ ", "actions": [ ¦ {"name": "A"} ¦ {"name": "B", "parameters": {}} ¦ ]} ¦ , ¦ \n
¦ "reply": "b" ¦ "actions": [ ¦ {"reply": "a", "actions": [ ¦ "x": [1, 2] ¦ \ude00 ¦ \ ¦ \u12""",
    "tools": "[ACTION:A] ¦ <action> ¦ {",
}


_PUT = ("", "`", "\n", '"', "[", "<", "\\")


def replies(written: Format) -> SearchStrategy[str]:
    """Replies with markup of this format, most of them broken somewhere.

    Each is made of a few bytes, which is much quicker to draw than every piece for itself.
    """
    pieces = [*_WORDS, *_CODE, *_pieces(_JSON), *_pieces(_MARKUP[written]) * 3]

    def reply(chosen: bytes, changes: bytes) -> str:
        words = [pieces[number % len(pieces)] for number in chosen]
        whole = written == "json" and len(chosen) % 2
        return _changed(_whole_json(words) if whole else "".join(words), changes)

    few, many = st.binary(max_size=8), st.binary(min_size=8, max_size=20)
    return st.builds(reply, few | many, st.binary(max_size=4))


def chunked(whole: SearchStrategy[str]) -> SearchStrategy[tuple[str, list[str]]]:
    """A reply, and the same in chunks, some of which may be empty."""

    def cut(reply: str, lengths: bytes) -> tuple[str, list[str]]:
        sizes = [length % 16 for length in lengths]
        chunks: list[str] = []
        at = 0
        for size in cycle(sizes if any(sizes) else [1]):
            if at >= len(reply):
                break
            chunks.append(reply[at : at + size])
            at += size
        return reply, chunks

    return st.builds(cut, whole, st.binary(max_size=6))


def _pieces(listed: str) -> list[str]:
    return [piece.strip() for piece in listed.split("¦")]


def _whole_json(words: list[str]) -> str:
    """A reply that is as it should be, but perhaps for its actions' names."""
    middle = len(words) // 2
    names = ["A", "B_2", "bad name", ""]
    actions = [
        {"name": names[len(word) % 4], "parameters": {word: words[:at]}}
        for at, word in enumerate(words[middle:])
    ]
    reply = {"reply": "".join(words[:middle]), "actions": actions}
    return json.dumps(reply, ensure_ascii=len(words) % 4 == 1, indent=1 if len(words) % 3 else None)


def _changed(reply: str, changes: bytes) -> str:
    """The reply with something taken out, doubled or put in at up to two places."""
    for where, what in zip(changes[::2], changes[1::2], strict=False):
        start = where * len(reply) // 256
        end = min(len(reply), start + what // 16)
        put = reply[start:end] * 2 if what % 8 == 7 else _PUT[what % 8]
        reply = reply[:start] + put + reply[end:]
    return reply
