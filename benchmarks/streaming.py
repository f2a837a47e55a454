"""A long reply as fast as it can be sent: when its end is seen, and what it costs."""

import time

from benchmarks.chat_server import END_MARKER, WARM_MARKER, ChatServer
from benchmarks.measures import Case, Figure, Sample, Scenario
from benchmarks.reroll import WORKFLOWS, floor, reroll
from benchmarks.terminal.process_tree import ProcessTree
from benchmarks.terminal.program import Program

_TOKENS = 5000
_MODEL = f"10,{_TOKENS}"
_CALM = 0.03  # Of one core: less CPU than this counts as the work being done.
_CALM_FOR = 0.5


def _streamed(server: ChatServer, program: Program, key: str) -> Sample:
    tree = ProcessTree(program.pid)
    program.settle(0.5)
    cold = tree.cpu_seconds()
    program.press(key)
    program.wait_for(WARM_MARKER, seconds=60)
    _wait_until_calm(tree)
    cold = tree.cpu_seconds() - cold
    cpu, memory, written = tree.cpu_seconds(), tree.resident_mib(), len(program.output)
    pressed = program.press(key)
    shown = program.wait_for(END_MARKER, seconds=60)
    sent = server.last_token_sent()
    _wait_until_calm(tree)
    return {
        "end_shown": max(0.0, (shown - sent) / 1e9),
        "whole": (shown - pressed) / 1e9,
        "cpu": tree.cpu_seconds() - cpu,
        "cold": cold,
        "memory": tree.resident_mib() - memory,
        "written": (len(program.output) - written) / 1024,
    }


def _wait_until_calm(tree: ProcessTree, longest: float = 30.0) -> None:
    """Wait until the program has hardly used the CPU for a while: storing may follow showing."""
    end = time.monotonic() + longest
    used = tree.cpu_seconds()
    while time.monotonic() < end:
        time.sleep(_CALM_FOR)
        now = tree.cpu_seconds()
        if now - used < _CALM * _CALM_FOR:
            return
        used = now


def _floor(server: ChatServer) -> Sample:
    with floor("line_log", server.url, _MODEL) as program:
        program.wait_for("floor ready")
        return _streamed(server, program, "enter")


def _form(server: ChatServer) -> Sample:
    with reroll("open", str(WORKFLOWS / "stream"), url=server.url, model=_MODEL) as program:
        program.wait_for("form ready")
        return _streamed(server, program, "f5")


def scenario(server: ChatServer) -> Scenario:
    """A reply of 5,000 tokens over the same reply in a bare log."""
    return Scenario(
        "Streaming",
        f"{_TOKENS:,} tokens from a loopback server at full speed; end: from sending the last token to the "
        "read that shows it; CPU of the process tree from the key until the work is done. It is the second "
        "reply of the program; the first one imports the HTTP client.",
        [Case("floor", lambda: _floor(server)), Case("form", lambda: _form(server))],
        [
            Figure("bare log, end shown after", "floor", "end_shown", "s"),
            Figure("form, end shown after", "form", "end_shown", "s", goal=0.15),
            Figure("bare log, key to end", "floor", "whole", "s"),
            Figure("form, key to end", "form", "whole", "s", "floor"),
            Figure("bare log, CPU", "floor", "cpu", "s"),
            Figure("form, CPU", "form", "cpu", "s", "floor", 1.5),
            Figure("form, CPU of a first reply of 10 tokens", "form", "cold", "s"),
            Figure("form, memory more", "form", "memory", "MiB"),
            Figure("form, written to the terminal", "form", "written", "KiB", "floor"),
        ],
    )
