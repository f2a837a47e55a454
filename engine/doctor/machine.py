"""Python, the terminal and the extras that are installed."""

import codecs
import os
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec

from engine.doctor.finding import Finding
from engine.version import program

EXTRAS: Mapping[str, tuple[str, ...]] = {
    "server": ("fastapi", "uvicorn", "prometheus_client"),
    "team": ("fastapi", "uvicorn", "prometheus_client", "psycopg", "psycopg_pool", "pgqueuer", "obstore"),
    "web": ("textual_serve",),
    "keyring": ("keyring",),
}
_FOR = {
    "server": "reroll serve",
    "team": "PostgreSQL, workers, S3",
    "web": "reroll web",
    "keyring": "keys in the system's keyring",
}
_NEEDED = ("textual", "pydantic", "httpx", "websockets", "jinja2", "jsonschema", "aiosqlite", "PIL", "numpy")
_OLDEST = (3, 11)
_COLUMNS, _LINES = 80, 24


def look_at_machine() -> Iterator[Finding]:
    """All of it; reads the environment alone."""
    yield _python()
    yield from _terminal(os.environ)
    yield from _extras()


def _python() -> Finding:
    says = f"{program()} on Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    if sys.version_info < _OLDEST:
        return Finding("Python", "failed", says, "Install Python 3.11 or newer, and Reroll with it.")
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        return Finding("Python", "failed", f"{says}; {', '.join(missing)} missing", "Install Reroll anew.")
    return Finding("Python", "ok", says)


def _terminal(environment: Mapping[str, str]) -> Iterator[Finding]:
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty()):
        yield Finding(
            "terminal", "note", "none here: commands work, the screen does not", "Run it in a terminal."
        )
    else:
        yield _screen(environment)
    yield _encoding(environment)


def _screen(environment: Mapping[str, str]) -> Finding:
    term = environment.get("TERM", "")
    columns, lines = shutil.get_terminal_size()
    within = [
        name
        for name, variable in (("tmux", "TMUX"), ("screen", "STY"), ("ssh", "SSH_CONNECTION"))
        if environment.get(variable)
    ]
    kitty = "KITTY_WINDOW_ID" in environment or "kitty" in term
    colours = "16 million" if environment.get("COLORTERM") in ("truecolor", "24bit") else "256 or fewer"
    facts = [f"TERM={term or '(unset)'}", f"{columns}×{lines}", f"{colours} colours"]
    facts += [f"in {' in '.join(within)}"] if within else []
    facts += ["pictures in pixels"] if kitty and not within else []
    says = ", ".join(facts)
    if term in ("", "dumb"):
        return Finding("terminal", "failed", says, "Set TERM, for example TERM=xterm-256color.")
    if columns < _COLUMNS or lines < _LINES:
        return Finding("terminal", "warning", says, f"Make it {_COLUMNS}×{_LINES} or larger.")
    if environment.get("NO_COLOR"):
        return Finding("terminal", "note", f"{says}, NO_COLOR", "Unset NO_COLOR to see pictures in colour.")
    if "tmux" in within and colours != "16 million":
        todo = "In tmux.conf: set -ga terminal-features ',*:RGB', and COLORTERM=truecolor."
        return Finding("terminal", "note", says, todo)
    return Finding("terminal", "ok", says)


def _encoding(environment: Mapping[str, str]) -> Finding:
    said = next((environment[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environment.get(name)), "")
    encoding = codecs.lookup(getattr(sys.stdout, "encoding", None) or "ascii").name
    says = f"{encoding}, {said or 'no locale is set'}"
    if encoding != "utf-8":
        return Finding("encoding", "warning", says, "Set LANG=C.UTF-8, or PYTHONUTF8=1: signs are lost.")
    return Finding("encoding", "ok", says)


def _extras() -> Iterator[Finding]:
    for extra, modules in EXTRAS.items():
        missing = [name for name in modules if find_spec(name) is None]
        if not missing:
            yield Finding(f"extra {extra}", "ok", f"installed, for {_FOR[extra]}")
        else:
            todo = f"For {_FOR[extra]}: pip install 'reroll[{extra}]'"
            yield Finding(f"extra {extra}", "note", f"not here: {', '.join(missing)}", todo)
