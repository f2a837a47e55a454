"""What ComfyUI's websocket says, turned into progress and previews. Pure.

Texts are `{"type": …, "data": {…}}`: `execution_cached {nodes}`, `progress_state {nodes: {id:
{value, max, state}}}`, `executing {node}` (null at the end), `execution_success`, `_error`,
`_interrupted`. Binaries begin with a big-endian type of 4 bytes: 1 is a preview (4 bytes of
format, then the picture), 4 one with its metadata (4 bytes of length, JSON, then the picture).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.media import MediaPreview
from engine.providers.picture_check import check_picture
from schemas.json_value import is_list, is_object

PREVIEW, PREVIEW_WITH_METADATA = 1, 4
ENDS = frozenset({"execution_success", "execution_error", "execution_interrupted"})


@dataclass(slots=True)
class Following:
    """One prompt as its messages tell it; `weights` is how much work each node is."""

    prompt: str
    weights: Mapping[str, float]
    fraction: float = 0.0
    node: str = ""
    """The id of the node that runs."""
    cached: frozenset[str] = frozenset()
    ended: bool = False
    _shares: dict[str, float] = field(default_factory=dict[str, float])

    def text(self, message: str) -> bool:
        """Take a text; whether something about this prompt is new."""
        try:
            told = json.loads(message)
        except (ValueError, RecursionError):
            return False
        data: Any = told.get("data") if is_object(told) else None
        if not is_object(data) or data.get("prompt_id") != self.prompt:
            return False
        kind = told.get("type")
        if kind == "execution_cached":
            nodes = data.get("nodes")
            self.cached = frozenset(map(str, nodes)) if is_list(nodes) else frozenset()
            self._shares |= dict.fromkeys(self.cached, 1.0)
        elif kind == "progress_state":
            self._states(data.get("nodes"))
        elif kind == "executing":
            node = data.get("node")
            self.node = str(node) if node is not None else ""
            self.ended = node is None
        elif kind in ENDS:
            self.ended = True
        total = sum(self.weights.values())
        done = sum(self.weights.get(node, 0.0) * share for node, share in self._shares.items())
        self.fraction = max(self.fraction, min(1.0, done / total if total else 0.0))
        return True

    def binary(self, message: bytes, index: int) -> MediaPreview | None:
        """The preview in a binary, if it is one of this prompt and a picture."""
        kind, data = int.from_bytes(message[:4], "big"), message[8:]
        if kind == PREVIEW_WITH_METADATA:
            length = int.from_bytes(message[4:8], "big")
            try:
                about = json.loads(data[:length])
            except (ValueError, RecursionError):
                return None
            if not is_object(about) or about.get("prompt_id", self.prompt) != self.prompt:
                return None
            data = data[length:]
        elif kind != PREVIEW:
            return None
        try:
            return MediaPreview(data, check_picture(data, "").media_type, index)
        except ProviderError:
            return None  # nobody misses one

    def _states(self, nodes: Any) -> None:
        for node, state in nodes.items() if is_object(nodes) else ():
            if not is_object(state):
                continue
            value, most = state.get("value"), state.get("max")
            if state.get("state") == "finished":
                self._shares[node] = 1.0
            elif isinstance(value, int | float) and isinstance(most, int | float) and most > 0:
                self.node = node
                self._shares[node] = max(0.0, min(1.0, value / most))
