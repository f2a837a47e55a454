"""What the events of a session's way through its workflow do to its state."""

from engine.session.state import JsonObject, SessionState


def _session_started(state: SessionState, data: JsonObject, _at: float) -> None:
    state.workflow_id = data["workflow_id"]
    state.workflow_title = data["workflow_title"]
    state.content_hash = data["content_hash"]
    state.source = data.get("source", "")
    state.title = data["title"]
    state.state = dict(data["state"])


def _session_renamed(state: SessionState, data: JsonObject, _at: float) -> None:
    state.title = data["title"]


def _step_entered(state: SessionState, data: JsonObject, _at: float) -> None:
    state.step_id = data["step_id"]


def _module_completed(state: SessionState, data: JsonObject, _at: float) -> None:
    if not data.get("again"):
        state.done.add((data["step_id"], data["module_id"]))
    state.state = {**state.state, **data["state"]}
    state.failure = None


def _module_failed(state: SessionState, data: JsonObject, _at: float) -> None:
    state.failure = data


def _files_exported(state: SessionState, data: JsonObject, _at: float) -> None:
    state.exports.append(data["folder"])


def _session_completed(state: SessionState, _data: JsonObject, _at: float) -> None:
    state.status = "completed"


def _documents_adopted(state: SessionState, data: JsonObject, _at: float) -> None:
    state.content_hash = data["content_hash"]
    state.failure = None


def _documents_kept(state: SessionState, data: JsonObject, _at: float) -> None:
    state.kept_documents = data["content_hash"]


WORKFLOW_FOLDS = {
    "session_started": _session_started,
    "session_renamed": _session_renamed,
    "step_entered": _step_entered,
    "module_completed": _module_completed,
    "module_failed": _module_failed,
    "files_exported": _files_exported,
    "session_completed": _session_completed,
    "documents_adopted": _documents_adopted,
    "documents_kept": _documents_kept,
}
