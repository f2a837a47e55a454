"""What a script type shows of the record under the cursor, above its fields (row C8).

A panel of a workflow's own is a subclass of `Panel` in its `panel.py`, named in that file's
`PANELS`: `{"a name": TheClass}`. A step's `panel` chooses it by that name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from textual.containers import Vertical

from engine.client.engine import Engine
from schemas.frozen import frozen
from schemas.messages.batches import BatchRecord
from schemas.messages.records import RecordView
from schemas.messages.script_steps import ScriptStepView
from tui.interaction.pictures import Pictures


@dataclass(frozen=True)
class PanelContext:
    """What a panel works with. `pictures` loads what a `blob:` url means."""

    engine: Engine
    session_id: str
    step: ScriptStepView
    pictures: Pictures


@frozen
class Compared:
    """Two texts to be shown beside each other, with what each is called."""

    title: str
    before: str
    after: str
    names: tuple[str, str]


class Panel(Vertical):
    """Height by its content unless styled otherwise; the fields of the record stand below it."""

    DEFAULT_CSS = """
    Panel { height: auto; }
    Panel > .facts { height: auto; color: $text-muted; padding: 0 1; }
    """

    def __init__(self, context: PanelContext) -> None:
        super().__init__(id="script-panel")
        self.context = context

    async def show(self, record: RecordView, run: BatchRecord | None) -> None:
        """Show a record; `run` is the newest attempt at it. Called again whenever either has changed.

        Texts from outside have to become `Content`. What is raised here is shown, and the record
        is drawn as data instead.
        """

    def compared(self, record: RecordView) -> Compared | None:
        """What before and after are in this record, or None where there is nothing to compare."""
        return None

    def written(self, record: RecordView) -> Mapping[str, Any]:
        """What the step has written into a record, by output key."""
        outputs = self.context.step.outputs
        return {
            key: record.fields[field.db_field]
            for key, field in outputs.items()
            if record.fields.get(field.db_field) is not None
        }
