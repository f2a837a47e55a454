"""`script`: functions in a process of their own, and functions that misbehave."""

import asyncio
import importlib.util
import os
import py_compile
import textwrap
import time
from collections.abc import Callable
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Any

import pytest

from engine.actions.action import Item, LogLine, Outputs, Progress
from engine.actions.errors import ActionError
from engine.actions.script import Script
from engine.trust.code import read_code
from engine.trust.store import Trust
from tests.engine.actions.given import events_of, given, output_of

Write = Callable[..., Path]


@pytest.fixture
def trust(tmp_path: Path) -> Trust:
    return Trust(tmp_path / "home", tmp_path / "bundled")


@pytest.fixture
def script(trust: Trust) -> Script:
    return Script(trust)


@pytest.fixture
def folder(tmp_path: Path, trust: Trust) -> Write:
    """Writes a workflow folder's code and trusts it."""

    def write(actions: str, **others: str) -> Path:
        made = tmp_path / "flow"
        made.mkdir(exist_ok=True)
        (made / "actions.py").write_text(textwrap.dedent(actions), "utf-8")
        for name, source in others.items():
            file = made / f"{name.replace('__', '/')}.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(textwrap.dedent(source), "utf-8")
        trust.grant(read_code(made))
        return made

    return write


async def until_failure(script: Script, config: dict[str, Any], where: Path) -> tuple[list[Any], ActionError]:
    events: list[Any] = []
    async with aclosing(script.execute(given(script, config, folder=where))) as running:
        try:
            async for event in running:
                events.append(event)
        except ActionError as error:
            return events, error
    raise AssertionError("it did not fail")


async def failure(script: Script, config: dict[str, Any], where: Path) -> ActionError:
    return (await until_failure(script, config, where))[1]


async def test_a_function_gets_keyword_arguments_and_returns_json(script: Script, folder: Write) -> None:
    where = folder("def greet(name, times=1):\n    return {'said': ['hello ' + name] * times}")
    config = {"function": "greet", "parameters": {"name": "{{ values.who }}", "times": "{{ values.n }}"}}

    value = await output_of(script, config, {"values": {"who": "Ann {{ 1 + 1 }}", "n": 2}}, where)

    assert value == {"said": ["hello Ann {{ 1 + 1 }}"] * 2}


async def test_a_generator_tells_how_far_it_is(script: Script, folder: Write) -> None:
    where = folder(
        """
        def work():
            yield {"progress": 0.5, "message": "half"}
            yield {"log": "a line"}
            yield {"result": {"title": "one"}}
            yield {"result": {"title": "two"}, "data": b"\\x89PNG", "media_type": "image/png"}
            print("printed")
            return {"made": 2}
        """
    )

    events = await events_of(script, {"function": "work"}, folder=where)

    assert [event for event in events if not isinstance(event, LogLine)] == [
        Progress(0.5, "half"),
        Item("json", {"title": "one"}),
        Item("image", {"title": "two"}, data=b"\x89PNG", media_type="image/png"),
        Outputs({"made": 2}),
    ]
    assert sorted(event.message for event in events if isinstance(event, LogLine)) == ["a line", "printed"]


async def test_results_alone_are_the_output(script: Script, folder: Write) -> None:
    where = folder("def work():\n    yield {'result': {'n': 1}}")
    events = await events_of(script, {"function": "work"}, folder=where)
    assert events[-1] == Outputs(None, of_items=True)


async def test_coroutines_and_modules_of_the_folder(script: Script, folder: Write) -> None:
    where = folder(
        """
        import parts.names
        from helper import shout
        async def work():
            return [shout(parts.names.FIRST), __file__]
        """,
        helper="def shout(text):\n    return text.upper()",
        parts__names="FIRST = 'ann'",
    )
    assert await output_of(script, {"function": "work"}, folder=where) == ["ANN", str(where / "actions.py")]
    assert not list(where.rglob("__pycache__"))


