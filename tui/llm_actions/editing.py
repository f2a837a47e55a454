"""Edits a stored LLM action as a text, in the person's editor, and saves it as a new version."""

from typing import Any

from textual.content import Content
from textual.screen import Screen

from engine.client.engine import Engine
from engine.llm_actions.editable import from_text, to_edit
from engine.operations.errors import OperationError
from schemas.clean_text import clean, clean_line
from schemas.messages.given import UsageError, made
from schemas.messages.llm_actions import GetLlmAction, LlmActionView, SaveLlmAction
from tui.confirm import Confirm
from tui.form.external_editor import EditorFailed, edit_in_editor
from tui.session.ask import AskLine, AskText


class ActionEditing:
    """What was written and not saved is kept by the action's name, and edited on the next time."""

    def __init__(self, screen: Screen[Any], engine: Engine) -> None:
        self._screen = screen
        self._engine = engine
        self._kept: dict[str, str] = {}

    async def edit(self, name: str, now: LlmActionView | None) -> str:
        """What to tell the person then; "" if nothing was changed. `now` is None for a new action."""
        before = to_edit(now, name)
        text = self._kept.pop(name, before)
        seen = now.newest if now and now.deleted_at is None else None
        while True:
            edited = await self._edited(name, text)
            if edited is None or (edited == before and now is not None):
                return ""
            text = edited
            try:
                title, body = from_text(text.encode(), f"{name}.yaml")
                note = await self._note()
                if note is None:
                    self._kept[name] = text
                    return "Not saved. What you wrote is there again when you edit it."
                request = made(SaveLlmAction, name=name, title=title, body=body, note=note, seen=seen)
                saved = await self._engine.call(request)
            except UsageError as error:
                problem = f"{error.message} {error.hint}"
            except OperationError as error:
                problem = f"{error.body.message} {error.body.hint}"
                if error.body.code == "conflict" and await self._over(name, problem):
                    newest = await self._engine.call(GetLlmAction(action=name))
                    seen = None if newest.deleted_at else newest.newest
                    continue
            else:
                return f"{saved.name} is at version {saved.version}."
            question = Content(
                f"Not saved: {clean(problem).strip()}\n\nEdit on? Without, it is kept for later."
            )
            if not await self._screen.app.push_screen_wait(Confirm(question, "Edit on")):
                self._kept[name] = text
                return ""

    async def _edited(self, name: str, text: str) -> str | None:
        """The text as it was saved; in a field of ours where there is no editor."""
        app = self._screen.app
        try:
            return await edit_in_editor(app, f"{name}.yaml", text)
        except EditorFailed as error:
            question = Content(f"{clean_line(str(error))} Edit it here:")
            return await app.push_screen_wait(AskText(question, text))

    async def _note(self) -> str | None:
        question = Content("What was changed?")
        hint = "A note for the list of versions; may be empty. Enter saves, Escape does not."
        return await self._screen.app.push_screen_wait(AskLine(question, hint=hint, max_length=500))

    async def _over(self, name: str, problem: str) -> bool:
        question = Content(
            f"{clean(problem).strip()}\n\nOpen yours again, to save it over what is there now?"
        )
        return bool(await self._screen.app.push_screen_wait(Confirm(question, "Open it")))
