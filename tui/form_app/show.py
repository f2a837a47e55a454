"""Opens a form on the terminal and prints what was submitted."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from engine.form.model import FormModel

SUBMITTED, NO_TERMINAL, LEFT = 0, 2, 130
"""Exit codes."""


def show_form(model: FormModel) -> int:
    """Show the form until it is submitted (its JSON goes to standard output) or left (nothing does).

    The screen is drawn on standard error, so that standard output stays for the JSON; where
    one of the streams is no terminal, the controlling terminal takes its place.
    """
    if not _take_terminal():
        sys.stderr.write("reroll: the form needs a terminal\n  `--check` works without one\n")
        return NO_TERMINAL
    from engine.home import home_folder  # noqa: PLC0415 - not needed where there is no terminal
    from tui.form_app.app import FormApp  # noqa: PLC0415

    app = FormApp(model, home_folder())
    with _measured_by_standard_error():
        submitted = app.run()
    if app.return_code:
        return app.return_code
    if submitted is None:
        return LEFT
    sys.stdout.write(json.dumps(submitted.value, ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()
    return SUBMITTED


@contextmanager
def _measured_by_standard_error() -> Iterator[None]:
    """Textual asks standard output how large the terminal is, which may be a file here."""
    before = sys.__stdout__
    sys.__stdout__ = sys.__stderr__  # type: ignore[misc]
    try:
        yield
    finally:
        sys.__stdout__ = before  # type: ignore[misc]


def _take_terminal() -> bool:
    """Make standard input and standard error the terminal; whether there is one."""
    if "TEXTUAL_DRIVER" in os.environ:
        return True
    missing = [number for number in (0, 2) if not _is_terminal(number)]
    if not missing:
        return True
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        return False
    for number in missing:
        os.dup2(terminal, number)
    os.close(terminal)
    return True


def _is_terminal(number: int) -> bool:
    try:
        return os.isatty(number)
    except OSError:
        return False
