"""From a key to the letter on the screen: idle, in long forms, and while a reply streams."""

import tempfile
from pathlib import Path

from benchmarks.chat_server import ChatServer, token
from benchmarks.generated_workflow import write_workflow
from benchmarks.letters import COUNT, GAP, type_letters
from benchmarks.measures import Case, Figure, Sample, Scenario
from benchmarks.reroll import WORKFLOWS, floor, reroll
from benchmarks.start_up import FORM_TEXTS
from benchmarks.terminal.program import Program

_RATE = 100  # Tokens a second.
_SHORT, _LONG = 200, 4000  # Tokens of the reply that are there before typing begins.
_STREAMED = round(COUNT * GAP * 1.3 + 4) * _RATE


def _typed(program: Program, *ready: str) -> Sample:
    program.wait_for(*ready)
    program.settle()
    return type_letters(program)


def _floor() -> Sample:
    with floor("one_input") as program:
        return _typed(program, "floor ready")


def _media_form() -> Sample:
    with reroll("open", "media_prompt") as program:
        return _typed(program, *FORM_TEXTS)


def _form(fields: int) -> Sample:
    with tempfile.TemporaryDirectory() as folder:
        path = write_workflow(Path(folder), fields=fields)
        with reroll("open", str(path)) as program:
            return _typed(program, "form ready")


def _while_streaming(program: Program, key: str, shown: int) -> Sample:
    """Start a reply and type once its first `shown` tokens are there."""
    program.settle()
    program.press(key)
    program.wait_for(token(shown - 20).strip())
    return type_letters(program)


def _floor_streaming(server: ChatServer, shown: int) -> Sample:
    with floor("line_log", server.url, f"{shown}+{_STREAMED}@{_RATE}") as program:
        program.wait_for("floor ready")
        return _while_streaming(program, "enter", shown)


def _form_streaming(server: ChatServer, shown: int) -> Sample:
    model = f"{shown}+{_STREAMED}@{_RATE}"
    with reroll("open", str(WORKFLOWS / "stream"), url=server.url, model=model) as program:
        program.wait_for("form ready")
        return _while_streaming(program, "f5", shown)


def scenario(server: ChatServer) -> Scenario:
    """Typing in forms over typing in a bare Input, and over typing beside a bare log."""
    return Scenario(
        "Typing",
        f"{COUNT} letters, {GAP * 1000:g} ms apart, sent on schedule; from writing a key to the read that "
        f"completes its frame. Streaming: {_RATE} tokens/s after the first {_SHORT} or {_LONG}.",
        [
            Case("floor", _floor),
            Case("media form", _media_form),
            Case("10 fields", lambda: _form(10)),
            Case("100 fields", lambda: _form(100)),
            Case("floor short", lambda: _floor_streaming(server, _SHORT)),
            Case("form short", lambda: _form_streaming(server, _SHORT)),
            Case("floor long", lambda: _floor_streaming(server, _LONG)),
            Case("form long", lambda: _form_streaming(server, _LONG)),
        ],
        [
            Figure("bare Input, median", "floor", "key_median", "ms"),
            Figure("bare Input, p95", "floor", "key_p95", "ms"),
            Figure("media form, median", "media form", "key_median", "ms", "floor"),
            Figure("media form, p95", "media form", "key_p95", "ms", "floor", 1.5),
            Figure("10 fields, p95", "10 fields", "key_p95", "ms", "floor", 1.5),
            Figure("100 fields, p95", "100 fields", "key_p95", "ms", "floor", 1.5),
            Figure("100 fields over 10, p95", "100 fields", "key_p95", "ms", "10 fields", 1.2),
            Figure("bare log, short reply, p95", "floor short", "key_p95", "ms"),
            Figure("form, short reply, p95", "form short", "key_p95", "ms", "floor short", 1.3),
            Figure("bare log, long reply, p95", "floor long", "key_p95", "ms"),
            Figure("form, long reply, p95", "form long", "key_p95", "ms", "floor long", 1.3),
            Figure("long reply over short, p95", "form long", "key_p95", "ms", "form short", 1.2),
        ],
    )