async def test_it_sees_only_the_variables_the_document_names(
    script: Script, folder: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REROLL_TEST_SECRET", "hush")
    monkeypatch.setenv("REROLL_TEST_OTHER", "other")
    where = folder("import os\ndef work():\n    return dict(os.environ)")

    seen = await output_of(script, {"function": "work", "environment": ["REROLL_TEST_SECRET"]}, folder=where)

    assert seen["REROLL_TEST_SECRET"] == "hush"
    assert "REROLL_TEST_OTHER" not in seen
    assert "PATH" in seen
    error = await failure(script, {"function": "work", "environment": ["REROLL_NOT_SET"]}, where)
    assert error.code == "missing_environment"


async def test_an_exception_is_told_and_its_traceback_logged(script: Script, folder: Write) -> None:
    where = folder("def work():\n    return inner()\ndef inner():\n    raise ValueError('no \\x1b[31mluck')")

    events, error = await until_failure(script, {"function": "work"}, where)

    assert error.code == "script_failed"
    assert error.message == "work: ValueError: no [31mluck"
    [log] = events
    assert isinstance(log, LogLine)
    assert "line 4, in inner" in log.message
    assert "importlib" not in log.message


@pytest.mark.parametrize(
    ("source", "code", "says"),
    [
        ("def work():\n    return {1, 2}", "script_failed", "not JSON"),
        ("def work():\n    return float('nan')", "script_failed", "not JSON"),
        ("def work():\n    yield 3", "script_failed", "it yielded 3"),
        ("def work():\n    yield {'progress': 7}", "bad_event", "from 0 to 1"),
        ("def work():\n    yield {'data': b'x', 'media_type': 'text/html'}", "bad_event", "media_type"),
        ("import os\ndef work():\n    os._exit(3)", "crashed", "exit status 3"),
        ("import os\ndef work():\n    os.kill(os.getpid(), 11)", "crashed", "signal 11"),
        ("def work():\n    raise SystemExit(2)", "script_failed", "SystemExit"),
        ("def work(:\n    pass", "script_failed", "SyntaxError"),
        ("def other():\n    pass", "script_failed", "AttributeError"),
        ("def work(needed):\n    pass", "script_failed", "needed"),
        ("def work():\n    return input()", "script_failed", "EOF"),
        ("def work():\n    return work()", "script_failed", "RecursionError"),
    ],
)
async def test_what_goes_wrong_is_said(
    script: Script, folder: Write, source: str, code: str, says: str
) -> None:
    error = await failure(script, {"function": "work"}, folder(source))
    assert error.code == code
    assert says in error.message


async def test_the_output_is_held_to_its_schema(script: Script, folder: Write) -> None:
    where = folder("def work():\n    return {'n': 'three'}")
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}}
    error = await failure(script, {"function": "work", "output_schema": schema}, where)
    assert (error.code, "n: " in error.message) == ("invalid_output", True)


async def test_a_script_that_hangs_is_ended(script: Script, folder: Write) -> None:
    where = folder("def work():\n    while True:\n        pass")
    began = time.monotonic()
    error = await failure(script, {"function": "work", "timeout": 0.5}, where)
    assert (error.code, error.retryable) == ("timeout", True)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
async def test_a_flood_of_lines_is_cut_and_then_stopped(script: Script, folder: Write, stream: str) -> None:
    where = folder(
        f"import sys\ndef work():\n    while True:\n        sys.{stream}.write('x' * 1000 + '\\n')"
    )
    events, error = await until_failure(script, {"function": "work"}, where)
    assert error.code == "flood"
    assert len(events) == 501


async def test_a_line_without_an_end_is_cut(script: Script, folder: Write) -> None:
    where = folder("def work():\n    print('y' * 100_000, end='')\n    return 1")
    events = await events_of(script, {"function": "work"}, folder=where)
    assert all(len(event.message) <= 2000 for event in events if isinstance(event, LogLine))
    assert events[-1] == Outputs(1)


async def test_a_flood_of_events_is_stopped(script: Script, folder: Write) -> None:
    where = folder("def work():\n    while True:\n        yield {'log': 'again'}")
    error = await failure(script, {"function": "work"}, where)
    assert error.code == "flood"


