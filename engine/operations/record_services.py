"""What operations on records call: made when the first of them is asked for, or a run lands on a record."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from engine.actions.scope import Landing
from engine.audit.audit import Audit
from engine.batches.attempts import Attempts
from engine.batches.batches import Batches
from engine.batches.cache import RunCache
from engine.batches.landing import RecordLanding
from engine.batches.prepared import Preparing
from engine.batches.steps import ScriptSteps
from engine.llm_actions.llm_actions import LlmActions
from engine.llm_actions.trials import TrialLanding, Trials
from engine.records.collections import Collections
from engine.records.exporting.exports import Exports
from engine.records.files import RecordFiles
from engine.records.for_actions import RecordsForActions
from engine.records.importing.imports import Imports
from engine.records.listing import Listing
from engine.records.records import Records
from engine.records.settings import StepSettings
from engine.records.versions import Versions

if TYPE_CHECKING:
    from engine.operations.services import Services


@dataclass(slots=True)
class RecordServices:
    """An engine's parts for records, script steps, stored LLM actions and the audit log."""

    records: Records
    files: RecordFiles
    for_actions: RecordsForActions
    collections: Collections
    listing: Listing
    versions: Versions
    imports: Imports
    exports: Exports
    llm_actions: LlmActions
    trials: Trials
    step_settings: StepSettings
    batches: Batches
    script_steps: ScriptSteps
    audit: Audit
    landing: Landing
    trial_landing: Landing

    @classmethod
    def of(cls, services: "Services") -> Self:
        """Put them together from the parts that every program has."""
        database, log, catalogue = services.database, services.log, services.catalogue
        files = RecordFiles(database, services.blobs, services.home)
        records, collections = Records(database, deleting=files.forget), Collections(database)
        llm_actions = LlmActions(database)
        step_settings = StepSettings(
            database=database,
            registry=services.registry,
            providers=services.providers,
            llm_actions=llm_actions,
            log=log,
            catalogue=catalogue,
            sessions=services.sessions,
        )
        attempts = Attempts(services.executions, services.jobs, services.owner.name)
        landing = RecordLanding(
            log=log,
            catalogue=catalogue,
            records=records,
            files=files,
            database=database,
            attempts=attempts,
            cache=RunCache(database, services.blobs),
        )
        preparing = Preparing(
            records=records,
            collections=collections,
            settings=step_settings,
            llm_actions=llm_actions,
            registry=services.registry,
            providers=services.providers,
        )
        return cls(
            records=records,
            files=files,
            for_actions=RecordsForActions(database, records, files),
            collections=collections,
            listing=Listing(database, collections, records),
            versions=Versions(database),
            imports=Imports(database),
            exports=Exports(database, collections, records),
            llm_actions=llm_actions,
            trials=Trials(
                database=database,
                llm_actions=llm_actions,
                records=records,
                catalogue=catalogue,
                sessions=services.sessions,
                log=log,
                instructions=services.instructions,
            ),
            step_settings=step_settings,
            batches=Batches(
                database=database,
                log=log,
                catalogue=catalogue,
                sessions=services.sessions,
                preparing=preparing,
                attempts=attempts,
                running=services.running,
                queue=services.jobs,
                executions=services.executions,
                providers=services.providers,
            ),
            script_steps=ScriptSteps(services.home, services.registry, log, catalogue, services.sessions),
            audit=Audit(database),
            landing=landing,
            trial_landing=TrialLanding(services.pipeline().landing, log, records),
        )

    async def close(self) -> None:
        """Let what follows the commits end."""
        await self.files.close()
