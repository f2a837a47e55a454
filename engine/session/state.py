"""The state of a session: a fold over its events, and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.templates.target_path import apply, read
from schemas.documents.interaction import InteractionRequest
from schemas.documents.sub_action import ResultMapping
from schemas.json_value import is_list, is_object

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SessionEvent:
    """One thing that happened in a session; `data` is JSON."""

    kind: str
    data: JsonObject
    seq: int = 0
    at: float = 0.0


@dataclass(slots=True)
class Proposal:
    """A change that waits for the person."""

    id: str
    execution_id: str
    label: str
    mapping: ResultMapping
    value: Any


@dataclass(slots=True)
class Interaction:
    """An interaction as it stands: `data` is its display data with every result so far."""

    id: str
    step_id: str
    module_id: str
    request: InteractionRequest
    data: JsonObject
    selected: list[str] = field(default_factory=list[str])
    proposals: dict[str, Proposal] = field(default_factory=dict[str, Proposal])
    response: JsonObject | None = None

    @property
    def completed(self) -> bool:
        return self.response is not None

    def results_path(self) -> str:
        """Where in the display data the results are."""
        display = self.request.result_display_schema
        return display.ux.source if display else "generations"

    def results(self) -> list[JsonObject]:
        """The results on the page, in order."""
        found = read(self.data, self.results_path(), [])
        return [dict(item) for item in found if is_object(item)] if is_list(found) else []


@dataclass(slots=True)
class SessionState:
    """Everything a session's events say."""

    id: str
    seq: int = 0
    workflow_id: str = ""
    workflow_title: str = ""
    content_hash: str = ""
    title: str = ""
    status: Literal["open", "completed", "failed"] = "open"
    created_at: float = 0.0
    updated_at: float = 0.0
    state: JsonObject = field(default_factory=dict[str, Any])
    step_id: str = ""
    done: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    """Modules that completed, as (step, module)."""
    interactions: dict[str, Interaction] = field(default_factory=dict[str, Interaction])
    current: str = ""
    """The open interaction's id, or empty."""
    results: int = 0
    exports: list[str] = field(default_factory=list[str])
    failure: JsonObject | None = None
    """Why the workflow stopped: `{step_id, module_id, code, message, hint}`."""

    def interaction(self, interaction_id: str) -> Interaction:
        """KeyError if there is none."""
        return self.interactions[interaction_id]

    def fold(self, events: Iterable[SessionEvent]) -> None:
        """Take in events in order. Unknown kinds are skipped: a newer program may have written them."""
        for event in events:
            take = _FOLDS.get(event.kind)
            if take:
                take(self, event.data)
            if not self.created_at:
                self.created_at = event.at
            self.seq, self.updated_at = event.seq, event.at


def _session_started(state: SessionState, data: JsonObject) -> None:
    state.workflow_id = data["workflow_id"]
    state.workflow_title = data["workflow_title"]
    state.content_hash = data["content_hash"]
    state.title = data["title"]
    state.state = dict(data["state"])


def _session_renamed(state: SessionState, data: JsonObject) -> None:
    state.title = data["title"]


def _step_entered(state: SessionState, data: JsonObject) -> None:
    state.step_id = data["step_id"]


def _interaction_opened(state: SessionState, data: JsonObject) -> None:
    request = InteractionRequest.model_validate(data["request"])
    state.interactions[data["interaction_id"]] = Interaction(
        id=data["interaction_id"],
        step_id=data["step_id"],
        module_id=data["module_id"],
        request=request,
        data=dict(request.display_data),
    )
    state.current = data["interaction_id"]
    state.failure = None


def _result_added(state: SessionState, data: JsonObject) -> None:
    state.results += 1
    if data.get("target_path"):
        interaction = state.interactions[data["interaction_id"]]
        interaction.data = apply(interaction.data, data["target_path"], data["merge_mode"], data["value"])


def _values_committed(state: SessionState, data: JsonObject) -> None:
    interaction = state.interactions[data["interaction_id"]]
    interaction.data = {**interaction.data, "current_values": data["values"]}


def _data_changed(state: SessionState, data: JsonObject) -> None:
    interaction = state.interactions[data["interaction_id"]]
    mapping = ResultMapping.model_validate(data["mapping"])
    interaction.data = change(interaction.data, mapping, data["value"])


def _proposal_made(state: SessionState, data: JsonObject) -> None:
    interaction = state.interactions[data["interaction_id"]]
    interaction.proposals[data["proposal_id"]] = Proposal(
        id=data["proposal_id"],
        execution_id=data["execution_id"],
        label=data["label"],
        mapping=ResultMapping.model_validate(data["mapping"]),
        value=data["value"],
    )


def _proposal_resolved(state: SessionState, data: JsonObject) -> None:
    state.interactions[data["interaction_id"]].proposals.pop(data["proposal_id"], None)


def _results_selected(state: SessionState, data: JsonObject) -> None:
    state.interactions[data["interaction_id"]].selected = list(data["content_ids"])


def _interaction_completed(state: SessionState, data: JsonObject) -> None:
    state.interactions[data["interaction_id"]].response = data["response"]
    state.current = ""


def _module_completed(state: SessionState, data: JsonObject) -> None:
    state.done.add((data["step_id"], data["module_id"]))
    state.state = {**state.state, **data["state"]}
    state.failure = None


def _module_failed(state: SessionState, data: JsonObject) -> None:
    state.failure = data


def _files_exported(state: SessionState, data: JsonObject) -> None:
    state.exports.append(data["folder"])


def _session_completed(state: SessionState, _data: JsonObject) -> None:
    state.status = "completed"


_FOLDS = {
    "session_started": _session_started,
    "session_renamed": _session_renamed,
    "step_entered": _step_entered,
    "interaction_opened": _interaction_opened,
    "result_added": _result_added,
    "values_committed": _values_committed,
    "data_changed": _data_changed,
    "proposal_made": _proposal_made,
    "proposal_resolved": _proposal_resolved,
    "results_selected": _results_selected,
    "interaction_completed": _interaction_completed,
    "module_completed": _module_completed,
    "module_failed": _module_failed,
    "files_exported": _files_exported,
    "session_completed": _session_completed,
}


def change(data: Mapping[str, Any], mapping: ResultMapping, value: Any) -> JsonObject:
    """`data` after a result mapping; `PathError` if it does not fit."""
    return apply(
        data, mapping.target_path, mapping.merge_mode, value, key=mapping.key, only_empty=mapping.only_empty
    )
