"""Reroll as the benchmarks start it: from this checkout, with a home of its own."""

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.terminal.program import Program

CHECKOUT = Path(__file__).parents[1]
WORKFLOWS = Path(__file__).parent / "workflows"
PROVIDER = "loopback"


@contextlib.contextmanager
def kept_home() -> Iterator[str]:
    """A home folder for several runs."""
    with tempfile.TemporaryDirectory(prefix="reroll-benchmark-", ignore_cleanup_errors=True) as home:
        yield home


@contextlib.contextmanager
def reroll(*arguments: str, url: str = "", model: str = "", home: str = "") -> Iterator[Program]:
    """Run `reroll *arguments` in `home` or a fresh one; texts come from `model` at `url` if that is given."""
    with contextlib.ExitStack() as stack:
        home = home or stack.enter_context(kept_home())
        if url:
            (Path(home) / "config.toml").write_text(
                f'[defaults]\ntext = "{PROVIDER}"\n'
                f'[providers.{PROVIDER}]\nkind = "openai"\nbase_url = "{url}"\nmodel = "{model}"\n'
            )
        with Program(
            [sys.executable, "-m", "tui.command", *arguments],
            environment={"REROLL_HOME": home},
            folder=CHECKOUT,
        ) as program:
            yield program


@contextlib.contextmanager
def floor(module: str, *arguments: str) -> Iterator[Program]:
    """Run a program of `benchmarks/floors/` in the same interpreter and terminal size."""
    argv = [sys.executable, "-m", f"benchmarks.floors.{module}", *arguments]
    with Program(argv, folder=CHECKOUT) as program:
        yield program
