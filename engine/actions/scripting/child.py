"""The process that a workflow folder's function runs in.

Started by `engine.actions.scripting.process` by its path, in isolated mode; it imports nothing
of Reroll's. It reads one JSON line from stdin, `{"folder", "files": {path: base64}, "function",
"arguments"}`, and writes JSON lines to stdout: `{"kind": "event", "value": {…}}` for what the
function yields, then one `{"kind": "done", "value": …}` or `{"kind": "failed", "type",
"message", "traceback"}`. What the function prints goes to stderr.

Code is imported only from the bytes that came: they are what was hashed and trusted. The
folder on disk, and compiled files in it, are never imported from. When stdin closes, because
Reroll ended or wants this to end, the whole process group is killed.
"""

import asyncio
import base64
import importlib
import inspect
import json
import os
import signal
import sys
import threading
import traceback
from importlib.abc import ExecutionLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import decode_source, spec_from_loader
from typing import IO, Any, cast

MAX_LINE = 24 * 1024 * 1024
"""Bytes of one message."""

_EVENT_KEYS = frozenset({"progress", "message", "log", "result", "data", "media_type"})
_FRAMES = 10


class FolderImporter(MetaPathFinder, ExecutionLoader):
    """Imports modules from sources in memory; `files` maps paths such as `names/first.py` to bytes."""

    def __init__(self, folder: str, files: dict[str, bytes]) -> None:
        self._folder = folder
        self._files = files

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if self._path(fullname) is None:
            prefix = fullname.replace(".", "/") + "/"
            if not any(name.startswith(prefix) for name in self._files):
                return None
            package = ModuleSpec(fullname, None, is_package=True)  # a folder without __init__.py
            package.submodule_search_locations = []
            return package
        return spec_from_loader(fullname, self, is_package=self.is_package(fullname))

    def get_filename(self, fullname: str) -> str:
        return os.path.join(self._folder, *str(self._path(fullname)).split("/"))  # noqa: PTH118

    def get_source(self, fullname: str) -> str:
        return decode_source(self._files[str(self._path(fullname))])

    def is_package(self, fullname: str) -> bool:
        return str(self._path(fullname)).endswith("__init__.py")

    def _path(self, fullname: str) -> str | None:
        base = fullname.replace(".", "/")
        return next((name for name in (f"{base}/__init__.py", f"{base}.py") if name in self._files), None)


class BadEvent(Exception):
    """The function yielded or returned something that cannot be passed on."""


def main() -> None:
    """Run one function, then end this process and all it started."""
    out = os.fdopen(os.dup(1), "wb")
    lifeline = os.fdopen(os.dup(0), "rb")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")  # type: ignore[union-attr]
    job = json.loads(lifeline.readline())
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()
    _tell(out, _outcome(job, out))
    sys.stdout.flush()
    sys.stderr.flush()
    out.close()
    _end_all()


def _outcome(job: dict[str, Any], out: IO[bytes]) -> dict[str, Any]:
    folder = job["folder"]
    files = {name: base64.b64decode(content) for name, content in job["files"].items()}
    sys.meta_path.insert(0, FolderImporter(folder, files))
    try:
        function = getattr(importlib.import_module("actions"), job["function"])
        value = function(**job["arguments"])
        if inspect.iscoroutine(value):
            value = asyncio.run(value)
        elif inspect.isgenerator(value):
            value = _follow(value, out)
        done = {"kind": "done", "value": value}
        _encoded(done, "returned")
    except BadEvent as error:
        return {"kind": "failed", "type": "", "message": str(error), "traceback": ""}
    except BaseException as error:  # noqa: BLE001 - whatever it was, the person is told
        return {
            "kind": "failed",
            "type": type(error).__name__,
            "message": _said(error),
            "traceback": _excerpt(error, folder),
        }
    return done


def _follow(generator: Any, out: IO[bytes]) -> Any:
    """Pass on what a generator yields; what it returns."""
    while True:
        try:
            given = next(generator)
        except StopIteration as end:
            return end.value
        _tell(out, {"kind": "event", "value": _event(given)})


def _event(yielded: Any) -> dict[str, Any]:
    given = cast("dict[str, Any]", yielded)
    if not isinstance(yielded, dict) or not given or not _EVENT_KEYS.issuperset(given):
        raise BadEvent(
            f"it yielded {_shown(given)}; it may yield objects with "
            '"progress" and "message", with "log", or with "result"'
        )
    if "data" not in given:
        return given
    if not isinstance(given["data"], bytes | bytearray):
        raise BadEvent(f'"data" must be bytes, not {type(given["data"]).__name__}')
    return {**given, "data": base64.b64encode(given["data"]).decode("ascii")}


def _tell(out: IO[bytes], message: dict[str, Any]) -> None:
    out.write(_encoded(message, "yielded") + b"\n")
    out.flush()


def _encoded(message: dict[str, Any], how: str) -> bytes:
    try:
        line = json.dumps(message, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise BadEvent(f"what it {how} is not JSON: {error}") from None
    if len(line) > MAX_LINE:
        raise BadEvent(f"what it {how} is larger than {MAX_LINE // 1024 // 1024} MiB")
    return line


def _said(error: BaseException) -> str:
    try:
        return str(error)[:2000]
    except Exception:  # noqa: BLE001 - an exception that cannot even be shown
        return ""


def _shown(value: Any) -> str:
    try:
        return repr(value)[:80]
    except Exception:  # noqa: BLE001
        return type(value).__name__


def _excerpt(error: BaseException, folder: str) -> str:
    """The last frames inside the folder's own files."""
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(folder)
    ]
    return "".join(traceback.format_list(frames[-_FRAMES:]))[-4000:]


def _end_with(lifeline: IO[bytes]) -> None:
    while lifeline.read(65536):
        pass
    _end_all()


def _end_all() -> None:
    """End this process and every process it started, unless one of them left the group on purpose."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main()
