"""A form as widgets, of which only what is near the screen is mounted."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Collapsible

from engine.form.field import Field
from engine.form.hints import FormHints
from engine.form.model import FormModel
from engine.form.paths import parent_of
from tui.form.body import Body, Maker
from tui.form.field_row import FieldRow
from tui.form.form_items import FormItems
from tui.form.form_section import FormSection
from tui.form.near import due
from tui.form.outline import Keep
from tui.widgets.tab_line import TabLine


class ShownForm(VerticalScroll, can_focus=False):
    """Mounts, scrolls and moves the focus; what a field's widgets say and do is for subclasses."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next_field(1)", "Next field", show=False),
        Binding("shift+tab", "next_field(-1)", "Previous field", show=False),
    ]
    DEFAULT_CSS = """
    ShownForm { scrollbar-size-vertical: 1; }
    """

    model: FormModel
    ux: FormHints
    _body: Body
    _filling = False
    _held: Widget | None = None
    _tabs: TabLine | None = None

    def make_body(
        self, model: FormModel, ux: FormHints, maker: Maker, items: FormItems | None = None
    ) -> None:
        """Show this model from now on; what was there before is not unmounted by this."""
        self.model, self.ux = model, ux
        self._body = Body(model, ux, maker, items)

    @property
    def body(self) -> Body:
        """What is mounted, and what waits."""
        return self._body

    def compose(self) -> ComposeResult:
        items = self._body.items
        if items is not None and items.kind == "tabs":
            self._tabs = TabLine(items.labels)
            self._tabs.styles.dock = "top"
            yield self._tabs
        # The height is not known yet, but it is the screen's at most.
        yield from self._body.compose(self.app.size.height)

    def on_mount(self) -> None:
        self._fill_later()

    def on_resize(self) -> None:
        self._fill_later()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._fill_later()

    def _fill_later(self) -> None:
        if not self._filling and any(not stretch.filled for stretch in self._body.stretches()):
            self._filling = True
            self.call_after_refresh(self._fill_near)

    def _fill_near(self) -> None:
        """Mount what is on the screen, else the next piece around it, and go on once that is drawn."""
        self._filling = False
        waiting = due(self, self._body.stretches())
        if waiting:
            self.hold_focus()
        for at, each in enumerate(waiting):
            if at and each.distance:
                break
            self._body.fill(each.stretch)
            if each.above:
                self.call_after_refresh(self._hold_place, each.stretch, each.lines)
        if waiting:
            self._fill_later()

    def hold_focus(self) -> None:
        """Keep what the person edits on the screen, if it is there, whatever comes above."""
        focused = self.screen.focused
        seen = focused is not None and self in focused.ancestors and self.region.overlaps(focused.region)
        self._held = focused if seen else None

    def watch_virtual_size(self, old: Size, new: Size) -> None:
        if self._held is not None and old.height != new.height:
            self.call_after_refresh(self._keep_on_screen, self._held)

    def _bring(self, focused: Widget) -> None:
        if focused.has_focus and focused.is_attached and not self.screen.can_view_entire(focused):
            self.screen.scroll_to_center(focused, animate=False, immediate=True, origin_visible=True)

    def _keep_on_screen(self, focused: Widget) -> None:
        if focused.has_focus and focused.is_attached:
            self.scroll_to_widget(focused, animate=False, immediate=True)

    def _hold_place(self, stretch: Widget, lines: int) -> None:
        """What was mounted above takes other lines than it was given: what is seen must not jump."""
        more = stretch.outer_size.height - lines
        if more:
            self.scroll_to(y=self.scroll_y + more, animate=False, immediate=True)

    # What is shown

    def reshape(self) -> None:
        """Follow the model, the folds and the filter; the focus stays in its field where that is left."""
        path, focused = self.focused_path, self.screen.focused
        with self.app.batch_update():
            self._body.reshape(self)
        if path is not None and focused is not None and not focused.is_attached:
            self.focus_field(path)
        self._fill_later()

    def show_only(self, keep: Keep | None) -> None:
        """Show only fields that `keep` wants; all with None."""
        self._body.keep = keep
        self.reshape()

    @property
    def shown_paths(self) -> list[str]:
        """The paths of all fields that are there to be seen or scrolled to, from the top on."""
        return [
            entry.key.path
            for stretch in self._body.stretches()
            for entry in stretch.entries
            if entry.key.what in ("field", "head") and self.model.visible(entry.key.path)
        ]

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        event.stop()
        self.open_item(event.name)

    def on_collapsible_expanded(self, event: Collapsible.Expanded) -> None:
        section = event.collapsible.parent
        items = self._body.items
        if items and isinstance(section, FormSection) and (group := section.section.group) in items.labels:
            self.open_item(group or "")

    def open_item(self, item: str) -> None:
        """Show this tab, or unfold this part of the accordion, and hide the others."""
        if item != self._body.item:
            if self._tabs is not None:
                self._tabs.active = item
            self._body.open_item(item)
            self.scroll_home(animate=False)
            self._fill_later()

    # The focus

    def focused_row(self) -> FieldRow | None:
        """The row in which the focus is."""
        focused = self.screen.focused
        if focused is None or self not in focused.ancestors:
            return None
        return next((each for each in focused.ancestors if isinstance(each, FieldRow)), None)

    @property
    def focused_path(self) -> str | None:
        """The path of the field or part in which the focus is."""
        row, focused = self.focused_row(), self.screen.focused
        if row is not None:
            return row.field.name
        field = getattr(focused, "field", None)
        return field.name if isinstance(field, Field) else None

    def focus_field(self, name: str) -> None:
        """Focus the field, unfolding what it stands in; one that is not mounted yet gets it then."""
        widget = self._body.widget(name)
        if widget is not None and widget.is_mounted:
            self._focus(name, widget)
        else:
            self.run_worker(self._focus_when_mounted(name), group="focus", exclusive=True)

    async def _focus_when_mounted(self, name: str) -> None:
        if widget := await self.reach(name):
            self._focus(name, widget)

    def _focus(self, name: str, widget: Widget) -> None:
        if place := self._body.place_of(name):
            place[0].unfold()
            if self._body.items and (group := place[0].section.group) in self._body.items.labels:
                self.open_item(group or "")
        if isinstance(widget, FieldRow):
            widget.focus_control()
            widget = widget.control_widget
        else:
            widget.focus()
        # What was mounted this moment has its place only after the next layout.
        self._held = widget
        self.call_after_refresh(self._bring, widget)

    async def reach(self, name: str) -> Widget | None:
        """Mount the field at a path, or what it is part of; returns its row or head."""
        while self._body.place_of(name) is None:
            if name and self._body.folds.unfold_around(name):
                self.reshape()
            if self._body.place_of(name) is None:
                if not name:
                    return None
                name = parent_of(name)
        place = self._body.place_of(name)
        assert place is not None
        if mounting := self._body.fill(place[1]):
            await mounting
        widget = self._body.widget(name)
        if widget is not None:
            await widget._mounted_event.wait()  # private, and held by a test: it may be on its way
        return widget

    async def action_next_field(self, by: int) -> None:
        """As Tab does, but that what comes next is mounted first if it is not there yet."""
        path = self.focused_path
        place = self._body.place_of(path) if path is not None else None
        if place is not None:
            stretches = list(self._body.stretches())
            at = stretches.index(place[1]) + by
            while 0 <= at < len(stretches) and not stretches[at].filled:
                if mounting := self._body.fill(stretches[at]):
                    await mounting
                if any(widget.focusable for widget in stretches[at].query("*")):
                    break
                at += by
        if by > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()
