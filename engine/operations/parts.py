"""The parts of an engine that are there from its start."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.actions.registry import Registry
from engine.actions.tasks import ExecutionTasks
from engine.providers.directory import Providers
from engine.queue.job_queue import JobQueue
from engine.session.catalogue import Catalogue
from engine.session.documents_on_disk import DocumentsOnDisk
from engine.session.going_back import GoingBack
from engine.session.history import PageHistory
from engine.session.instructions import Instructions
from engine.session.interactions import Interactions
from engine.session.log import SessionLog
from engine.session.meta import MetaEditor
from engine.session.queue_board import QueueBoard
from engine.session.running import Running
from engine.session.sessions import Sessions
from engine.store.blobs import Blobs
from engine.store.database import Database
from engine.store.executions import Executions
from engine.store.owner import Owner

if TYPE_CHECKING:
    from engine.actions.pipeline import Pipeline


@dataclass
class Parts:
    """What operations take what they need from. `pipeline` is imported and made when something runs."""

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
    meta: MetaEditor
    instructions: Instructions
    providers: Providers
    registry: Registry
    owner: Owner
    jobs: JobQueue
    tasks: ExecutionTasks
    pipeline: "Callable[[], Pipeline]"
