"""Operations on workflows."""

import asyncio
from pathlib import Path

from engine.access.needs import reads
from engine.bundled import bundled_folder
from engine.documents.library import find_workflows, peek
from engine.operations.operation import Operation
from engine.operations.services import Services
from engine.trust.store import Trust
from schemas.messages.workflows import ListWorkflows, WorkflowList, WorkflowSummary


async def list_workflows(services: Services, _request: ListWorkflows) -> WorkflowList:
    """Every workflow that can be started by its id."""
    return await asyncio.to_thread(known_workflows, services.home)


def known_workflows(home: Path) -> WorkflowList:
    """The workflows that ship with Reroll and those in the home folder; nothing is validated."""
    trust = Trust(home, bundled_folder())
    summaries: list[WorkflowSummary] = []
    for path, bundled in find_workflows(home):
        seen = peek(path)
        summaries.append(
            WorkflowSummary(
                id=seen.id,
                title=seen.title,
                description=seen.description,
                path=str(path),
                bundled=bundled,
                problem=seen.problem,
                trusted=trust.status(path),
            )
        )
    return WorkflowList(workflows=summaries)


OPERATIONS = (Operation("workflows.list", ListWorkflows, list_workflows, need=reads()),)
