"""Carries out a script on the open page of a session, command by command."""

import secrets
from collections.abc import Iterable
from typing import Any

from engine.cli.headless.asked import answer_waiting
from engine.cli.headless.choosing import chosen, results_of
from engine.cli.headless.commands import (
    Act,
    Command,
    Continue,
    Review,
    Select,
    SetText,
    SetValues,
    Until,
)
from engine.cli.headless.fault import NO_PAGE, NOTHING_TO_SELECT, Fault
from engine.cli.headless.page_form import form_of, set_text, set_values
from engine.cli.headless.sweeping import check_ends, start_sweep
from engine.cli.headless.watch import Watch
from engine.cli.output import FAILED, USAGE
from engine.form.model import FormModel
from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from engine.session.catalogue import Catalogue
from engine.spelling import nearest
from schemas.documents.sub_action import SubAction
from schemas.messages.executions import GetExecution, RunSubAction
from schemas.messages.interactions import (
    ContinueInteraction,
    ResolveProposal,
    SaveDraft,
    SelectResults,
)
from schemas.messages.session import InteractionView, SessionView
from schemas.messages.sessions import GetSession, ResumeSession
from schemas.messages.sweeps import GetSweep

_MOST_PAGES = 1000


class Player:
    """Every command is what a person does on the page, through the same operations.

    Raises `Fault` and `OperationError`; what was done until then stays done.
    """

    def __init__(self, services: Services, session_id: str, watch: Watch) -> None:
        self._services = services
        self._session_id = session_id
        self._watch = watch

    async def play(self, script: Iterable[Command]) -> None:
        """Carry out the commands, after what still has to run before the next page."""
        await self._go_on()
        for command in script:
            match command:
                case SetText(name, text):
                    page = await self._page()
                    form = form_of(page)
                    set_text(form, name, text)
                    await self._keep(page, form)
                case SetValues(values):
                    page = await self._page()
                    form = form_of(page)
                    set_values(form, values)
                    await self._keep(page, form)
                case Act():
                    await self._act(command)
                case Select(which):
                    page = await self._page()
                    ids = chosen(results_of(page), which)
                    await self._select(page, ids)
                case Review(accept, fields):
                    await self._review(accept, fields)
                case Continue():
                    await self._continue()
                case Until(place):
                    await self._until(place)

    async def view(self) -> SessionView:
        """The session, when everything of it until now has been reported."""
        view = await dispatch(self._services, GetSession(session_id=self._session_id))
        await self._watch.until(view.seq)
        return await dispatch(self._services, GetSession(session_id=self._session_id))

    async def _page(self) -> InteractionView:
        page = (await self.view()).interaction
        if page is None:
            raise Fault(NO_PAGE, "no page is open: the workflow is complete", code="no_page")
        return page

    async def _keep(self, page: InteractionView, form: FormModel) -> None:
        draft = form.draft()
        await dispatch(
            self._services,
            SaveDraft(
                session_id=self._session_id,
                interaction_id=page.id,
                values=draft.values,
                unparsed=draft.unparsed,
            ),
        )

    async def _select(self, page: InteractionView, ids: list[str]) -> None:
        await dispatch(
            self._services,
            SelectResults(session_id=self._session_id, interaction_id=page.id, content_ids=ids),
        )

    async def _act(self, command: Act) -> None:
        page = await self._page()
        sub_action = _offered(page, command.sub_action_id)
        if command.axes:
            await self._sweep(page, sub_action, command)
            return
        values = _submission(page)
        feedback, params = _params(page, sub_action, dict(command.params))
        execution = await dispatch(
            self._services,
            RunSubAction(
                session_id=self._session_id,
                interaction_id=page.id,
                action_id=sub_action.id,
                values=values,
                feedback=feedback,
                params=params,
                idempotency_key=secrets.token_hex(8),
            ),
        )
        await self.view()
        ended = await dispatch(self._services, GetExecution(execution_id=execution.id))
        if ended.status != "completed":
            error = ended.error or {}
            raise Fault(
                FAILED,
                f"{ended.label}: {error.get('message') or ended.status}",
                str(error.get("hint") or ""),
                code=str(error.get("code") or ended.status),
            )

    async def _sweep(self, page: InteractionView, sub_action: SubAction, command: Act) -> None:
        if command.params or sub_action.placement.at == "result":
            what = "parameters" if command.params else "a result to work on"
            raise Fault(USAGE, f"{sub_action.id} cannot have {what} in a sweep")
        started = await start_sweep(self._services, page, sub_action.id, command.axes)
        await self.view()
        view = await dispatch(self._services, GetSweep(sweep_id=started.id))
        self._watch.report.sweep(view)
        check_ends(view)

    async def _review(self, accept: bool, fields: tuple[str, ...] | None) -> None:
        page = await self._page()
        if await answer_waiting(self._services, page, accept=accept):
            await self.view()
            return
        if not page.proposals:
            raise Fault(NOTHING_TO_SELECT, "this page has no proposed change to accept or dismiss")
        for proposal in page.proposals:
            known = list(proposal.after)
            unknown = [name for name in fields or () if name not in known]
            if unknown:
                hint = f"it changes: {', '.join(known)}"
                raise Fault(USAGE, f"{proposal.label} changes no {unknown[0][:80]!r}", hint)
            await dispatch(
                self._services,
                ResolveProposal(
                    session_id=self._session_id,
                    interaction_id=page.id,
                    proposal_id=proposal.id,
                    accept=accept,
                    fields=None if fields is None else list(fields),
                ),
            )

    async def _continue(self) -> None:
        page = await self._page()
        display = page.request.result_display_schema
        if display and display.ux.selectable and display.ux.required and not page.selected:
            results = len(results_of(page))
            hint = f"--select 1 to {results}" if results else "run an action that makes results first"
            raise Fault(NOTHING_TO_SELECT, f"{_title(page)}: a result must be selected first", hint)
        await dispatch(
            self._services,
            ContinueInteraction(
                session_id=self._session_id,
                interaction_id=page.id,
                values=_submission(page),
                content_ids=page.selected,
            ),
        )
        await self._go_on()

    async def _go_on(self) -> None:
        """Run the modules before the next page; a module that fails is a `Fault`."""
        view = await self.view()
        if view.interaction is None and view.summary.status != "completed":
            await dispatch(self._services, ResumeSession(session_id=self._session_id))
            view = await self.view()
        if failure := view.failure:
            where = str(failure.get("module_id", ""))
            message = f"{where}: {failure.get('message', '')}"
            raise Fault(
                FAILED, message, str(failure.get("hint") or ""), code=str(failure.get("code") or "failed")
            )

    async def _until(self, place: str) -> None:
        await self._check_place(place)
        for _ in range(_MOST_PAGES):
            page = (await self.view()).interaction
            if page is None:
                break
            if place in (page.step_id, page.module_id):
                return
            await self._continue()
        raise Fault(NO_PAGE, f"the workflow went on without a page of {place[:80]!r}", code="no_page")

    async def _check_place(self, place: str) -> None:
        """A misspelt place would complete page after page for nothing."""
        services = self._services
        state = await services.log.state(self._session_id)
        loaded = await Catalogue(services.database, services.registry).find(state.content_hash)
        known = [name for step in loaded.steps for name in (step.id, *(each.id for each in step.modules))]
        if place not in known:
            close = nearest(place, known)
            hint = f"did you mean {close}?" if close else f"there are: {', '.join(known)}"
            raise Fault(USAGE, f"the workflow has no step or module {place[:80]!r}", hint)


