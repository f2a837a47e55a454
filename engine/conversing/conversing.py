"""Services of conversations: shown, an action answered, a message sent again, a reply chosen."""

import secrets

from engine.actions.errors import ActionError
from engine.actions.registry import Registry
from engine.actions.tasks import ExecutionTasks
from engine.conversing.again import chosen
from engine.conversing.parameters import problem_with
from engine.conversing.records import action_event
from engine.conversing.reply import ReplyActions
from engine.conversing.runs import EmbeddedRuns
from engine.conversing.verdict import Refusal, known_definition, verdict
from engine.conversing.views import conversation_view
from engine.session.catalogue import Catalogue
from engine.session.conversation import Turn
from engine.session.errors import SessionError
from engine.session.event_rows import events_in
from engine.session.forks import Forks
from engine.session.interactions import known_page
from engine.session.log import SessionLog
from engine.session.page import Interaction
from engine.session.page_values import committed
from engine.session.sessions import Sessions
from engine.session.state import SessionEvent, SessionState
from engine.session.talk import CONVERSE, AskedAction, EarlierReply
from engine.session.talk_folds import turns_of
from engine.session.turns import turn_of
from engine.store.database import Database, Transaction
from engine.store.drafts import get_draft, save_draft
from engine.store.executions import ExecutionRequest, Executions
from schemas.documents.workflow import Workflow
from schemas.messages.conversation import ConversationView
from schemas.messages.session import Draft, SessionView

_STARTED = (
    "SELECT seq, at, kind, data FROM session_events WHERE session_id = ? AND kind = 'execution_started'"
)


