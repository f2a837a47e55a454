"""`rerun`: runs what is upstream of the open page again, up to the page, all or nothing (row A3)."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from engine.actions.action import (
    ActionEvent,
    ActionInput,
    LogLine,
    ModuleOutcome,
    Outputs,
    Progress,
)
from engine.actions.errors import ActionError
from schemas.documents.action_config import RerunConfig
from schemas.documents.sub_action import ExecutionMode


class Rerun:
    """Yields what the modules yield. The output is `{state}`: the keys they changed.

    Nothing of the session changes before the last module has succeeded. A page in between is
    not asked again: its last answer counts.
    """

    id = "rerun"
    title = "Run again from an earlier module"
    patterns = ("rerun",)
    modes: tuple[ExecutionMode, ...] = ("streaming", "async", "sync")
    config_model = RerunConfig
    interactive = False

    async def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        """Raises `ActionError` and whatever the modules raise."""
        assert isinstance(given.config, RerunConfig)
        chain = given.upstream(given.config.start)
        state = dict(chain.state)
        outcomes: list[ModuleOutcome] = []
        usage: dict[str, Any] = {}
        for number, module in enumerate(chain.modules):
            yield Progress(number / len(chain.modules), module.title)
            outputs: Outputs | None = None
            if module.request is not None:
                yield LogLine(f"{module.title} ({number + 1} of {len(chain.modules)})")
                async with aclosing(given.run(module.request, state)) as events:
                    async for event in events:
                        match event:
                            case Outputs():
                                outputs = event
                            case Progress(fraction, message):
                                done = (number + (fraction or 0)) / len(chain.modules)
                                yield Progress(done, message or module.title)
                            case _:
                                yield event
                if outputs is None:
                    raise ActionError("no_outputs", f"{module.title} ended without a result.", retryable=True)
                for name, amount in outputs.usage.items():
                    usage[name] = usage.get(name, 0) + amount
            changes = module.changes(state, outputs.value if outputs else None)
            outcomes.append(ModuleOutcome(module.step_id, module.module_id, changes))
            state |= changes
        changed = {name: value for outcome in outcomes for name, value in outcome.state.items()}
        yield Outputs({"state": changed}, usage=usage, modules=tuple(outcomes))
