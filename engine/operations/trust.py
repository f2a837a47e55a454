"""Operations on whose code may run."""

import asyncio
import importlib
from pathlib import Path
from typing import Any

from engine.access.needs import ADMIN, reads
from engine.actions.registry import Registry
from engine.bundled import bundled_folder
from engine.documents.library import find_workflows, peek
from engine.operations.errors import BadRequest, Conflict, NotFound
from engine.operations.operation import Operation
from engine.operations.services import Services
from engine.trust.code import Code, CodeError, folder_of, read_code
from engine.trust.store import Trust
from schemas.messages.trust import GetTrust, TrustView, TrustWorkflow, UntrustWorkflow


async def get_trust(services: Services, request: GetTrust) -> TrustView:
    """What there is to trust, and whether it is trusted."""
    return await asyncio.to_thread(_look, services.home, services.registry, request.workflow)


async def trust_workflow(services: Services, request: TrustWorkflow) -> TrustView:
    """Remember it, if it is still what the person was shown."""

    def work() -> TrustView:
        trust = Trust(services.home, bundled_folder())
        code, seen = _seen(trust, services.registry, _located(services.home, request.workflow))
        if seen.digest != request.digest:
            raise Conflict("The workflow has changed since it was shown.", hint="Look at it again.")
        if not (seen.files or seen.sends):
            raise BadRequest("There is nothing to trust: the workflow has no code of its own.")
        trust.grant(code, seen.sends)
        return seen.model_copy(update={"trusted": "trusted"})

    return await asyncio.to_thread(work)


async def untrust_workflow(services: Services, request: UntrustWorkflow) -> TrustView:
    """Forget it."""

    def work() -> TrustView:
        folder = _folder(_located(services.home, request.workflow))
        Trust(services.home, bundled_folder()).revoke(folder)
        return _look(services.home, services.registry, request.workflow)

    return await asyncio.to_thread(work)


def _look(home: Path, registry: Registry, workflow: str) -> TrustView:
    return _seen(Trust(home, bundled_folder()), registry, _located(home, workflow))[1]


def _seen(trust: Trust, registry: Registry, path: Path) -> tuple[Code, TrustView]:
    # The loader and the checks behind it take a while to import.
    loader: Any = importlib.import_module("engine.documents.loader")
    environment: Any = importlib.import_module("engine.documents.sent_environment")
    used = environment.used_environment(loader.load(path, registry), registry)
    try:
        code = read_code(_folder(path))
    except CodeError as error:
        raise BadRequest(str(error)) from None
    sent = all(trust.lets_send(code.folder, name, hosts) for name, hosts in used.sends.items())
    status = "trusted" if trust.trusts(code) and sent else "untrusted"
    return code, TrustView(
        folder=str(code.folder),
        digest=code.digest,
        trusted=status if code.files or used.sends else "none",
        bundled=trust.ships_with_us(code.folder),
        files={name: len(content) for name, content in code.files.items()},
        sends=dict(used.sends),
        gives=used.gives,
    )


def _located(home: Path, workflow: str) -> Path:
    for path, _bundled in find_workflows(home):
        if peek(path).id == workflow:
            return path
    path = Path(workflow).expanduser()
    if not path.exists():
        raise NotFound(
            f"There is no workflow {workflow!r}.",
            hint="Give the id of a known workflow, or the path of a folder or a JSON file.",
        )
    return path.resolve()


def _folder(path: Path) -> Path:
    return folder_of(path) or path


OPERATIONS = (
    Operation("workflows.look", GetTrust, get_trust, need=reads()),
    Operation("workflows.trust", TrustWorkflow, trust_workflow, ("conflict",), need=ADMIN),
    Operation("workflows.untrust", UntrustWorkflow, untrust_workflow, need=ADMIN),
)
