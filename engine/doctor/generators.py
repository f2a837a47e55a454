"""Who can generate: the embedded model, the providers, and where their keys come from."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from importlib.util import find_spec
from pathlib import Path

from engine.doctor.finding import Finding
from engine.doctor.home import settings_here
from engine.providers.check_up import check_up
from engine.providers.directory import Providers
from engine.providers.embedded.weights import PIN, status


def look_at_generators(home: Path) -> Iterator[Finding]:
    """Without calling out."""
    yield _model(home)
    providers = Providers(home, settings_here(home))
    facts = providers.facts()
    ready = [each for each in facts if each.ready]
    yield Finding("providers", "ok", f"ready: {', '.join(sorted({each.name for each in ready})) or 'none'}")
    for each in facts:
        if not each.ready and each.name in providers.config.providers:
            todo = "See docs/configuration.md, or `reroll providers test`."
            yield Finding(f"provider {each.name}", "warning", each.message or "not ready", todo)
    yield _keyring()


async def ask_generators(home: Path) -> AsyncIterator[Finding]:
    """Asks those that are configured something small, over the network: it may cost a little."""
    providers = Providers(home, settings_here(home))
    try:
        asked = [each for each in providers.facts() if each.ready and each.name in providers.config.providers]
        for done in await asyncio.gather(*(check_up(providers, each) for each in asked)):
            what = f"provider {done.name}"
            if done.answers is False:
                yield Finding(what, "failed", done.says, done.hint)
            else:
                yield Finding(what, "ok" if done.answers else "note", done.says)
    finally:
        await providers.close()


def _model(home: Path) -> Finding:
    found = status(home)
    if found.state == "missing":
        todo = "`reroll models fetch`, if text is to be written on this machine."
        return Finding("embedded model", "note", "not here", todo)
    with found.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != PIN.sha256:
        todo = "`reroll models remove`, then `reroll models fetch`."
        return Finding("embedded model", "failed", f"{found.path} is damaged", todo)
    return Finding("embedded model", "ok", f"{PIN.title}, its hash is right")


def _keyring() -> Finding:
    if find_spec("keyring") is None:
        todo = "To keep keys there: pip install 'reroll[keyring]'; else in the environment or in .env."
        return Finding("keyring", "note", "not installed", todo)
    try:
        import keyring  # noqa: PLC0415 - an optional extra, and slow to import

        backend = keyring.get_keyring()
        if backend.priority <= 0:  # pyright: ignore[reportUnknownMemberType, reportOperatorIssue]
            return Finding("keyring", "note", "none runs here", "Keep keys in the environment, or in .env.")
        name = f"{type(backend).__module__}.{type(backend).__name__}"
    except Exception as error:  # noqa: BLE001 - each platform's backend has exceptions of its own
        says = f"cannot be used: {type(error).__name__}"
        return Finding("keyring", "note", says, "Keep keys in the environment, or in .env.")
    return Finding("keyring", "ok", name)
