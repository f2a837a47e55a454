"""`script`: a function of the workflow folder's `actions.py`, in a process of its own, once it is trusted."""

import asyncio
import base64
import binascii
import json
import os
from collections.abc import AsyncGenerator, Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.actions.action import (
    ActionEvent,
    ActionInput,
    Item,
    LogLine,
    Outputs,
    Progress,
)
from engine.actions.errors import ActionError
from engine.actions.output_check import check_output
from engine.actions.plain_json import plain_json
from engine.actions.self_check import ConfigProblem
from engine.actions.step_script import ScriptAsked, input_text
from engine.templates.sandbox import render_value
from engine.trust.code import ENTRY, Code, CodeError, read_code
from engine.trust.store import Trust
from schemas.clean_text import clean, clean_line
from schemas.documents.script_config import ScriptConfig
from schemas.documents.sub_action import ExecutionMode
from schemas.json_value import is_object

_LIMITS = ("timeout", "environment", "parameters_schema", "output_schema")
MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif")


class Script:
    """Yields what the function yields: progress, log lines, results; the output is what it returns.

    A function that yields results and returns nothing has the list of its results as output.
    """

    id = "script"
    title = "Run a function"
    patterns = ("script", "custom_script")
    modes: tuple[ExecutionMode, ...] = ("async", "streaming", "sync")
    config_model = ScriptConfig
    interactive = False

    def __init__(self, trust: Trust) -> None:
        self._trust = trust

    def problems(self, config: Mapping[str, Any], folder: Path) -> Iterator[ConfigProblem]:
        """A function that is not there, or that does not take these parameters."""
        from engine.actions.scripting.check import script_problems  # noqa: PLC0415 - ast is for loading only

        return script_problems(config, folder)

    def step_config(self, asked: ScriptAsked) -> dict[str, Any]:
        """The function gets the inputs by their keys, and the parameters."""
        if not asked.function:
            raise ActionError("no_function", 'The step names no "function" to run.')
        config: dict[str, Any] = {
            name: asked.parameters[name] for name in _LIMITS if name in asked.parameters
        }
        others = {name: value for name, value in asked.parameters.items() if name not in _LIMITS}
        inputs = {key: input_text(key) for key in asked.inputs}
        return {"function": asked.function, "parameters": {**inputs, **others}, **config}

    async def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        """Run the function. Raises `ActionError`, `StorageError`, `MissingName`, ValueError."""
        # asyncio's processes and their parts are not needed to draw the first page.
        from engine.actions.scripting.process import Flooded, Printed, Said, ScriptProcess  # noqa: PLC0415

        config = given.config
        assert isinstance(config, ScriptConfig)
        code = await asyncio.to_thread(self._trusted_code, given.folder)
        arguments = plain_json(render_value(config.parameters, given.variables), seen_text=str)
        await check_output(
            config.parameters_schema, arguments, what=f"What {config.function} would get", code="bad_input"
        )
        deadline = asyncio.get_running_loop().time() + config.timeout
        try:
            process = await ScriptProcess.start(
                code, config.function, arguments, _environment(config.environment)
            )
        except OSError as error:
            raise ActionError("no_process", f"Python cannot be started: {error.strerror or error}.") from None
        made = 0
        try:
            while True:
                try:
                    async with asyncio.timeout_at(deadline):
                        sign = await process.next()
                except TimeoutError:
                    raise ActionError(
                        "timeout",
                        f"{config.function} was stopped: it took longer than {config.timeout:g} seconds.",
                        hint="Raise `timeout`, or let it do less.",
                        retryable=True,
                    ) from None
                match sign:
                    case Printed(text):
                        yield LogLine(clean_line(text))
                        continue
                    case Flooded(what):
                        raise ActionError("flood", f"{config.function} was stopped: it sent {what}.")
                    case Said(line):
                        message = await _message(line, config.function)
                    case _:
                        raise ActionError(
                            "crashed", f"{config.function} ended without a result ({_ending(sign.status)})."
                        )
                if message["kind"] == "done":
                    value = await _plain(message.get("value"), f"What {config.function} returned")
                    break
                if message["kind"] == "failed":
                    for line in _traceback(message):
                        yield LogLine(line)
                    raise _failure(message, config.function)
                async for event in _events(message.get("value"), config.function):
                    made += isinstance(event, Item)
                    yield event
            for line in await process.last_lines():
                yield LogLine(clean_line(line))
        finally:
            await process.close()
        if value is None and made:
            yield Outputs(None, of_items=True)
            return
        await check_output(config.output_schema, value, what=f"What {config.function} returned")
        yield Outputs(value)

    def _trusted_code(self, folder: Path | None) -> Code:
        """The folder's code, read once: what is checked here is what runs."""
        if folder is None or not (folder / ENTRY).is_file():
            raise ActionError(
                "no_code", f"There is no actions.py in {folder or 'the folder of this workflow'}."
            )
        try:
            code = read_code(folder)
        except CodeError as error:
            raise ActionError("bad_code", str(error)) from None
        if not self._trust.trusts(code):
            known = any(grant.folder == str(code.folder) for grant in self._trust.grants())
            why = "has changed since you trusted it" if known else "is not trusted"
            raise ActionError(
                "untrusted",
                f"The code in {code.folder} {why}, so it was not run.",
                hint=f"Look at it, then run: reroll trust {code.folder}",
                retryable=True,
            )
        return code