class Conversing:
    """All raise `SessionError`."""

    def __init__(
        self,
        *,
        log: SessionLog,
        catalogue: Catalogue,
        registry: Registry,
        executions: Executions,
        tasks: ExecutionTasks,
        forks: Forks,
        sessions: Sessions,
        database: Database,
        owner: str,
    ) -> None:
        self._log = log
        self._catalogue = catalogue
        self._executions = executions
        self._forks = forks
        self._sessions = sessions
        self._database = database
        self._runs = EmbeddedRuns(registry, executions, tasks, owner)

    def embedded(self, request: ExecutionRequest, execution_id: str) -> ReplyActions:
        """What takes the actions in the reply of an execution."""
        return ReplyActions(self._log, self._catalogue, self._runs, request, execution_id)

    async def view(self, session_id: str, interaction_id: str) -> ConversationView:
        """The conversation of a page, open or completed."""
        state = await self._log.state(session_id)
        known_page(state, interaction_id)
        return conversation_view(state, (await self._workflow(state)).states, interaction_id)

    async def answer(self, session_id: str, action_id: str, *, accept: bool) -> ConversationView:
        """Run an action that waits, as far as it may now; or note that it was declined."""
        state = await self._log.state(session_id)
        action = _waiting(state, action_id)
        if accept:
            await self._accept(state, action)
        else:
            declined = action_event(action_id, status="declined")

            def decide(state: SessionState) -> list[SessionEvent]:
                _waiting(state, action_id)
                return [declined]

            await self._log.change(session_id, decide)
        return await self.view(session_id, action.interaction_id)

    async def _accept(self, state: SessionState, action: AskedAction) -> None:
        workflow = await self._workflow(state)
        row = await self._executions.get(action.execution_id)
        page = known_page(state, action.interaction_id)
        reply = row.request if row and row.request.session_id == state.id else _standing_for(state.id, page)
        definition = known_definition(workflow, action.name)
        problem = await problem_with(action.parameters, definition.parameters) if definition else ""
        run_id = secrets.token_hex(8)
        begun: list[ExecutionRequest] = []

        def decide(state: SessionState) -> list[SessionEvent]:
            _waiting(state, action.id)
            decided = verdict(workflow, state.machine, action.name, problem)
            if isinstance(decided, Refusal):
                return [action_event(action.id, status="refused", message=decided.message)]
            request = self._runs.request(reply, action.id, decided, action.parameters)
            begun.append(request)
            running = action_event(action.id, status="running", run_id=run_id)
            return [running, self._runs.started(run_id, request)]

        async def write(transaction: Transaction) -> None:
            for request in begun:
                await self._runs.add(transaction, run_id, request)

        await self._log.change(state.id, decide, write)
        if begun:
            await self._runs.ended(run_id)

    async def resend(self, session_id: str, turn_id: str, message: str | None) -> SessionView:
        """A fork that stands right before a turn, with a message in its form."""
        state = await self._log.state(session_id)
        turn = turn_of(state, turn_id)
        if turn.action != CONVERSE:
            raise SessionError("bad_request", "This turn belongs to no conversation.")
        known_page(state, turn.interaction_id)
        place = turns_of(state, turn.interaction_id).index(turn)
        replies = {turn.execution_id, *(each.turn.execution_id for each in _replaced(state, turn, place))}
        rows = await self._database.all(_STARTED, (session_id,))
        starts = [each.seq for each in events_in(rows) if each.data["execution_id"] in replies]
        if not starts:
            raise SessionError("conflict", "Where this turn began is not known any more.")
        fork_id = await self._forks.fork(session_id, min(starts) - 1, None, "")
        await self._say(fork_id, turn.interaction_id, turn.asked if message is None else message)
        return await self._sessions.view(fork_id)

    async def _say(self, session_id: str, interaction_id: str, message: str) -> None:
        state = await self._log.state(session_id)
        page = known_page(state, interaction_id)
        said = {_message_field(page): message}
        async with self._database.transaction(of=session_id) as transaction:
            draft = await get_draft(transaction, session_id, interaction_id)
            held = committed(page, draft, said)["current_values"]
            await save_draft(transaction, session_id, interaction_id, Draft(values=held))

    async def choose(self, session_id: str, turn_id: str) -> ConversationView:
        """Bring an earlier reply to the last message back; the present one becomes an earlier one."""
        state = await self._log.state(session_id)
        earlier = state.talk.earlier_reply(turn_id)

        def decide(state: SessionState) -> list[SessionEvent]:
            if state.talk.answering:
                raise SessionError(
                    "conflict", "A reply is being written.", hint="Wait for its end, or stop it."
                )
            try:
                return chosen(state, turn_id)
            except ActionError as error:
                kind = "not_found" if error.code == "not_found" else "conflict"
                raise SessionError(kind, error.message, hint=error.hint) from None

        await self._log.change(session_id, decide)
        assert earlier is not None
        return await self.view(session_id, earlier.turn.interaction_id)

    async def _workflow(self, state: SessionState) -> Workflow:
        return (await self._catalogue.find(state.content_hash)).workflow


def _standing_for(session_id: str, page: Interaction) -> ExecutionRequest:
    """The request of a reply that was written in the session this one is a fork of."""
    return ExecutionRequest(
        action=CONVERSE,
        label="",
        mode="streaming",
        session_id=session_id,
        step_id=page.step_id,
        module_id=page.module_id,
        interaction_id=page.id,
    )


def _replaced(state: SessionState, turn: Turn, place: int) -> list[EarlierReply]:
    """The earlier replies to what a turn answers."""
    page = turn.interaction_id
    return [each for each in state.talk.earlier if each.place == place and each.turn.interaction_id == page]


def _message_field(page: Interaction) -> str:
    """The field that holds what the person says: the one that is empty again once it was sent."""
    for sub_action in page.request.sub_actions:
        if sub_action.action_type == CONVERSE and not sub_action.config.get("regenerate"):
            empties = sub_action.config.get("empties", ["message"])
            return str(empties[0]) if empties else "message"
    return "message"


def _waiting(state: SessionState, action_id: str) -> AskedAction:
    action = state.talk.actions.get(action_id)
    if action is None:
        raise SessionError("not_found", f"There is no action {action_id!r} in this session.")
    if action.status != "waiting" or action.execution_id in state.talk.set_aside:
        raise SessionError("conflict", "This action does not wait for an answer any more.")
    if known_page(state, action.interaction_id).completed:
        raise SessionError("conflict", "This page was completed; it can be read but not changed.")
    return action
