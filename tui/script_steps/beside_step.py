"""The ways from a step's page to what there is beside it: versions, settings, another document."""

from collections.abc import Sequence

from textual import work

from engine.records.record_title import record_title
from tui.letter_menu import LetterMenu, Line
from tui.script_steps.record_form import FormField
from tui.script_steps.step_page import StepPage


class BesideStep(StepPage):
    """A page of a step; a subclass saves what was typed."""

    async def commit_all(self) -> bool:
        """Save what was typed to the records; returns whether nothing is left over."""
        raise NotImplementedError

    @work(group="versions", exclusive=True)
    async def action_versions(self) -> None:
        """Earlier versions of a field: compared, and one of them brought back."""
        from tui.records.versions_screen import VersionsScreen  # noqa: PLC0415 - opened now and then

        record = self.editor.record
        if record is None or not await self.commit_all():
            return
        having = [field for field in self._fields if field.db_field in record.versions]
        name = having[0].db_field if len(having) == 1 else await self._ask_field(having)
        if not name:
            return
        await self.app.push_screen_wait(VersionsScreen(self._engine, record.id, name, record_title(record)))
        self.show_current()

    async def _ask_field(self, fields: Sequence[FormField]) -> str | None:
        if not fields:
            self.notify("Nothing was written to these fields yet.", markup=False)
            return None
        letters = zip("abcdefghijklmnopqrstuvwxyz", fields, strict=False)
        lines = [Line(field.db_field, letter, field.label) for letter, field in letters]
        return await self.app.push_screen_wait(LetterMenu(lines, "Versions of"))

    @work(group="settings", exclusive=True)
    async def action_settings(self) -> None:
        from tui.script_steps.settings_screen import StepSettingsScreen  # noqa: PLC0415 - opened now and then

        if self._document_id is None:
            return
        title, step_id = self._step.title, self._step.step_id
        await self.app.push_screen_wait(
            StepSettingsScreen(
                self._engine,
                self._session.id,
                title,
                step_id=step_id,
                document_id=self._document_id,
                run=self._settings,
            )
        )
        self._say()

    @work(group="prompts", exclusive=True)
    async def action_prompts(self) -> None:
        """Stored LLM actions, to be edited and tested on the record under the cursor."""
        from tui.llm_actions.screen import LlmActionsScreen  # noqa: PLC0415 - opened now and then

        if await self.commit_all():
            await self.app.push_screen_wait(LlmActionsScreen(self._engine, self.list.cursor))
            self.show_current()

    def choose_document(self) -> None:
        self.action_document()

    @work(group="document", exclusive=True)
    async def action_document(self) -> None:
        """Let the person choose the document whose records these are."""
        from tui.script_steps.choose_document import ChooseDocument  # noqa: PLC0415 - most pages know theirs

        chosen = await self.app.push_screen_wait(ChooseDocument(self, self._step.collection))
        if chosen is not None and await self.commit_all():
            self.use_document(chosen)

    @work(group="trust", exclusive=True)
    async def action_trust(self) -> None:
        """Show the workflow's own code; once the person lets it run, the step and its panel are there."""
        from tui.interaction.trusting import Trusting  # noqa: PLC0415 - few workflows have code

        trusting = Trusting(self, self._page, retry=lambda _: None, complain=self.complain)
        if await trusting.agreed():
            await self.look_at_step()