def alive(pid: int) -> bool:
    with suppress(ProcessLookupError, FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in ("Z", "X")
    return False


async def gone(pid: int) -> bool:
    for _ in range(200):
        if not alive(pid):
            return True
        await asyncio.sleep(0.01)
    return False


FORKS = """
    import subprocess, sys, time
    def work(wait):
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        yield {"progress": 0.1, "message": str(child.pid)}
        if wait:
            time.sleep(600)
        return child.pid
"""
linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")


@linux
async def test_no_child_of_a_script_outlives_it(script: Script, folder: Write) -> None:
    pid = await output_of(script, {"function": "work", "parameters": {"wait": False}}, folder=folder(FORKS))
    assert await gone(pid)


@linux
@pytest.mark.parametrize("how", ["cancel", "timeout"])
async def test_what_is_cancelled_is_gone_with_its_children(script: Script, folder: Write, how: str) -> None:
    config = {"function": "work", "parameters": {"wait": True}, "timeout": 3 if how == "timeout" else 60}
    running = script.execute(given(script, config, folder=folder(FORKS)))
    progress = await anext(running)
    assert isinstance(progress, Progress)
    assert alive(int(progress.message))
    if how == "timeout":
        with pytest.raises(ActionError):
            await anext(running)
    await running.aclose()
    assert await gone(int(progress.message))


@linux
async def test_a_process_that_leaves_the_group_holds_nothing_up(script: Script, folder: Write) -> None:
    where = folder(
        """
        import subprocess, sys
        def work():
            sleeper = [sys.executable, "-c", "import time; time.sleep(30)"]
            return subprocess.Popen(sleeper, start_new_session=True).pid
        """
    )
    began = time.monotonic()
    pid = await output_of(script, {"function": "work"}, folder=where)
    try:
        assert time.monotonic() - began < 15
    finally:
        os.kill(pid, 9)


async def test_untrusted_code_does_not_run(script: Script, trust: Trust, folder: Write) -> None:
    where = folder("def work():\n    return 1")
    trust.revoke(where)
    error = await failure(script, {"function": "work"}, where)
    assert error.code == "untrusted"
    assert f"reroll trust {where}" in error.hint


@pytest.mark.parametrize("name", ["actions.py", "helper.py", "deep/er.py"])
async def test_a_change_to_any_code_takes_the_trust_back(script: Script, folder: Write, name: str) -> None:
    where = folder("def work():\n    return 1", helper="X = 1")
    (where / name).parent.mkdir(exist_ok=True)
    with (where / name).open("a") as file:
        file.write("\n# more\n")
    error = await failure(script, {"function": "work"}, where)
    assert error.code == "untrusted"
    assert "changed" in error.message


async def test_compiled_files_of_the_folder_are_never_run(
    script: Script, folder: Write, tmp_path: Path
) -> None:

    where = folder("import helper\ndef work():\n    return helper.WHO", helper="WHO = 'trusted'")
    other = tmp_path / "helper.py"
    other.write_text("WHO = 'other'")
    cache = where / "__pycache__"
    cache.mkdir()
    compiled = importlib.util.cache_from_source(str(where / "helper.py"))
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(other), cfile=compiled, invalidation_mode=mode)
    (where / "stray.pyc").write_bytes(Path(compiled).read_bytes())

    assert await output_of(script, {"function": "work"}, folder=where) == "trusted"


async def test_what_runs_is_what_was_hashed(
    script: Script, trust: Trust, folder: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = folder("def work():\n    return 'trusted'")
    check = trust.trusts

    def swap(code: Any) -> bool:
        trusted = check(code)
        (where / "actions.py").write_text("def work():\n    return 'swapped'")
        return trusted

    monkeypatch.setattr(trust, "trusts", swap)
    assert await output_of(script, {"function": "work"}, folder=where) == "trusted"


async def test_a_folder_without_code(script: Script, tmp_path: Path) -> None:
    assert (await failure(script, {"function": "work"}, tmp_path)).code == "no_code"
