"""One result alone: the picture or the whole text, and what is known about it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import ModalScreen

from schemas.clean_text import clean_line
from schemas.frozen import frozen
from tui.results.card import CURSOR, FILE, SELECTED, marks_of
from tui.results.image_cache import ImageLoader
from tui.results.image_view import FindFile, ImageView
from tui.results.result_item import ResultItem
from tui.results.text_view import Block, TextView
from tui.widgets.key_footer import KeyFooter

if TYPE_CHECKING:
    from tui.results.markdown_text import MarkdownText

Facts = Sequence[tuple[str, str]]
_TITLE_CHARACTERS = 200


@frozen
class DetailActions:
    """What the caller does for the keys of the detail view; each takes a result's id.

    `select` toggles the selection and returns whether the result is selected now. `facts` returns
    pairs of label and value: prompt, seed, provider and whatever else is known. `others` are
    further actions on a result as (key, id, label); `run` does one, with the action's id first.
    `reveal` shows the folder of its file. `mark` changes a mark by its name (`star`, `better`, `worse`,
    `tags`, `note`), `item` returns the result as it is after that.
    """

    select: Callable[[str], bool]
    copy: Callable[[str], None]
    open_externally: Callable[[str], None]
    facts: Callable[[str], Facts]
    others: Sequence[tuple[str, str, str]] = ()
    run: Callable[[str, str], object] = lambda _action_id, _item_id: None
    reveal: Callable[[str], None] = lambda _item_id: None
    mark: Callable[[str, str], Awaitable[None]] | None = None
    item: Callable[[str], ResultItem | None] = lambda _item_id: None


class ResultDetail(ModalScreen[str]):
    """Shows one of `items`; left and right walk through them. Ends with the id last shown."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (90, "-wide")]
    DEFAULT_CSS = """
    ResultDetail {
        align: center middle;
        & > #frame {
            width: 100%;
            height: 1fr;
            margin: 0;
            border: round $accent;
            background: $surface;
            layout: vertical;
        }
        & #picture, & #text, & #markdown { height: 2fr; width: 1fr; }
        & #facts { height: 1fr; width: 1fr; border-top: solid $foreground 30%; }
        &.-wide > #frame { layout: horizontal; margin: 1 3 0 3; }
        &.-wide #picture, &.-wide #text, &.-wide #markdown { height: 1fr; }
        &.-wide #facts {
            height: 1fr;
            width: 36;
            border-top: none;
            border-left: solid $foreground 30%;
            padding-left: 1;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Close", id="detail.close"),
        Binding("left", "step(-1)", "Previous", id="detail.previous"),
        Binding("right", "step(1)", "Next", id="detail.next"),
        Binding("space", "select", "Select", id="detail.select"),
        Binding("y", "copy", "Copy", id="detail.copy"),
        Binding("o", "open_externally", "Open in viewer", id="detail.open-externally"),
        Binding("O", "reveal", "Show its folder", show=False, id="detail.reveal"),
        Binding("asterisk", "mark('star')", "Star", id="detail.star"),
        Binding("plus,equals_sign", "mark('better')", "Rate higher", show=False, id="detail.better"),
        Binding("minus", "mark('worse')", "Rate lower", show=False, id="detail.worse"),
        Binding("number_sign", "mark('tags')", "Tags", show=False, id="detail.tags"),
        Binding("N", "mark('note')", "Note", show=False, id="detail.note"),
    ]

    def __init__(
        self,
        items: Sequence[ResultItem],
        item_id: str,
        actions: DetailActions,
        *,
        image_loader: ImageLoader,
        find_file: FindFile | None = None,
        selected: Sequence[str] = (),
    ) -> None:
        """Show the result `item_id` of `items`; ValueError if it is not among them."""
        super().__init__()
        self._items = list(items)
        self._at = [item.id for item in self._items].index(item_id)
        self._actions = actions
        self._image_loader = image_loader
        self._find_file = find_file
        self._selected = set(selected)
        for key, action_id, label in actions.others:
            if key and key not in self._bindings.key_to_bindings:
                binding = Binding(key, f"run('{action_id}')", label, id=f"sub-action.{action_id}")
                self._bindings.key_to_bindings[key] = [binding]

    @property
    def item(self) -> ResultItem:
        """The result shown."""
        return self._items[self._at]

    def compose(self) -> ComposeResult:
        """A picture and a text share one place; the facts stand beside or below."""
        with Container(id="frame"):
            yield ImageView(self._image_loader, find_file=self._find_file, id="picture")
            yield TextView(id="text")
            if any(item.kind == "markdown" for item in self._items):
                # Most pages have none, and it takes a parser.
                from tui.results.markdown_text import MarkdownText  # noqa: PLC0415

                yield MarkdownText(id="markdown")
            yield TextView(id="facts")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Show the first result."""
        self._show()

    def _show(self) -> None:
        item = self.item
        picture, text = self.query_one(ImageView), self.query_one("#text", TextView)
        picture.display = item.kind == "image" and item.state == "ready" and item.image is not None
        laid_out = self._show_markdown(item)
        text.display = not picture.display and laid_out is None
        picture.show(item.image if picture.display else None)
        text.show(_text_of(item) if text.display else ())
        facts = self.query_one("#facts", TextView)
        self._show_facts()
        (facts if picture.display else laid_out or text).focus()
        self._show_heading()

    def _show_markdown(self, item: ResultItem) -> "MarkdownText | None":
        """Show the text laid out, if it is one to be laid out."""
        for laid_out in self.query("#markdown").results():
            view = cast("MarkdownText", laid_out)
            fits = item.kind == "markdown" and item.state == "ready" and view.can_show(item.text)
            view.display = fits
            view.show(item.text if fits else "")
            return view if fits else None
        return None

    def _show_facts(self) -> None:
        blocks = [block for label, value in self._facts() for block in _fact(label, value)]
        self.query_one("#facts", TextView).show(blocks)

    def _facts(self) -> Facts:
        marks = self.item.marks
        marked = marks_of(replace(self.item, marks=replace(marks, note="")))
        own = [("Marks", marked)] if marked else []
        own += [("Note", marks.note)] if marks.note else []
        caption = [("Caption", self.item.caption)] if self.item.caption else []
        return [*own, *caption, *self._actions.facts(self.item.id)]

    def _show_heading(self) -> None:
        mark = f"{SELECTED} " if self.item.id in self._selected else ""
        mark += f"{signs} " if (signs := marks_of(self.item)) else ""
        title = clean_line(self.item.title[:_TITLE_CHARACTERS])
        frame = self.query_one("#frame")
        # Content, not str: a title from outside is never markup.
        frame.border_title = Content(f"{CURSOR} {mark}{self._at + 1}/{len(self._items)} {title}")  # type: ignore[assignment]
        frame.border_subtitle = Content(clean_line(self.item.label[:_TITLE_CHARACTERS]))  # type: ignore[assignment]

    def action_step(self, by: int) -> None:
        """Go to the previous or the next result; at the ends, stay."""
        target = self._at + by
        if 0 <= target < len(self._items):
            self._at = target
            self._show()

    def action_select(self) -> None:
        """Let the caller select the result, and show the mark."""
        if self._actions.select(self.item.id):
            self._selected.add(self.item.id)
        else:
            self._selected.discard(self.item.id)
        self._show_heading()

    def action_copy(self) -> None:
        """Let the caller copy the text or the path."""
        self._actions.copy(self.item.id)

    def action_open_externally(self) -> None:
        """Let the caller open the result in another program."""
        self._actions.open_externally(self.item.id)

    def action_reveal(self) -> None:
        """Let the caller show the folder of the result's file."""
        self._actions.reveal(self.item.id)

    @work(group="marks")
    async def action_mark(self, name: str) -> None:
        """Let the caller change a mark, and show what it is then."""
        if self._actions.mark is None:
            return
        item_id = self.item.id
        await self._actions.mark(name, item_id)
        self._items = [self._actions.item(each.id) or each for each in self._items]
        if self.item.id == item_id and self.is_mounted:
            self._show_heading()
            self._show_facts()

    def action_run(self, action_id: str) -> None:
        """Let the caller do something with the result, and go back to see it happen."""
        self._actions.run(action_id, self.item.id)
        self.dismiss(self.item.id)

    def action_close(self) -> None:
        """Go back, to the result last shown."""
        self.dismiss(self.item.id)


def _text_of(item: ResultItem) -> list[Block]:
    if item.state == "failed":
        return [("failed", item.message or "failed, without a reason"), ("text", item.text)]
    if item.state == "running":
        return [("label", item.message or "working …"), ("text", item.text)]
    if item.kind == "image" and item.image is None:
        return [("label", "no image in this result"), ("text", item.text)]
    if item.kind == "file":
        about = f"{FILE} {item.media_type}: o opens it in another program, O shows its folder\n"
        return [("label", about), ("text", item.text)]
    return [("text", item.text)]


def _fact(label: str, value: str) -> list[Block]:
    return [("label", label), ("text", f"{value.rstrip()}\n")]
