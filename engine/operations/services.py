"""Everything operations call, put together once for an engine."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

from engine.actions.builtin import builtin_registry
from engine.actions.registry import Registry
from engine.actions.tasks import ExecutionTasks
from engine.config import load_config
from engine.finish import finish
from engine.operations.blobs_of import blobs_of
from engine.operations.later_parts import LaterParts
from engine.operations.queue_of import AsWorker, queue_of
from engine.operations.store_of import store_of
from engine.providers.directory import Providers
from engine.providers.registry import settings_of, with_stand_ins
from engine.session.catalogue import Catalogue
from engine.session.documents_on_disk import DocumentsOnDisk
from engine.session.going_back import GoingBack
from engine.session.history import PageHistory
from engine.session.instructions import Instructions
from engine.session.interactions import Interactions
from engine.session.log import SessionLog
from engine.session.meta import MetaEditor
from engine.session.provider_forms import ProviderForms
from engine.session.queue_board import QueueBoard
from engine.session.runner import Runner
from engine.session.running import Running
from engine.session.sessions import Sessions
from engine.store.database import BUSY_SECONDS
from engine.store.executions import Executions
from engine.store.shared_rates import turns_on

if TYPE_CHECKING:
    from engine.actions.pipeline import Pipeline
    from engine.operations.record_services import RecordServices


class Services(LaterParts):
    """An engine's parts. Operations take what they need from here and keep nothing."""

    closed = False
    _for_records: "RecordServices | None" = None

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
        registry = registry or builtin_registry(providers, lambda: services.for_records.for_actions)
        log = SessionLog(database)
        executions = Executions(database)
        catalogue = Catalogue(database, registry)
        forms = ProviderForms(providers)
        interactions = Interactions(log, catalogue, database, forms)

        @cache
        def pipeline() -> "Pipeline":
            from engine.operations.pipeline_of import pipeline_of  # noqa: PLC0415 - a page runs nothing

            return pipeline_of(services, records_in_pictures=config.pictures.record)

        tasks = ExecutionTasks(pipeline)
        instructions = Instructions(log, executions, tasks, owner.name)
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
            sessions=Sessions(
                home=home,
                log=log,
                catalogue=catalogue,
                interactions=interactions,
                database=database,
                executions=executions,
                runner=Runner(log, catalogue, registry, executions, owner.name, tasks, forms),
            ),
            meta=MetaEditor(log),
            instructions=instructions,
            providers=providers,
            registry=registry,
            owner=owner,
            jobs=queue,
            tasks=tasks,
            pipeline=pipeline,
        )
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
