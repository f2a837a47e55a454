"""The parsers of actions in replies, over finding the marks of the same text with one regular expression."""

import gc
import json
import re
import time
from functools import partial

from benchmarks.measures import Case, Figure, Sample, Scenario
from engine.embedded.formats import parser_for
from schemas.documents.embedded_actions import Format

_SIZE = 50_000
"""Characters of a reply; the growth is measured with twice as many."""
_TOKEN = 4
"""Characters that are fed at a time."""
_PROSE = """
Yes, let us look at that again: what *would* you do if nobody watched?

- [x] You said `work`, and you
- said **play** (see [the list](https://example.org)).

A good day, in 3 < 4 words, has both of them.
"""
_SAVED = {"identity": "Creative Visionary", "category": "PASSIONS", "description": "Sees what could be."}
_FLOOR = re.compile(r"\[/?ACTION[:\]]|</?action[ >]|[`\n]|\"reply\"|\\", re.IGNORECASE)

_AROUND = "Noted.\n\n{}\n\nWhat else comes to mind?\n\n"
_ELEMENTS = "".join(f"<{key}>{value}</{key}>\n" for key, value in _SAVED.items())
_ACTIONS: dict[Format, str] = {
    "brackets": _AROUND.format(f"[ACTION:SAVE_IDENTITY]{json.dumps(_SAVED)}[/ACTION]"),
    "xml": _AROUND.format(f"<action name='SAVE_IDENTITY'>\n{_ELEMENTS}</action>"),
    "json": json.dumps({"name": "SAVE_IDENTITY", "parameters": _SAVED}) + ",\n",
}
_HOSTILE: dict[Format, tuple[str, ...]] = {
    "brackets": ("[", "`", "`\n", "[ACTION:A]", '[ACTION:A]{"', "` [ACTION:A]``", "[ACTION:A]{a}\n"),
    "xml": ("<", "`\n", '<action name="', *(f'<action name="A">{c}' for c in ('{"', "<b>", "<![CDATA["))),
    "json": ("\\ud83d", "[", '{"a":', '", "reply": "'),
}


def _whole(written: Format, unit: str, size: int, *, actions: bool = False) -> str:
    """About so many characters of `unit`, as a reply of the format."""
    repeated = unit * (size // len(unit))
    if written != "json":
        return repeated
    if actions:
        return f'{{"reply": "Noted.", "actions": [{repeated.rstrip().rstrip(",")}]}}'
    return '{"reply": "' + (json.dumps(repeated)[1:-1] if unit is _PROSE else repeated)


def _parse(written: Format, reply: str, token: int = _TOKEN) -> float:
    """Seconds of CPU."""
    parser = parser_for(written)
    gc.collect()
    before = time.process_time()
    for at in range(0, len(reply), token):
        parser.feed(reply[at : at + token])
    parser.close()
    return time.process_time() - before


def _scan(reply: str) -> float:
    gc.collect()
    before = time.process_time()
    for _ in range(5):
        sum(1 for _ in _FLOOR.finditer(reply))
    return (time.process_time() - before) / 5


def _sample(seconds: float, reply: str) -> Sample:
    size = len(reply.encode("utf-8", "surrogatepass")) / 1e6
    return {"of a MB": seconds / size * 1000, "MB/s": size / seconds}


def _parsed(written: Format, units: tuple[str, ...], *, actions: bool = False) -> Sample:
    """The slowest of these replies, and the most that the time of any grows when it is twice as long."""
    slowest: Sample = {"of a MB": 0.0}
    growth = 0.0
    for unit in units:
        reply = _whole(written, unit, _SIZE, actions=actions)
        once = _parse(written, reply)
        growth = max(growth, _parse(written, _whole(written, unit, 2 * _SIZE, actions=actions)) / once)
        sample = {
            **_sample(once, reply),
            "at once": _sample(_parse(written, reply, len(reply)), reply)["MB/s"],
        }
        slowest = max(slowest, sample, key=lambda sample: sample["of a MB"])
    return {**slowest, "growth": growth}


def _scanned(written: Format, units: tuple[str, ...], *, actions: bool = False) -> Sample:
    """The same of the regular expression."""
    replies = [_whole(written, unit, _SIZE, actions=actions) for unit in units]
    return max((_sample(_scan(reply), reply) for reply in replies), key=lambda sample: sample["of a MB"])


def scenario() -> Scenario:
    """Prose, many actions and hostile replies, through the parser of each format."""
    cases: list[Case] = []
    figures: list[Figure] = []
    for written, action in _ACTIONS.items():
        for kind, units in (("prose", (_PROSE,)), ("actions", (action,)), ("hostile", _HOSTILE[written])):
            name, floor = f"{written} {kind}", f"{written} {kind} scanned"
            actions = kind == "actions"
            cases.append(Case(name, partial(_parsed, written, units, actions=actions)))
            cases.append(Case(floor, partial(_scanned, written, units, actions=actions)))
            figures += [
                Figure(f"{written}, {kind}", name, "MB/s", "MB/s"),
                Figure(f"{written}, {kind}, fed at once", name, "at once", "MB/s"),
                Figure(f"{written}, {kind}: a MB", name, "of a MB", "ms", floor),
                Figure(f"{written}, {kind}: twice as much", name, "growth", "× time", goal=2.5),
            ]
    return Scenario(
        "Replies with actions",
        f"CPU of parsers fed {_TOKEN} characters at a time, {_SIZE:,} in all, over finding the marks in the "
        "whole text with one regular expression. Hostile: the slowest of several.",
        cases,
        figures,
    )
