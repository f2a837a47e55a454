"""What is kept of a prompt that has ended: `GET /history/{id}`.

`{id: {"outputs": {node: {"images": [{filename, subfolder, type}], …}}, "status": {"status_str",
"completed", "messages": [[type, {…}], …]}}}`; `{}` until the end, and again after a restart.
"""

from collections.abc import Mapping
from typing import Any

from engine.providers.comfyui.graph import Filled
from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import objects_in
from engine.providers.http.refusals import quote
from schemas.clean_text import clean_line
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object


@frozen
class File:
    """A file on the server; `temporary` ones are previews of nodes. `cached`: no node ran for it."""

    node: str
    name: str
    folder: str
    kind: str
    cached: bool

    @property
    def query(self) -> dict[str, str]:
        """For `GET /view`."""
        return {"filename": self.name, "subfolder": self.folder, "type": self.kind}

    @property
    def remote_id(self) -> str:
        """`output/reroll/x_00001_.png`."""
        return "/".join(part for part in (self.kind, self.folder, self.name) if part)


def entry_in(reply: Any, prompt: str) -> Mapping[str, Any] | None:
    """The prompt's own entry; None while there is none."""
    entry: Any = reply.get(prompt) if is_object(reply) else None
    return entry if is_object(entry) else None


def files_in(entry: Mapping[str, Any]) -> list[File]:
    """The results, previews only where there is nothing else."""
    cached = _cached(entry)
    outputs: Any = entry.get("outputs")
    files = [
        File(
            clean_line(str(node)),
            each["filename"],
            str(each.get("subfolder") or ""),
            str(each.get("type") or "output"),
            str(node) in cached,
        )
        for node, output in (outputs.items() if is_object(outputs) else ())
        for kind in (output.values() if is_object(output) else ())
        for each in objects_in(kind)
        if isinstance(each.get("filename"), str) and each["filename"]
    ]
    return [each for each in files if each.kind != "temp"] or files


def problem_in(entry: Mapping[str, Any], filled: Filled, where: str) -> ProviderError | None:
    """Why it ended badly, if it did."""
    status: Any = entry.get("status")
    if not is_object(status) or status.get("status_str") != "error":
        return None
    for kind, data in reversed(_messages(entry)):
        if kind == "execution_interrupted":
            return ProviderError(
                "refused", f"Somebody interrupted the job at {where}.", hint="Start it again."
            )
        if kind == "execution_error":
            node = filled.title_of(clean_line(str(data.get("node_id") or "?")))
            return ProviderError(
                "server_error",
                f"{node} failed at {where}.{quote(str(data.get('exception_message') or ''), None)}",
                hint="The graph, its models or the memory do not suffice; the server's log says more.",
            )
    return ProviderError(
        "server_error", f"{where} could not finish the job.", hint="Look at the server's log."
    )


def _cached(entry: Mapping[str, Any]) -> frozenset[str]:
    """Nodes whose outputs are those of an earlier job."""
    for kind, data in _messages(entry):
        nodes = data.get("nodes")
        if kind == "execution_cached" and is_list(nodes):
            return frozenset(map(str, nodes))
    return frozenset()


def _messages(entry: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    status: Any = entry.get("status")
    messages: Any = status.get("messages") if is_object(status) else None
    return [
        (str(each[0]), each[1])
        for each in (messages if is_list(messages) else [])
        if is_list(each) and len(each) == 2 and is_object(each[1])
    ]
