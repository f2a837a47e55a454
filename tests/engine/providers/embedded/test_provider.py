"""The provider and its process with the real runtime; what needs the real weights is marked `model`."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from engine.providers.embedded import child, weights
from engine.providers.embedded.provider import EmbeddedText
from engine.providers.errors import ProviderError
from engine.providers.text import Message, Sampling, TextDelta, TextEnd, TextRequest, Tool


def ask(
    words: str, *, max_tokens: int = 32, seed: int | None = 1, schema: dict[str, Any] | None = None
) -> TextRequest:
    return TextRequest(
        (Message("user", words),), output_schema=schema, sampling=Sampling(max_tokens=max_tokens, seed=seed)
    )


async def reply(provider: EmbeddedText, request: TextRequest) -> tuple[list[str], TextEnd]:
    parts = [part async for part in provider.generate(request)]
    assert isinstance(parts[-1], TextEnd)
    return [part.text for part in parts if isinstance(part, TextDelta)], parts[-1]


async def failure(provider: EmbeddedText, request: TextRequest) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await reply(provider, request)
    assert caught.value.hint
    return caught.value


def process_of(provider: EmbeddedText) -> asyncio.subprocess.Process:
    running = provider._child  # pyright: ignore[reportPrivateUsage]
    assert running is not None
    return running.process


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:  # a zombie, of a parent that is gone, does not run
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return sys.platform != "linux"


async def until_gone(pid: int) -> None:
    async with asyncio.timeout(10):
        while is_running(pid):  # noqa: ASYNC110 -- nothing announces the end of a process that is not ours
            await asyncio.sleep(0.01)


class TestWithoutWeights:
    async def test_says_how_to_get_them(self, tmp_path: Path) -> None:
        error = await failure(EmbeddedText(tmp_path), ask("Hi"))
        assert error.code == "not_installed"
        assert "reroll models fetch" in error.hint

    async def test_tools_are_refused_before_anything_starts(self, tmp_path: Path) -> None:
        offered = replace(ask("Hi"), tools=(Tool("save", "Saves.", {}),))
        error = await failure(EmbeddedText(tmp_path), offered)
        assert (error.code, error.retryable) == ("no_tools", False)

    async def test_weights_that_cannot_be_read(self, tmp_path: Path) -> None:
        file = tmp_path / "broken.gguf"
        file.write_bytes(b"no weights")
        with pytest.raises(ProviderError) as caught:
            await child.start(file, tmp_path)
        assert caught.value.code == "not_installed"
        assert "can't run here" in caught.value.message
        assert "embedded-model.log" in caught.value.hint

    async def test_a_runtime_that_cannot_be_imported(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "xllamacpp.py").write_text(
            "raise ImportError('libgomp.so.1: cannot open shared object file')"
        )
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        with pytest.raises(ProviderError) as caught:
            await child.start(tmp_path / "any.gguf", tmp_path)
        assert "libgomp.so.1" in caught.value.message

    @pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
    async def test_a_runtime_that_crashes(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "xllamacpp.py").write_text("import os, signal; os.kill(os.getpid(), signal.SIGILL)")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        with pytest.raises(ProviderError) as caught:
            await child.start(tmp_path / "any.gguf", tmp_path)
        assert "SIGILL" in caught.value.message

    async def test_code_in_the_current_folder_is_not_run(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "xllamacpp.py").write_text("raise ImportError('hostile')")
        monkeypatch.chdir(tmp_path)
        with pytest.raises(ProviderError) as caught:
            await child.start(tmp_path / "missing.gguf", tmp_path)
        assert "hostile" not in caught.value.message

    @pytest.mark.skipif(sys.platform != "linux", reason="libgomp is Linux's")
    def test_libgomp_comes_from_the_venv_where_the_system_has_none(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
        monkeypatch.setattr(child, "_loads", lambda _: True)
        assert "LD_LIBRARY_PATH" not in child._environment()  # pyright: ignore[reportPrivateUsage]
        monkeypatch.setattr(child, "_loads", lambda _: False)
        folder = child._environment()["LD_LIBRARY_PATH"]  # pyright: ignore[reportPrivateUsage]
        assert (Path(folder) / "libgomp.so.1").exists()

    def test_the_parent_imports_neither_runtime_nor_httpx(self) -> None:
        code = (
            "import sys, engine.providers.embedded.provider\n"
            "sys.exit(bool({'xllamacpp', 'httpx'} & set(sys.modules)))"
        )
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.model
class TestTheModel:
    async def test_streams_token_by_token(self, embedded: EmbeddedText) -> None:
        pieces, end = await reply(embedded, ask("Write a story about a lighthouse.", max_tokens=48))
        assert len(pieces) > 5
        assert len("".join(pieces)) > 60
        assert (end.finish_reason, end.output_tokens) == ("length", 48)
        assert end.input_tokens

    async def test_same_seed_same_text(self, embedded: EmbeddedText) -> None:
        request = ask("Name a colour and say why you like it.")
        first = await reply(embedded, request)
        await reply(embedded, ask("Something else."))
        again = await reply(embedded, request)
        other = await reply(embedded, ask("Name a colour and say why you like it.", seed=2))
        assert "".join(first[0]) == "".join(again[0])
        assert "".join(first[0]) != "".join(other[0])

    async def test_same_seed_same_text_when_asked_at_once(self, embedded: EmbeddedText) -> None:
        request = ask("Name a colour and say why you like it.")
        got = await asyncio.gather(*(reply(embedded, request) for _ in range(3)))
        assert len({"".join(pieces) for pieces, _ in got}) == 1

    @pytest.mark.parametrize("seed", [1, 2, 3])
    async def test_schema_is_kept(self, embedded: EmbeddedText, seed: int) -> None:
        schema = {
            "type": "object",
            "properties": {
                "title": {"type": "string", "minLength": 5, "maxLength": 40},
                "mood": {"enum": ["eerie", "hopeful"]},
                "text": {"type": "string", "pattern": "^[A-Z][A-Za-z ,']{20,100}[.]$"},
            },
            "required": ["title", "mood", "text"],
            "additionalProperties": False,
        }
        pieces, end = await reply(
            embedded, ask("Describe a lighthouse at night.", seed=seed, schema=schema, max_tokens=200)
        )
        assert end.finish_reason == "stop"
        text = "".join(pieces)
        jsonschema.validate(json.loads(text), schema)
        assert "\n" not in text

    async def test_leaving_frees_the_model(self, embedded: EmbeddedText) -> None:
        async with aclosing(embedded.generate(ask("Write a very long story.", max_tokens=2000))) as parts:
            await anext(parts)
        # There is one slot: were it still busy, this would wait for two thousand tokens.
        async with asyncio.timeout(10):
            await reply(embedded, ask("Say hi.", max_tokens=4))

    async def test_a_prompt_that_is_too_long(self, embedded: EmbeddedText) -> None:
        error = await failure(embedded, ask("word " * 5000))
        assert error.code == "context_overflow"
        assert f"{child.CONTEXT:,}" in error.message
        await reply(embedded, ask("Say hi.", max_tokens=4))

    @pytest.mark.parametrize("noticed", [True, False])
    async def test_starts_again_when_its_process_died(self, embedded: EmbeddedText, noticed: bool) -> None:
        before, _ = await reply(embedded, ask("Say hi."))
        process = process_of(embedded)
        process.kill()
        if noticed:
            await process.wait()
        after, _ = await reply(embedded, ask("Say hi."))
        assert "".join(after) == "".join(before)
        assert process_of(embedded).pid != process.pid

    async def test_dying_in_mid_reply_is_truncated(self, embedded: EmbeddedText) -> None:
        parts = embedded.generate(ask("Write a very long story.", max_tokens=2000))
        await anext(parts)
        process_of(embedded).kill()
        with pytest.raises(ProviderError) as caught:
            [part async for part in parts]
        assert caught.value.code == "truncated"

    async def test_ends_when_idle_and_when_closed(self, model_home: Path) -> None:
        provider = EmbeddedText(model_home, idle=0.05)
        await reply(provider, ask("Say hi.", max_tokens=4))
        await until_gone(process_of(provider).pid)
        await reply(provider, ask("Say hi.", max_tokens=4))
        pid = process_of(provider).pid
        await provider.close()
        await until_gone(pid)

    async def test_only_who_knows_the_key_may_ask(self, embedded: EmbeddedText) -> None:
        import httpx

        await reply(embedded, ask("Say hi.", max_tokens=4))
        running = embedded._child  # pyright: ignore[reportPrivateUsage]
        assert running is not None
        assert running.url.startswith("http://127.0.0.1:")
        assert running.key not in repr(running)
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(f"{running.url}/v1/chat/completions", json={"messages": []})
        assert answer.status_code == 401

    @pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
    async def test_dies_with_its_parent(self, model_home: Path) -> None:
        code = (
            "import asyncio, sys\n"
            "from pathlib import Path\n"
            "from engine.providers.embedded import child, weights\n"
            "async def main():\n"
            "    home = Path(sys.argv[1])\n"
            "    running = await child.start(weights.path(home), home)\n"
            "    print(running.process.pid, flush=True)\n"
            "    await asyncio.sleep(600)\n"
            "asyncio.run(main())\n"
        )
        parent = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, str(model_home), stdout=asyncio.subprocess.PIPE
        )
        assert parent.stdout is not None
        pid = int(await asyncio.wait_for(parent.stdout.readline(), 60))
        assert is_running(pid)
        parent.send_signal(signal.SIGKILL)
        await parent.wait()
        await until_gone(pid)

    @pytest.mark.skipif(sys.platform != "linux", reason="libgomp is Linux's")
    async def test_runs_on_the_venvs_openmp(self, model_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(child, "_loads", lambda _: False)
        running = await child.start(weights.path(model_home), model_home)
        maps = Path(f"/proc/{running.process.pid}/maps").read_text()
        await running.stop()
        assert "cmeel.prefix" in maps
