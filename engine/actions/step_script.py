"""What a script step asks of the action that its type names (row C2).

An action may say itself how a step's `script_config` becomes its config; of any other the
parameters are the config. So a new script type is one registered class and nothing else.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Protocol, runtime_checkable
from urllib.parse import urlsplit

from engine.actions.action import Action
from engine.actions.errors import ActionError
from schemas.documents.script_step import StepScript
from schemas.frozen import frozen

ENDPOINT_ACTION = "fetch"
"""What a script with a `custom_endpoint` means."""


@frozen
class ScriptAsked:
    """What a step says. `inputs` are its inputs' keys in order, `stored` the body of its stored LLM action.

    `endpoint` is a whole URL, or as it was written where nobody says what it is relative to.
    """

    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    inputs: tuple[str, ...] = ()
    stored: Mapping[str, Any] | None = None
    endpoint: str = ""
    function: str = ""


@runtime_checkable
class Scripted(Protocol):
    """An action that knows what a script step means for it."""

    def step_config(self, asked: ScriptAsked) -> dict[str, Any]:
        """The config of a run over one record; its templates see `record`, `document` and `inputs`.

        Raises `ActionError` for what cannot run.
        """
        ...


def action_named(script: StepScript) -> str:
    """The name of the registered action that a script means."""
    return ENDPOINT_ACTION if script.custom_endpoint else script.type


def step_config(action: Action, asked: ScriptAsked) -> dict[str, Any]:
    """The action's config for a run over one record. Raises `ActionError` for what cannot run."""
    return action.step_config(asked) if isinstance(action, Scripted) else dict(asked.parameters)


def input_text(key: str) -> str:
    """A template of one input's text."""
    return f"{{{{ inputs['{key}'] }}}}"


def endpoint_of(script: StepScript, base_url: str | None) -> str:
    """The whole URL of a script's endpoint, "" for none. Raises `ActionError` for one that leads nowhere."""
    given = script.custom_endpoint or ""
    if not given or urlsplit(given).scheme in ("http", "https"):
        return given
    base = script.base_url or base_url
    if not base:
        raise ActionError(
            "no_base_url",
            f"The endpoint {given} is only a path, and nothing says on which server.",
            hint='Give "base_url" in script_config, or in the defaults of workflow.json.',
        )
    return f"{base.rstrip('/')}/{given.lstrip('/')}"
