"""Opening a page of checked documents imports nothing that only checking or running needs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from engine.bundled import bundled_folder

_OPEN = """
import asyncio, sys
from pathlib import Path
from engine.client.local import LocalEngine
from schemas.messages.sessions import StartSession

async def main():
    engine = await LocalEngine.open(Path(sys.argv[1]))
    view = await engine.call(StartSession(workflow=sys.argv[2]))
    assert view.interaction
    print(*sorted(sys.modules))
    await engine.close()

asyncio.run(main())
"""
_FOR_LATER = {
    "httpx",
    "jinja2",
    "jsonschema",
    "tomllib",
    "zipfile",
    "ctypes",
    "importlib.metadata",
    "email.message",
    "engine.actions.action",
    "engine.actions.fetch",
    "engine.actions.llm_generate",
    "engine.actions.media_generate",
    "engine.actions.pipeline",
    "engine.batches.batches",
    "engine.conversing.conversing",
    "engine.documents.loader",
    "engine.llm_actions.llm_actions",
    "engine.operations.executions",
    "engine.operations.queue",
    "engine.operations.record_services",
    "engine.operations.sweeps",
    "engine.providers.openai_compatible",
    "engine.providers.embedded.provider",
    "engine.providers.sketch.provider",
    "engine.records.records",
    "engine.session.exports.results_export",
    "engine.session.forks",
    "engine.session.landing",
    "engine.session.references",
    "engine.session.sweeps",
    "engine.session.turns",
    "engine.sweeps.plan",
    "html",
    "schemas.messages.batches",
    "schemas.messages.conversation",
    "schemas.messages.executions",
    "schemas.messages.interactions",
    "schemas.messages.models",
    "schemas.messages.records",
    "schemas.messages.references",
    "schemas.messages.results",
    "schemas.messages.sweeps",
    "schemas.messages.turns",
}


def _imported(home: Path, workflow: str) -> set[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYDANTIC_DISABLE_PLUGINS"}
    command = [sys.executable, "-c", _OPEN, str(home), workflow]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return set(ran.stdout.split())


def test_a_bundled_page_opens_without_what_is_for_later(tmp_path: Path) -> None:
    assert _imported(tmp_path, "media_prompt") & _FOR_LATER == set()


def test_a_known_page_opens_without_what_is_for_later(tmp_path: Path) -> None:
    mine = shutil.copytree(bundled_folder() / "media_prompt", tmp_path / "mine")
    assert "engine.documents.loader" in _imported(tmp_path, str(mine))
    assert _imported(tmp_path, str(mine)) & _FOR_LATER == set()
