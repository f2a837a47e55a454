"""Finds where the elements within an action end, without reading what they say."""

import re

from engine.embedded.notation import LONGEST_TAG, Broken
from engine.embedded.parts import DEEPEST
from engine.embedded.source import Source, Waiting

_NAME = rb"[A-Za-z_][A-Za-z0-9_.\-]*"
_ATTRIBUTE = rb"""[ \t\r\n]+[^<>"'=/ \t\r\n]+[ \t\r\n]*=[ \t\r\n]*(?:"[^<"]*"|'[^<']*')"""
_TAG = re.compile(
    rb"<(?:(?P<opened>" + _NAME + rb")(?:" + _ATTRIBUTE + rb")*[ \t\r\n]*(?P<alone>/?)"
    rb"|/(?P<closed>" + _NAME + rb")[ \t\r\n]*)>"
)
_ENDED = re.compile(rb"""<(?:[^<>"']|"[^<"]*"|'[^<']*')*>""")
_CDATA = b"<![CDATA["
_CDATA_STOPS = re.compile(rb"\]\]>|</?action(?=[ \t\r\n/>])", re.IGNORECASE)
_LONGEST_STOP = len(b"</action>")
_WORD = b"action"


def elements_end(source: Source, at: int, limit: int) -> Waiting[int]:
    """Where the elements at `at` end, which is where the action's closing tag begins.

    Broken if they do not, or only after `limit`. If the reply ends within them, beyond the reply.
    """
    data = source.data
    within: list[bytes] = []
    while True:
        found = data.find(b"<", at, limit)
        if found < 0:
            at = min(len(data), limit)
            if at == limit:
                raise Broken("they have no end")
            if source.ended:
                return len(data) + 1
            yield
            continue
        at = found
        tag = yield from _tag(source, at)
        if tag is None:
            if source.ended and _may_become_tag(data[at : at + LONGEST_TAG]):
                return len(data) + 1
            if not data.startswith(_CDATA, at):
                raise Broken("there is something in them that is neither a text nor an element")
            at = yield from _cdata_end(source, at + len(_CDATA), limit)
            continue
        if closed := tag["closed"]:
            if not within and closed.lower() == _WORD:
                return at
            if not within or closed != within.pop():
                raise Broken("their elements do not close in the order they open")
        elif tag["opened"].lower() == _WORD:
            raise Broken("another action's tag stands in them")
        elif not tag["alone"]:
            within.append(tag["opened"])
            if len(within) > DEEPEST:
                raise Broken(f"they are nested deeper than {DEEPEST} levels")
        at = tag.end()


def _tag(source: Source, at: int) -> Waiting[re.Match[bytes] | None]:
    """The tag at a position, or None if it is none."""
    data = source.data
    while True:
        if found := _TAG.match(data, at, at + LONGEST_TAG):
            return found
        if source.ended or not _may_become_tag(data[at : at + LONGEST_TAG]):
            return None
        yield


def _may_become_tag(begun: bytearray) -> bool:
    if len(begun) == LONGEST_TAG or begun.startswith(_CDATA):
        return False
    return b"<" not in begun[1:] and not _ENDED.match(begun)


def _cdata_end(source: Source, at: int, limit: int) -> Waiting[int]:
    """Where the text that begins at `at` ends; Broken and beyond the reply as above."""
    data = source.data
    while True:
        if found := _CDATA_STOPS.search(data, at, limit):
            if found.group() == b"]]>":
                return found.end()
            raise Broken("another action's tag stands in them")
        if len(data) >= limit:
            raise Broken("they have no end")
        if source.ended:
            return len(data) + 1
        at = max(at, len(data) - _LONGEST_STOP)
        yield
