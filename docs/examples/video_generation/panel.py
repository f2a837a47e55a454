"""What the screen shows of a scene: its storyboard, with how long it is and how many frames it has."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from schemas.messages.batches import BatchRecord
from schemas.messages.records import RecordView
from tui.results.image_view import ImageView
from tui.script_steps.panel import Panel


class StoryboardPanel(Panel):
    """The first frame; the others move in a program that plays GIFs, which the file is for."""

    DEFAULT_CSS = """
    StoryboardPanel > ImageView { height: 12; margin: 0 1; }
    StoryboardPanel.-none > ImageView { display: none; }
    """
    _shown = ""

    def compose(self) -> ComposeResult:
        yield ImageView(self.context.pictures.load)
        yield Static(classes="facts")

    async def show(self, record: RecordView, run: BatchRecord | None) -> None:
        url = str(next(iter(self.written(record).values()), ""))
        self.set_class(not url, "-none")
        if url != self._shown:
            self._shown = url
            self.query_one(ImageView).show(url or None)
        given = self.context.step.parameters
        duration, fps = int(given.get("duration", 5)), int(given.get("fps", 24))
        length = f"{duration} s at {fps} frames a second: {duration * fps} frames"
        blob = await self.context.pictures.blob(url) if url else None
        kept = f" · {blob.size / 1024:,.0f} kB" if blob else " · not made yet"
        self.query_one(".facts", Static).update(Content(f"Storyboard, {length}{kept}"))


PANELS = {"video_generation": StoryboardPanel}
"""By the name of the script's type: its steps are shown by this panel."""
