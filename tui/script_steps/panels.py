"""Which panel shows the records of a step: by its script's type, or one of the workflow's own (row C8)."""

import asyncio
import sys
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from engine.trust.code import Code, CodeError, folder_of, read_code
from schemas.clean_text import clean_line
from schemas.messages.documents import CheckDocuments
from schemas.messages.trust import GetTrust
from tui.script_steps.data_panel import DataPanel
from tui.script_steps.panel import Panel, PanelContext
from tui.script_steps.picture_panel import PicturePanel
from tui.script_steps.text_panel import TextPanel

PANELS: Mapping[str, type[Panel]] = {
    "llm.generate": TextPanel,
    "media.generate": PicturePanel,
    "fetch": DataPanel,
    "script": DataPanel,
}
"""By the name that a step's `panel` says: without one, that is the registered action."""

FILE = "panel.py"
"""The file of a workflow folder that holds panels of its own, in `PANELS`."""


class PanelError(Exception):
    """A workflow's own panel cannot be used; the message says why."""


class UntrustedError(PanelError):
    """The person has not trusted the workflow's code."""


async def make_panel(context: PanelContext) -> Panel:
    """The panel that a step names, else the one of data with why it is not the one that was meant."""
    name = context.step.panel
    known = PANELS.get(name)
    if known is not None:
        return known(context)
    try:
        own = await _own_panels(context.engine, context.session_id)
        if name in own:
            return own[name](context)
    except PanelError as error:
        return DataPanel(context, str(error), untrusted=isinstance(error, UntrustedError))
    except Exception as error:  # noqa: BLE001 - whatever the panel's author did wrong
        return DataPanel(context, fault(name, error))
    # A script type of a plugin that brings no panel is nothing to complain about.
    own_name = name not in (context.step.action, context.step.type)
    said = f"There is no panel {clean_line(name)}: this is the record as data." if own_name else ""
    return DataPanel(context, said)


def fault(name: str, error: Exception) -> str:
    """What is said of a panel that failed."""
    text = clean_line(f"{type(error).__name__}: {error}")[:300]
    return f"The workflow's panel {clean_line(name)} cannot be used: {text}"


async def _own_panels(engine: Engine, session_id: str) -> Mapping[str, type[Panel]]:
    """The panels in the folder of a session's workflow; nothing of it runs unless the folder is trusted."""
    try:
        source = (await engine.call(CheckDocuments(session_id=session_id))).source
        folder = await asyncio.to_thread(folder_of, source)
        if folder is None or not (folder / FILE).is_file():
            return {}
        seen = await engine.call(GetTrust(workflow=source))
    except OperationError as error:
        raise PanelError(clean_line(error.body.message)) from None
    if seen.trusted != "trusted":
        raise UntrustedError(f"{FILE} of this workflow is code, and the workflow is not trusted.")
    try:
        code = await asyncio.to_thread(read_code, folder)
    except CodeError as error:
        raise PanelError(clean_line(str(error))) from None
    if code.digest != seen.digest:
        raise PanelError("The workflow's code has just changed.")
    return _run(code)


def _run(code: Code) -> Mapping[str, type[Panel]]:
    """Run exactly the bytes that are trusted."""
    file = Path(code.folder) / FILE
    module = types.ModuleType(f"reroll_panel_{code.digest[:16]}")
    module.__file__ = str(file)
    sys.modules[module.__name__] = module
    exec(compile(code.files[FILE], str(file), "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - trusted
    found: Any = module.__dict__.get("PANELS")
    if not isinstance(found, dict):
        raise PanelError(f"{FILE} has no PANELS, a dictionary of names and classes.")
    for name, made in found.items():
        if not (isinstance(made, type) and issubclass(made, Panel)):
            raise PanelError(f"{clean_line(str(name))} in {FILE} is no class made from Panel.")
    return found
