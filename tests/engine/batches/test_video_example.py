"""The example plugin of the documentation: copied, trusted, run; nothing else knows of it."""

import asyncio
import io
import shutil
from pathlib import Path

import pytest
from PIL import Image

from engine.client.local import LocalEngine
from engine.operations.errors import Unprocessable
from schemas.messages.executions import GetBlob
from schemas.messages.script_steps import ExecuteScriptStep, ListScriptSteps, StepContext
from schemas.messages.sessions import StartSession
from schemas.messages.trust import GetTrust, TrustWorkflow

EXAMPLE = Path(__file__).parents[3] / "docs/examples/video_generation"


async def test_a_new_script_type_is_one_trusted_class(home: Path, tmp_path: Path) -> None:
    flow = str(shutil.copytree(EXAMPLE, tmp_path / "video", ignore=shutil.ignore_patterns("__pycache__")))
    engine = await LocalEngine.open(home)
    try:
        session = await engine.call(StartSession(workflow=flow))
        post = session.state["document_id"]
        assert session.interaction is not None
        assert session.interaction.request.display_data["panel"] == "video_generation"
        run = ExecuteScriptStep(step_id="film", post_id=post, workflow=flow)
        with pytest.raises(Unprocessable, match="not trusted") as refused:
            await engine.call(run)
        assert refused.value.body.hint.endswith(f"reroll trust {flow}")

        seen = await engine.call(GetTrust(workflow=flow))
        await engine.call(TrustWorkflow(workflow=flow, digest=seen.digest))
        [step] = (await engine.call(ListScriptSteps(workflow=flow))).steps
        assert {"model", "duration", "fps"} <= set(step.parameters_schema["properties"])
        too_fast = run.model_copy(update={"context": StepContext(llm_settings={"fps": 99})})
        with pytest.raises(Unprocessable, match="wrong"):
            await engine.call(too_fast)
        reply = await engine.call(run)
        assert reply.success, reply.results
        blob = await engine.call(GetBlob(url=reply.results[0]["metadata"]["blob"]))
        assert blob.path is not None
        data = await asyncio.to_thread(Path(blob.path).read_bytes)
        with Image.open(io.BytesIO(data)) as film:
            assert (film.format, film.size, getattr(film, "n_frames", 1)) == ("GIF", (320, 180), 12)
    finally:
        await engine.close()
