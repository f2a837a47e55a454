"""Everything operations call, put together once for an engine."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from engine.actions.builtin import builtin_registry
from engine.actions.giving_back import GivingBack
from engine.actions.landings import Landings
from engine.actions.pipeline import Pipeline
from engine.actions.record_actions import RecordAccess
from engine.actions.registry import Registry
from engine.actions.scope import Landing
from engine.actions.tasks import ExecutionTasks
from engine.config import load_config
from engine.finish import finish
from engine.operations.blobs_of import blobs_of
from engine.operations.queue_of import AsWorker, queue_of
from engine.operations.store_of import store_of
from engine.providers.directory import Providers
from engine.providers.registry import settings_of, with_stand_ins
from engine.queue.job_queue import JobQueue
from engine.session.catalogue import Catalogue
from engine.session.dead_jobs import DeadJobs
from engine.session.documents_on_disk import DocumentsOnDisk
from engine.session.forks import Forks
from engine.session.going_back import GoingBack
from engine.session.history import PageHistory
from engine.session.instructions import Instructions
from engine.session.interactions import Interactions
from engine.session.landing import SessionLanding
from engine.session.log import SessionLog
from engine.session.meta import MetaEditor
from engine.session.provider_forms import ProviderForms
from engine.session.queue_board import QueueBoard
from engine.session.references import References
from engine.session.repeatable import repeatable_at
from engine.session.restoring import Restoring
from engine.session.runner import Runner
from engine.session.running import Running
from engine.session.sessions import Sessions
from engine.session.settings import Settings
from engine.session.sweeps import Sweeps
from engine.session.turns import Turns
from engine.store.blobs import Blobs
from engine.store.database import BUSY_SECONDS, Database
from engine.store.executions import Executions
from engine.store.owner import Owner
from engine.store.shared_rates import turns_on

if TYPE_CHECKING:
    from engine.access.tokens import Tokens
    from engine.conversing.conversing import Conversing
    from engine.operations.record_services import RecordServices


@dataclass(slots=True)
class Services:
    """An engine's parts. Operations take what they need from here and keep nothing."""

    home: Path
    database: Database
    blobs: Blobs
    log: SessionLog
    executions: Executions
    catalogue: Catalogue
    interactions: Interactions
    history: PageHistory
    going_back: GoingBack
    documents: DocumentsOnDisk
    running: Running
    queue: QueueBoard
    sessions: Sessions
    references: References
    turns: Turns
    settings: Settings
    meta: MetaEditor
    instructions: Instructions
    forks: Forks
    restoring: Restoring
    sweeps: Sweeps
    providers: Providers
    registry: Registry
    owner: Owner
    jobs: JobQueue
    dead_jobs: DeadJobs
    tasks: ExecutionTasks
    landings: Landings
    closed: bool = False
    _for_records: "RecordServices | None" = field(default=None, init=False)
    _conversing: "Conversing | None" = field(default=None, init=False)
    _tokens: "Tokens | None" = field(default=None, init=False)

    @classmethod
    async def open(
        cls,
        home: Path,
        *,
        registry: Registry | None = None,
        stand_ins: Mapping[str, str] | None = None,
        run_jobs: bool = True,
        busy_seconds: float = BUSY_SECONDS,
        store: str = "",
        worker: AsWorker | None = None,
    ) -> Self:
        """Open the store and start the queue. Raises `StorageError` and `ConfigError`.

        `stand_ins` maps provider names to the kind of a built-in one, over what the file says.
        Without `run_jobs` nothing is taken off the queue: for programs that end at once.
        `store` is the `postgresql://` URL of a shared store, over what the environment and the file say.
        `worker`: run jobs that servers put there, and none of this program's own.
        """
        config = with_stand_ins(await asyncio.to_thread(load_config, home, settings_of), stand_ins or {})
        blobs = await asyncio.to_thread(blobs_of, home, config.store)
        opened = await store_of(home, config.store, store, busy_seconds=busy_seconds)
        database, owner = opened.database, opened.owner
        try:
            queue = await queue_of(opened, config, worker)
        except BaseException:
            await finish(opened.close())
            raise
        providers = Providers(home, config, turns_on(database))
        access = RecordAccess()
        registry = registry or builtin_registry(providers, access)
        log = SessionLog(database)
        executions = Executions(database)
        catalogue = Catalogue(database, registry)
        forms = ProviderForms(providers)
        interactions = Interactions(log, catalogue, database, forms)

        async def export_folder(session_id: str) -> str:
            state = await log.state(session_id)
            stamp = time.strftime("%Y-%m-%d", time.localtime(state.created_at))
            return str(home / "exports" / f"{stamp}-{state.workflow_id}-{session_id}")

        session_landing = SessionLanding(log, catalogue, registry, export_folder)
        landings = Landings(session_landing)
        pipeline = Pipeline(registry, database, executions, blobs, landings, owner.name)
        pipeline.records_in_pictures = config.pictures.record
        tasks = ExecutionTasks(pipeline)
        instructions = Instructions(log, executions, tasks, owner.name)
        if queue.redelivers:
            pipeline.giving_back = GivingBack(database, executions, owner.name, repeatable_at(providers))
        running = Running(
            log=log,
            interactions=interactions,
            instructions=instructions,
            registry=registry,
            executions=executions,
            pipeline=pipeline,
            tasks=tasks,
            queue=queue,
            owner=owner,
        )
        sessions = Sessions(
            home=home,
            log=log,
            catalogue=catalogue,
            interactions=interactions,
            database=database,
            executions=executions,
            runner=Runner(log, catalogue, registry, executions, owner.name, tasks, forms),
        )
        forks = Forks(log, database)
        services = cls(
            home=home,
            database=database,
            blobs=blobs,
            log=log,
            executions=executions,
            catalogue=catalogue,
            interactions=interactions,
            history=PageHistory(log),
            going_back=GoingBack(log, catalogue),
            documents=DocumentsOnDisk(log, catalogue, forms),
            running=running,
            queue=QueueBoard(database, queue, owner),
            sessions=sessions,
            references=References(log),
            turns=Turns(log),
            settings=Settings(log, catalogue, providers),
            meta=MetaEditor(log),
            instructions=instructions,
            forks=forks,
            sweeps=Sweeps(
                log=log,
                interactions=interactions,
                registry=registry,
                executions=executions,
                running=running,
                queue=queue,
                database=database,
                owner=owner.name,
                estimate=pipeline.estimate,
            ),
            restoring=Restoring(
                log=log, forks=forks, sessions=sessions, catalogue=catalogue, database=database
            ),
            providers=providers,
            registry=registry,
            owner=owner,
            jobs=queue,
            dead_jobs=DeadJobs(database, queue, running, pipeline),
            tasks=tasks,
            landings=landings,
        )
        services._connect(session_landing, access)
        try:
            await running.start(run_jobs=run_jobs and (worker is not None or not queue.redelivers))
            if run_jobs and worker is None:
                await services.queue.say_who_works()
        except BaseException:
            await finish(services.close())
            raise
        return services

    @property
    def for_records(self) -> "RecordServices":
        """The parts for records, made when first asked for: what only opens a page never pays for them."""
        if self._for_records is None:
            from engine.operations.record_services import RecordServices  # noqa: PLC0415 - see above

            self._for_records = RecordServices.of(self)
            self._for_records.files.start()
        return self._for_records

    @property
    def tokens(self) -> "Tokens":
        """The tokens of the store: servers ask for them, and `reroll token`."""
        if self._tokens is None:
            from engine.access.tokens import Tokens  # noqa: PLC0415 - as above

            self._tokens = Tokens(self.database)
        return self._tokens

    @property
    def conversing(self) -> "Conversing":
        """The part for conversations, made now if need be."""
        if self._conversing is None:
            from engine.conversing.conversing import Conversing  # noqa: PLC0415 - as above

            self._conversing = Conversing(
                log=self.log,
                catalogue=self.catalogue,
                registry=self.registry,
                executions=self.executions,
                tasks=self.tasks,
                forks=self.forks,
                sessions=self.sessions,
                database=self.database,
                owner=self.owner.name,
            )
        return self._conversing

    def _connect(self, session_landing: SessionLanding, access: RecordAccess) -> None:
        """Say where the parts that are made late are to be found."""

        def embedded() -> Landing:
            from engine.conversing.landing import EmbeddedLanding  # noqa: PLC0415 - as above

            return EmbeddedLanding(self.log, self.catalogue, session_landing)

        session_landing.embedding = lambda request, execution_id: self.conversing.embedded(
            request, execution_id
        )
        access.open = lambda: self.for_records.for_actions
        self.landings.add_late("embedded", embedded)
        self.landings.add_late("record", lambda: self.for_records.landing)
        self.landings.add_late("llm_action_test", lambda: self.for_records.trial_landing)

    async def close(self) -> None:
        """Stop what runs, end child processes, close the store; all of it, whatever fails. Once is enough."""
        if self.closed:
            return
        self.closed = True
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.database.close)
            stack.push_async_callback(self.owner.close)
            stack.push_async_callback(self.blobs.close)
            stack.push_async_callback(self.providers.close)
            stack.push_async_callback(self._close_for_records)
            stack.push_async_callback(self.running.close)
            self.executions.close()
            self.log.close()

    async def _close_for_records(self) -> None:
        # Looked at after what ran has stopped: a run that is cut off may be the first to need them.
        if self._for_records:
            await self._for_records.close()
