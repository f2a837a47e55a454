"""Actions that a trusted workflow folder brings along: the classes of its `plugin.py` (rows A13, C2).

Such a class is an action like those that ship with Reroll: it has an `id`, a `config_model` and
`execute`; `PluginAction` is a base with everything else. It answers to its id in the documents
of that folder alone. It runs inside this program, so nothing of the file is run, not even
imported, before the person has trusted the folder's code as it is.
"""

import ast
import asyncio
import sys
import types
import warnings
from collections.abc import AsyncGenerator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Protocol, cast

from pydantic import BaseModel, ConfigDict

from engine.actions.action import Action, ActionEvent, ActionInput
from engine.actions.bounded_thread import in_thread
from engine.actions.errors import ActionError
from engine.trust.code import PLUGIN, Code, CodeError, read_code
from engine.trust.store import Trust
from schemas.documents.base import Document
from schemas.documents.sub_action import ExecutionMode

IMPORT_SECONDS = 10.0
"""How long a plugin may take to be imported."""


class PluginAction:
    """A base for a plugin's actions: give `id`, `title`, `config_model` and `execute`."""

    id: str = ""
    title: str = ""
    modes: tuple[ExecutionMode, ...] = ("async", "streaming", "sync")
    interactive = False

    @property
    def patterns(self) -> tuple[str, ...]:
        return (self.id,)


class AnyConfig(Document):
    """The config of an action whose code may not run yet: it takes anything."""

    model_config = ConfigDict(extra="allow")


class UnknownConfig(PluginAction):
    """Stands for an action of a folder that is not trusted: of it only the name is known."""

    title = "Not trusted"
    config_model = AnyConfig

    def __init__(self, name: str) -> None:
        self.id = name

    async def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        """Raises `ActionError`."""
        raise ActionError("untrusted", f"{given.name} is not trusted.")
        yield  # pragma: no cover - makes this a generator


class FolderActions(Protocol):
    """Actions that a workflow folder brings along."""

    def find(self, folder: Path, name: str) -> Action | None:
        """The folder's action of that name, or None. Raises `ActionError` if it may not run. Blocks."""
        ...

    def declared(self, folder: Path) -> list[str]:
        """The names it has, read without running anything. Blocks."""
        ...


class Plugins:
    """Implements `FolderActions` for folders that the person trusts."""

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        self._loaded: dict[tuple[Path, str], Mapping[str, Action] | ActionError] = {}

    def declared(self, folder: Path) -> list[str]:
        """See `FolderActions`; none where the file cannot be read."""
        code = _code(folder)
        try:
            return sorted(_declared(code.files[PLUGIN])) if code else []
        except ActionError:
            return []

    def find(self, folder: Path, name: str) -> Action | None:
        """See `FolderActions`."""
        code = _code(folder)
        if code is None or name not in _declared(code.files[PLUGIN]):
            return None
        if not self._trust.trusts(code):
            raise ActionError(
                "untrusted",
                f"{name} is code of this workflow ({PLUGIN}), and the workflow is not trusted.",
                hint=f"Look at its code, then run: reroll trust {folder}",
                retryable=True,
            )
        key = (code.folder, code.digest)
        if key not in self._loaded:
            self._loaded[key] = _loaded(code)
        loaded = self._loaded[key]
        if isinstance(loaded, ActionError):
            # A new one each time: whoever raises it adds to its traceback.
            raise ActionError(loaded.code, loaded.message)
        return loaded.get(name)


def _code(folder: Path) -> Code | None:
    """The folder's code if it has a plugin. Raises `ActionError` if it cannot be read as a whole."""
    if not (folder / PLUGIN).is_file():
        return None
    try:
        code = read_code(folder)
    except CodeError as error:
        raise ActionError("bad_plugin", str(error)) from None
    return code if PLUGIN in code.files else None


def _declared(source: bytes) -> set[str]:
    """The ids of the classes in a plugin that can run, from its text. `ActionError` if it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the author's code; they are not ours to print
            tree = ast.parse(source)
    except SyntaxError as error:
        where = f" (line {error.lineno})" if error.lineno else ""
        raise ActionError("bad_plugin", f"{PLUGIN} cannot be used: {error.msg[:200]}{where}.") from None
    except (ValueError, RecursionError, MemoryError):
        raise ActionError("bad_plugin", f"{PLUGIN} cannot be used: it is no Python.") from None
    return {name for node in tree.body if isinstance(node, ast.ClassDef) for name in _id(node)}


def _id(node: ast.ClassDef) -> list[str]:
    for line in node.body:
        match line:
            case (
                ast.Assign(targets=[ast.Name(id="id")], value=ast.Constant(value=str(name)))
                | ast.AnnAssign(target=ast.Name(id="id"), value=ast.Constant(value=str(name)))
            ):
                return [name]
            case _:
                pass
    return []


def _loaded(code: Code) -> Mapping[str, Action] | ActionError:
    """The actions of a trusted plugin, or why there are none."""
    with ThreadPoolExecutor(1) as apart:  # this thread may have an event loop of its own
        try:
            return apart.submit(asyncio.run, in_thread(partial(_run, code), IMPORT_SECONDS)).result()
        except TimeoutError:
            why = f"{PLUGIN} cannot be used: its import took longer than {IMPORT_SECONDS:g} seconds."
            return ActionError("bad_plugin", why)
        except ActionError as error:
            return error


def _run(code: Code) -> dict[str, Action]:
    """Run a trusted plugin, exactly the bytes that are trusted, and return its actions by id."""
    file = code.folder / PLUGIN
    module = types.ModuleType(f"reroll_plugin_{code.digest[:16]}")
    module.__file__ = str(file)
    sys.modules[module.__name__] = module  # models with annotations look their module up
    try:
        exec(compile(code.files[PLUGIN], str(file), "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - trusted
        wanted = _declared(code.files[PLUGIN])
        classes: list[Any] = [value for value in vars(module).values() if isinstance(value, type)]
        found = [_action(each) for each in classes if each.__dict__.get("id") in wanted]
    except ActionError:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever its author's code does wrong
        text = f"{PLUGIN} cannot be used: {type(error).__name__}: {error}"
        raise ActionError("bad_plugin", text[:500]) from None
    return {action.id: action for action in found}


def _action(made: Any) -> Action:
    """An action of a class, if it has what one needs."""
    action: Any = made()
    model: Any = getattr(action, "config_model", None)
    needs = {"title": str, "patterns": tuple, "modes": tuple, "interactive": bool}
    lacking = [name for name, kind in needs.items() if not isinstance(getattr(action, name, None), kind)]
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        lacking.append("config_model")
    if not callable(getattr(action, "execute", None)):
        lacking.append("execute")
    if lacking or action.interactive:
        why = f"has no {', '.join(lacking)}" if lacking else "may not be interactive"
        raise ActionError("bad_plugin", f"{PLUGIN}: {made.__name__} {why}.")
    return cast("Action", action)
