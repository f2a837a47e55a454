"""What the log says of an execution, event by event."""

from dataclasses import dataclass, field
from typing import Any, cast

from schemas.messages.events import EventKind, ExecutionEvent
from schemas.messages.session import ExecutionView
from tui.interaction.run_log import RunLog
from tui.widgets.stream_pane import StreamPane


@dataclass
class Pane:
    """Keeps what a `StreamPane` would show."""

    text: str = ""
    lines: list[str] = field(default_factory=list)

    def append(self, text: str) -> None:
        self.text += text

    def write_line(self, text: str, _kind: str) -> None:
        self.lines.append(text)
        self.text += f"\n[{text}]\n"

    def end_block(self) -> None: ...


def log(structured: bool | None, *events: tuple[EventKind, dict[str, Any]]) -> Pane:
    pane = Pane()
    view = ExecutionView.model_construct(id="e", label="Write", started_at=0.0)
    run = RunLog(cast(StreamPane, pane), view, structured=structured, titles={"title": "Title"})
    for seq, (kind, data) in enumerate(events):
        run.take(ExecutionEvent.model_construct(execution_id="e", seq=seq, kind=kind, data=data, at=2.0))
    return pane


def test_a_reply_that_is_asked_for_again_is_read_from_its_beginning() -> None:
    pane = log(
        True,
        ("token", {"text": '{"title": "half a sea'}),
        ("log", {"message": "Asking once more."}),
        ("token", {"text": '{"title": "Sea"}'}),
    )
    first, _, second = pane.text.partition("[Asking once more.]")
    assert "half a sea" in first
    assert second.split() == ["Title", "Sea"]


def test_the_end_says_what_it_cost() -> None:
    usage = {"output_tokens": 7, "cost": 0.0123}
    pane = log(None, ("completed", {"usage": usage, "message": ""}))
    assert pane.lines == ["done, 7 tokens, 2.0 s, $0.012"]
