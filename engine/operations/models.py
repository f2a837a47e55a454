"""Operations on providers and on the embedded model."""

import asyncio

from engine.access.needs import ADMIN, reads
from engine.operations.operation import Operation
from engine.operations.services import Services
from schemas.messages.models import (
    FetchModel,
    GetModelStatus,
    ListProviders,
    ModelStatus,
    ProviderList,
    ProviderSummary,
    RemoveModel,
)


async def list_providers(services: Services, _request: ListProviders) -> ProviderList:
    """Who can generate, and whether they can now."""
    return ProviderList(
        providers=[
            ProviderSummary(
                name=facts.name,
                kind=facts.kind,
                label=facts.label,
                ready=facts.ready,
                message=facts.message,
            )
            for facts in await asyncio.to_thread(services.providers.facts)
        ]
    )


async def get_model_status(services: Services, _request: GetModelStatus) -> ModelStatus:
    """Whether the embedded model's weights are here."""
    return _status(services)


async def fetch_model(services: Services, _request: FetchModel) -> ModelStatus:
    """Fetch the weights; progress is on the console only."""
    from engine.providers.embedded import weights  # noqa: PLC0415 - only who asks for them needs them

    await weights.fetch(services.home)
    return _status(services)


async def remove_model(services: Services, _request: RemoveModel) -> ModelStatus:
    """Remove the weights."""
    from engine.providers.embedded import weights  # noqa: PLC0415 - only who asks for them needs them

    await weights.remove(services.home)
    return _status(services)


def _status(services: Services) -> ModelStatus:
    from engine.providers.embedded import weights  # noqa: PLC0415 - only who asks for them needs them

    status = weights.status(services.home)
    installed = status.state != "missing"
    return ModelStatus(
        name=weights.PIN.title,
        licence=weights.PIN.licence,
        installed=installed,
        path=str(status.path),
        size=weights.PIN.size,
        message="ready" if installed else "not fetched yet: run `reroll models fetch`",
    )


OPERATIONS = (
    Operation("providers.list", ListProviders, list_providers, need=reads()),
    Operation("models.status", GetModelStatus, get_model_status, need=reads()),
    Operation("models.fetch", FetchModel, fetch_model, need=ADMIN),
    Operation("models.remove", RemoveModel, remove_model, need=ADMIN),
)