def _environment(names: list[str]) -> dict[str, str]:
    missing = [name for name in names if name not in os.environ]
    if missing:
        raise ActionError(
            "missing_environment",
            f"The environment variable {missing[0]} is not set.",
            hint="Set it before starting Reroll.",
        )
    return {name: os.environ[name] for name in names}


async def _message(line: bytes, function: str) -> Mapping[str, Any]:
    message = await asyncio.to_thread(_decoded, line)
    if not is_object(message) or message.get("kind") not in ("event", "done", "failed"):
        raise ActionError("crashed", f"The process of {function} said something that cannot be understood.")
    return message


def _decoded(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


async def _plain(value: Any, what: str) -> Any:
    try:
        return await asyncio.to_thread(plain_json, value)
    except ValueError as error:
        raise ActionError("invalid_output", f"{what} {error}.") from None


async def _events(given: Any, function: str) -> AsyncGenerator[ActionEvent]:
    """What one yielded object means; each key is looked at by itself."""
    event: Mapping[str, Any] = given if is_object(given) else {}
    if "log" in event:
        yield LogLine(clean(str(event["log"]))[:2000])
    if "progress" in event or ("message" in event and "result" not in event):
        fraction = event.get("progress")
        if not (fraction is None or (isinstance(fraction, int | float) and 0 <= fraction <= 1)):
            raise ActionError(
                "bad_event", f"{function} yielded a progress that is not from 0 to 1: {fraction!r}."
            )
        yield Progress(fraction, clean_line(str(event.get("message", "")))[:300])
    if "result" in event or "data" in event:
        yield await _item(event, function)


async def _item(event: Mapping[str, Any], function: str) -> Item:
    value = await _plain(event.get("result", {}), f"A result of {function}")
    value = value if is_object(value) else {"value": value}
    if "data" not in event:
        return Item("json", value)
    media_type = event.get("media_type")
    if media_type not in MEDIA_TYPES:
        known = ", ".join(MEDIA_TYPES)
        raise ActionError("bad_event", f'{function} yielded data without a "media_type" among {known}.')
    try:
        data = base64.b64decode(str(event["data"]), validate=True)
    except binascii.Error:
        raise ActionError("bad_event", f"{function} yielded data that cannot be read.") from None
    return Item("image", value, data=data, media_type=str(media_type))


def _failure(message: Mapping[str, Any], function: str) -> ActionError:
    kind, said = clean_line(str(message.get("type", ""))), clean(str(message.get("message", "")))
    words = ": ".join(part for part in (kind, said) if part) or "it failed"
    return ActionError("script_failed", f"{function}: {words}", retryable=True)


def _traceback(message: Mapping[str, Any]) -> list[str]:
    return [clean(str(message["traceback"])).rstrip()] if message.get("traceback") else []


def _ending(status: int) -> str:
    return f"exit status {status}" if status >= 0 else f"signal {-status}"
