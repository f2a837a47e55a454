"""Everything operations call, put together once for an engine."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from engine.actions.builtin import builtin_registry
from engine.actions.landings import Landings
from engine.actions.pipeline import Pipeline
from engine.actions.record_actions import RecordAccess
from engine.actions.registry import Registry
from engine.actions.tasks import ExecutionTasks
from engine.audit.audit import Audit
from engine.batches.attempts import Attempts
from engine.batches.batches import Batches
from engine.batches.cache import RunCache
from engine.batches.landing import RecordLanding
from engine.batches.prepared import Preparing
from engine.batches.steps import ScriptSteps
from engine.batches.subject import LANDING as RECORD
from engine.config import load_config
from engine.conversing.conversing import Conversing
from engine.conversing.landing import EmbeddedLanding
from engine.finish import finish
from engine.llm_actions.llm_actions import LlmActions
from engine.llm_actions.trials import LANDING as TRIAL
from engine.llm_actions.trials import TrialLanding, Trials
from engine.providers.directory import Providers
from engine.providers.registry import settings_of, with_stand_ins
from engine.queue.embedded import EmbeddedQueue
from engine.records.collections import Collections
from engine.records.exporting.exports import Exports
from engine.records.files import RecordFiles
from engine.records.for_actions import RecordsForActions
from engine.records.importing.imports import Imports
from engine.records.listing import Listing
from engine.records.records import Records
from engine.records.settings import StepSettings
from engine.records.versions import Versions
from engine.session.catalogue import Catalogue
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
from engine.session.restoring import Restoring
from engine.session.runner import Runner
from engine.session.running import Running
from engine.session.sessions import Sessions
from engine.session.settings import Settings
from engine.session.sweeps import Sweeps
from engine.session.turns import Turns
from engine.store.blobs import Blobs
from engine.store.database import BUSY_SECONDS, Database
from engine.store.errors import from_os
from engine.store.executions import Executions
from engine.store.owner import Owner


@dataclass(slots=True)
class Services:
    """An engine's parts. Operations take what they need from here and keep nothing."""

    home: Path
    database: Database
    blobs: Blobs
    log: SessionLog
    executions: Executions
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
    conversing: Conversing
    restoring: Restoring
    sweeps: Sweeps
    records: Records
    record_files: RecordFiles
    llm_actions: LlmActions
    trials: Trials
    step_settings: StepSettings
    batches: Batches
    script_steps: ScriptSteps
    audit: Audit
    collections: Collections
    record_listing: Listing
    record_versions: Versions
    record_imports: Imports
    record_exports: Exports
    providers: Providers
    registry: Registry
    owner: Owner
    closed: bool = False

    @classmethod
    async def open(
        cls,
        home: Path,
        *,
        registry: Registry | None = None,
        stand_ins: Mapping[str, str] | None = None,
        run_jobs: bool = True,
        busy_seconds: float = BUSY_SECONDS,
    ) -> Self:
        """Open the store and start the queue. Raises `StorageError` and `ConfigError`.

        `stand_ins` maps provider names to the kind of a built-in one, over what the file says.
        Without `run_jobs` nothing is taken off the queue: for programs that end at once.
        """
        config = with_stand_ins(await asyncio.to_thread(load_config, home, settings_of), stand_ins or {})
        database = await Database.open(home / "reroll.db", busy_seconds=busy_seconds)
        try:
            owner = Owner(home / "owners")
        except OSError as error:
            await database.close()
            raise from_os(error, home / "owners") from None
        providers = Providers(home, config)
        access = RecordAccess()
        registry = registry or builtin_registry(providers, access)
        blobs = Blobs(home / "blobs")
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
        landings.add("embedded", EmbeddedLanding(log, catalogue, session_landing))
        pipeline = Pipeline(registry, database, executions, blobs, landings, owner.name)
        pipeline.records_in_pictures = config.pictures.record
        tasks = ExecutionTasks(pipeline)
        instructions = Instructions(log, executions, tasks, owner.name)
        queue = EmbeddedQueue(database, owner.name, owner.alive)
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
        conversing = Conversing(
            log=log,
            catalogue=catalogue,
            registry=registry,
            executions=executions,
            tasks=tasks,
            forks=forks,
            sessions=sessions,
            database=database,
            owner=owner.name,
        )
        session_landing.embedding = conversing.embedded
        record_files = RecordFiles(database, blobs, home)
        records, collections = Records(database, deleting=record_files.forget), Collections(database)
        access.store = RecordsForActions(database, records, record_files)
        llm_actions = LlmActions(database)
        landings.add(TRIAL, TrialLanding(landings, log, records))
        step_settings = StepSettings(
            database=database,
            registry=registry,
            providers=providers,
            llm_actions=llm_actions,
            log=log,
            catalogue=catalogue,
            sessions=sessions,
        )
        attempts = Attempts(executions, queue, owner.name)
        landings.add(
            RECORD,
            RecordLanding(
                log=log,
                catalogue=catalogue,
                records=records,
                files=record_files,
                database=database,
                attempts=attempts,
                cache=RunCache(database, blobs),
            ),
        )
        batches = Batches(
            database=database,
            log=log,
            catalogue=catalogue,
            sessions=sessions,
            preparing=Preparing(
                records=records,
                collections=collections,
                settings=step_settings,
                llm_actions=llm_actions,
                registry=registry,
                providers=providers,
            ),
            attempts=attempts,
            executions=executions,
            running=running,
            queue=queue,
            providers=providers,
        )
        services = cls(
            home=home,
            database=database,
            blobs=blobs,
            log=log,
            executions=executions,
            interactions=interactions,
            history=PageHistory(log),
            going_back=GoingBack(log, catalogue),
            documents=DocumentsOnDisk(log, catalogue, forms),
            running=running,
            queue=QueueBoard(database, queue, owner.name),
            sessions=sessions,
            references=References(log),
            turns=Turns(log),
            settings=Settings(log, catalogue, providers),
            meta=MetaEditor(log),
            instructions=instructions,
            forks=forks,
            conversing=conversing,
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
            records=records,
            record_files=record_files,
            llm_actions=llm_actions,
            trials=Trials(
                database=database,
                llm_actions=llm_actions,
                records=records,
                catalogue=catalogue,
                sessions=sessions,
                log=log,
                instructions=instructions,
            ),
            step_settings=step_settings,
            batches=batches,
            script_steps=ScriptSteps(home, registry, log, catalogue, sessions),
            audit=Audit(database),
            collections=collections,
            record_listing=Listing(database, collections, records),
            record_versions=Versions(database),
            record_imports=Imports(database),
            record_exports=Exports(database, collections, records),
            providers=providers,
            registry=registry,
            owner=owner,
        )
        try:
            await running.start(run_jobs=run_jobs)
            if run_jobs:
                record_files.start()
        except BaseException:
            await finish(services.close())
            raise
        return services

    async def close(self) -> None:
        """Stop what runs, end child processes, close the store; all of it, whatever fails. Once is enough."""
        if self.closed:
            return
        self.closed = True
        async with AsyncExitStack() as stack:
            stack.callback(self.owner.close)
            stack.push_async_callback(self.database.close)
            stack.push_async_callback(self.providers.close)
            stack.push_async_callback(self.record_files.close)
            stack.push_async_callback(self.running.close)
            self.executions.close()
            self.log.close()