def _offered(page: InteractionView, name: str) -> SubAction:
    known = {action.id: action for action in page.request.sub_actions}
    if name in known:
        return known[name]
    close = nearest(name, known)
    if close:
        hint = f"did you mean {close}?"
    else:
        hint = f"its actions are: {', '.join(known)}" if known else "it has no actions"
    raise Fault(USAGE, f"{_title(page)}: this page has no action {name[:80]!r}", hint)


def _submission(page: InteractionView) -> dict[str, Any]:
    """The form's values, checked as the screen checks them. Raises `Fault`."""
    form = form_of(page)
    if errors := form.validate():
        details = [f"{name or 'the form'}: {text}" for name, texts in errors.items() for text in texts]
        raise Fault(
            USAGE, f"{_title(page)}: some fields need attention", code="invalid_values", details=details
        )
    return form.submission()


def _params(
    page: InteractionView, sub_action: SubAction, given: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    """The feedback and the parameters of an action. One that stands at each result gets its item."""
    feedback = str(given.pop("feedback", ""))
    if feedback and not (sub_action.feedback and sub_action.feedback.enabled):
        raise Fault(USAGE, f"{sub_action.id} takes no feedback")
    params: dict[str, Any] = {**given}
    if sub_action.placement.at == "result":
        which = str(params.get("item", ",".join(page.selected)))
        ids = chosen(results_of(page), which) if which else []
        if len(ids) != 1:
            raise Fault(
                NOTHING_TO_SELECT,
                f"{sub_action.id} works on one result, and {len(ids) or 'none'} is chosen",
                f"--action {sub_action.id} --param item=1",
            )
        item = next(each for each in results_of(page) if each.get("content_id") == ids[0])
        params |= {"item": item, "result_id": ids[0]}
    return feedback, params


def _title(page: InteractionView) -> str:
    return page.request.title or page.module_id
