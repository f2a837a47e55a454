"""What a prompt says to the painter: which words choose place, time, weather, subjects and mood.

Only a word list: no grammar, no model. Words it does not know change the seed alone.
"""

import re

from engine.providers.sketch.vocabulary import (
    DETAILS,
    HOMES,
    HUES,
    MOODS,
    PLACES,
    SUBJECTS,
    TIMES,
    TRAITS,
    WEATHER,
)
from schemas.frozen import frozen

# Each entry: what is chosen, then the words (or short phrases) that choose it.
_COUNTS = {
    "two": 2,
    "couple": 2,
    "pair": 2,
    "lovers": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
}
_MANY = {"people", "friends", "children", "family", "men", "women"}
_INDOORS_ANYWAY = (
    " indoor indoors interior room kitchen bedroom library cafe attic study living_room brick_wall "
)
_IRREGULAR = {"leaves": "leaves", "wolves": "wolf", "men": "men", "women": "women", "children": "children"}


@frozen
class Subject:
    """Something to be seen: what, how many, and (of people) who and how."""

    kind: str
    count: int = 1
    traits: tuple[str, ...] = ()


@frozen
class Reading:
    """What the words chose. `place` and `time` are empty when no word named them."""

    place: str
    time: str
    weather: tuple[str, ...]
    subjects: tuple[Subject, ...]
    mood: str
    hues: tuple[str, ...]
    details: tuple[str, ...]

    def subject(self, kind: str) -> Subject | None:
        return next((subject for subject in self.subjects if subject.kind == kind), None)

    def shows(self, *kinds: str) -> bool:
        return any(subject.kind in kinds for subject in self.subjects)


def _phrases(words: str) -> list[str]:
    return [word.replace("_", " ") for word in words.split()]


def _text_of(prompt: str) -> str:
    """Lower-case words, plurals also as singulars, with spaces around: ready for phrase search."""
    found: list[str] = re.findall(r"[a-z]+", prompt[:4000].lower())
    singular = [
        _IRREGULAR.get(w, w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith("ss") else w)
        for w in found
    ]
    return f" {' '.join(found)} | {' '.join(singular)} "


def _first(text: str, table: dict[str, str]) -> str:
    """The entry whose word comes first in the text; entries listed earlier win ties."""
    best, where = "", len(text)
    for name, words in table.items():
        for phrase in _phrases(words):
            at = text.find(f" {phrase} ")
            if 0 <= at < where:
                best, where = name, at
    return best


def _all(text: str, table: dict[str, str]) -> tuple[str, ...]:
    return tuple(
        name for name, words in table.items() if any(f" {phrase} " in text for phrase in _phrases(words))
    )


def read(prompt: str) -> Reading:
    """Everything the word list finds in `prompt`."""
    text = _text_of(prompt)
    subjects = _subjects(text)
    return Reading(
        place=_place(text, subjects),
        time=_first(text, TIMES),
        weather=_all(text, WEATHER),
        subjects=subjects,
        mood=_first(text, MOODS),
        hues=_all(text, HUES),
        details=_all(text, DETAILS),
    )


def _place(text: str, subjects: tuple[Subject, ...]) -> str:
    named = set(_all(text, PLACES))
    # Some words outrank their order: a planet is in space, a room is a room whatever it looks on.
    if "space" in named:
        return "space"
    if any(f" {word.replace('_', ' ')} " in text for word in _INDOORS_ANYWAY.split()):
        return "interior"
    outdoors = {name: words for name, words in PLACES.items() if name != "interior"}
    place = _first(text, outdoors)
    if " lake " in text or " pond " in text:
        place = "lake"
    if place:
        return place
    if any(subject.kind == "bridge" for subject in subjects):
        return "lake"
    if "interior" in named or " window " in text or " portrait " in text:
        return "interior"
    return next((HOMES[s.kind] for s in subjects if s.kind in HOMES), "")


def _subjects(text: str) -> tuple[Subject, ...]:
    found: list[tuple[int, Subject]] = []
    traits = _all(text, TRAITS)
    for kind, words in SUBJECTS.items():
        places = [(text.find(f" {phrase} "), phrase) for phrase in _phrases(words)]
        seen = [(at, phrase) for at, phrase in places if at >= 0]
        if not seen:
            continue
        at, phrase = min(seen)
        before = text[:at].split()[-3:]
        count = next((_COUNTS[word] for word in reversed(before) if word in _COUNTS), 1)
        if kind == "person":
            words_here = {word for _, word in seen}
            if "crowd" in words_here:
                count = 12
            elif words_here & {"couple", "lovers"}:
                count = 2
            elif count == 1 and words_here & _MANY:
                count = 3
        elif count == 1 and f" {phrase}s " in text:
            count = 3
        found.append((at, Subject(kind, count, traits if kind == "person" else ())))
    # A space station is no train's, a robot astronaut is one person.
    kinds = {subject.kind for _, subject in found}
    if "astronaut" in kinds:
        found = [(at, subject) for at, subject in found if subject.kind != "person"]
    return tuple(subject for _, subject in sorted(found, key=lambda pair: pair[0]))
