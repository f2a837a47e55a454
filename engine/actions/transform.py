"""`transform`: data through a pipeline of JMESPath expressions and templates."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.actions.action import ActionEvent, ActionInput, Outputs, Progress
from engine.actions.errors import ActionError
from engine.actions.output_check import check_output
from engine.actions.plain_json import plain_json
from engine.actions.self_check import ConfigProblem
from engine.spelling import nearest
from engine.templates.sandbox import MissingName, compile_template, render_value
from schemas.documents.sub_action import ExecutionMode
from schemas.documents.transform_config import JmespathStep, TemplateStep, TransformConfig
from schemas.json_value import is_list, is_object


class Transform:
    """Yields progress, one for each step, and as output what the last step made."""

    id = "transform"
    title = "Transform data"
    patterns = ("transform",)
    modes: tuple[ExecutionMode, ...] = ("sync", "streaming", "async")
    config_model = TransformConfig
    interactive = False

    def problems(self, config: Mapping[str, Any], folder: Path) -> Iterator[ConfigProblem]:
        """Expressions that do not compile, and functions that do not exist."""
        # JMESPath is imported for documents that use it.
        from engine.actions.bounded_jmespath import expression_fault, function_names  # noqa: PLC0415

        steps = config.get("pipeline")
        for at, step in enumerate(steps if is_list(steps) else []):
            expression = step.get("jmespath") if is_object(step) else None
            if not isinstance(expression, str) or not expression:
                continue
            fault = expression_fault(expression)
            if fault:
                message, unknown = fault
                close = nearest(unknown, function_names()) if unknown else ""
                yield ConfigProblem(
                    ("pipeline", at, "jmespath"),
                    f"the expression does not compile: {message}",
                    found=f'"{expression}"',
                    nearest=close,
                )

    async def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        """Run every step. Raises `ActionError` that names the step."""
        # ctypes, only for what is run.
        from engine.actions.bounded_thread import in_thread  # noqa: PLC0415

        config = given.config
        assert isinstance(config, TransformConfig)
        value: Any = None
        clock = asyncio.get_running_loop()
        deadline = clock.time() + config.timeout
        steps: list[tuple[str, Callable[[Any], Any]]] = [
            ("input", lambda _: render_value(config.input, given.variables)),
            *(_step(at, step, given.variables) for at, step in enumerate(config.pipeline, 1)),
        ]
        for done, (name, run) in enumerate(steps):
            work = _Work(run, value)
            try:
                value = await in_thread(work, max(deadline - clock.time(), 0.001))
            except TimeoutError:
                raise ActionError(
                    "timeout",
                    f"{name} was stopped: the pipeline took longer than {config.timeout:g} seconds.",
                    hint="Give it less data, or raise `timeout`.",
                ) from None
            except MissingName as error:
                raise ActionError(
                    "missing_name",
                    f"{name} needs something that is not there: {error}.",
                    hint="Correct the template or fill in the field it names.",
                ) from None
            except (ValueError, ArithmeticError, RecursionError, MemoryError) as error:
                said = str(error) or "there is not enough room"
                raise ActionError("transform_failed", f"{name} failed: {said}.") from None
            if done:
                yield Progress(done / len(config.pipeline), name)
        await check_output(config.output_schema, value, what="The result")
        yield Outputs(value)


class _Work:
    """One step on one value, made plain and bounded."""

    def __init__(self, run: Callable[[Any], Any], value: Any) -> None:
        self._run = run
        self._value = value

    def __call__(self) -> Any:
        made = self._run(self._value)
        try:
            return plain_json(made)
        except ValueError as error:
            raise ValueError(f"what it made {error}") from None


def _step(
    at: int, step: JmespathStep | TemplateStep, variables: Mapping[str, Any]
) -> tuple[str, Callable[[Any], Any]]:
    if isinstance(step, JmespathStep):
        return f"Step {at} (jmespath)", lambda value: _search(step.jmespath, value)
    return f"Step {at} (template)", lambda value: _rendered(step.template, {**variables, "input": value})


def _search(expression: str, value: Any) -> Any:
    from engine.actions.bounded_jmespath import search  # noqa: PLC0415 - see `problems`

    return search(expression, value)


def _rendered(template: Any, variables: Mapping[str, Any]) -> Any:
    """The value of a template; a file that `$ref` named is one text."""
    if is_object(template) and set(template) == {"text", "type"}:
        text = str(template["text"])
        return text if template["type"] == "text" else compile_template(text)(variables)
    return render_value(template, variables)
