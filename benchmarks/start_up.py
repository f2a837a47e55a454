"""From starting the program to its first frame, and to a form that can be used."""

import time

from benchmarks.measures import Case, Figure, Sample, Scenario
from benchmarks.reroll import floor, kept_home, reroll
from benchmarks.terminal.process_tree import ProcessTree
from benchmarks.terminal.program import Program

_LOOKED_AT = 1.0
"""Seconds for which a page is shown the first time; it is kept for the next time soon after."""

FORM_TEXTS = ("Subject", "Environment", "Atmosphere", "a lighthouse keeper")
"""Labels and a value of `media_prompt`'s form."""


_LETTER = "X"


def _started(program: Program, *ready: str) -> Sample:
    tree = ProcessTree(program.pid)
    first = program.wait_until(lambda screen: bool(screen.text().strip()), 30, what="a first frame")
    at = program.wait_for(*ready)
    return {
        "first_frame": (first - program.started) / 1e6,
        "ready": (at - program.started) / 1e6,
        "cpu": tree.cpu_seconds() * 1000,
    }


def _floor() -> Sample:
    with floor("one_input") as program:
        return _started(program, "floor ready")


def _home() -> Sample:
    with reroll() as program:
        return _started(program, "Picture prompt")


def _first_form() -> Sample:
    """In a fresh home: the documents are checked, the database is made."""
    with reroll("open", "media_prompt") as program:
        return _started(program, *FORM_TEXTS)


def _form() -> Sample:
    """In a home that was used before, as on every day but the first."""
    with kept_home() as home:
        look_and_quit(home)
        with reroll("open", "media_prompt", home=home) as program:
            sample = _started(program, *FORM_TEXTS)
            pressed = program.press(_LETTER)
            shown = program.wait_for(f"{_LETTER}{FORM_TEXTS[-1]}")
            return {**sample, "letter": (shown - pressed) / 1e6}


def _resumed() -> Sample:
    """A session that was left, again."""
    with kept_home() as home:
        look_and_quit(home)
        with reroll("open", "media_prompt", "--continue", home=home) as program:
            return _started(program, *FORM_TEXTS)


def look_and_quit(home: str) -> None:
    """The day before: the form is opened once in `home`, looked at and left."""
    with reroll("open", "media_prompt", home=home) as program:
        program.wait_for(*FORM_TEXTS)
        time.sleep(_LOOKED_AT)
        program.press("ctrl+q")
        program.wait_for_end()


def scenario() -> Scenario:
    """Start-up of the home screen and of a media form over a bare Textual app with one Input."""
    return Scenario(
        "Start-up",
        "From fork to the read that completes the frame; CPU of the process tree until ready.",
        [
            Case("floor", _floor),
            Case("home", _home),
            Case("form", _form),
            Case("resumed", _resumed),
            Case("first", _first_form),
        ],
        [
            Figure("bare app, ready", "floor", "ready", "ms"),
            Figure("home, first frame", "home", "first_frame", "ms", "floor", 1.4),
            Figure("home, workflows listed", "home", "ready", "ms", "floor"),
            Figure("home, CPU until then", "home", "cpu", "ms", "floor"),
            Figure("media form, first frame", "form", "first_frame", "ms", "floor"),
            Figure("media form, usable", "form", "ready", "ms", "floor", 2.0),
            Figure("media form, CPU until then", "form", "cpu", "ms", "floor"),
            Figure("media form, a letter typed at once", "form", "letter", "ms"),
            Figure("media form of a session that was left", "resumed", "ready", "ms", "floor", 2.0),
            Figure("media form, first time in a home", "first", "ready", "ms", "floor"),
        ],
    )
