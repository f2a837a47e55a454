import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from engine.config import Config, ConfigError
from engine.providers.directory import Providers
from engine.providers.errors import ProviderError
from engine.providers.kinds.replay import ReplaySettings
from engine.providers.registry import with_stand_ins
from engine.providers.replay.provider import Replay
from engine.providers.text import TextDelta, TextEnd, Tool, ToolCall
from tests.engine.providers.contract_text.asking import ASK, failure, reply


@pytest.fixture(autouse=True)
def _no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REROLL_REPLAY", raising=False)


def recorded(folder: Path, *replies: Any, name: str = "demo.json") -> Path:
    file = folder / name
    file.write_text(json.dumps(replies))
    return file


async def test_it_streams_and_says_what_it_is(tmp_path: Path) -> None:
    provider = Replay("demo", recorded(tmp_path, {"reply": "Hello, wörld 🌊!"}))
    parts = [part async for part in provider.generate(ASK)]
    texts = [part.text for part in parts if isinstance(part, TextDelta)]
    assert len(texts) > 1
    assert "".join(texts) == "Hello, wörld 🌊!"
    assert parts[-1] == TextEnd("stop"), "it names no model and counts nothing"
    assert (provider.kind, provider.label) == ("replay", "recorded replies")


async def test_tools_and_how_it_ends(tmp_path: Path) -> None:
    tools = [{"name": "save", "arguments": {"a": 1}}, {"name": "done"}, {"name": "odd", "arguments": "{"}]
    provider = Replay("demo", recorded(tmp_path, {"reply": "So", "tools": tools}))
    parts = [part async for part in provider.generate(ASK)]
    assert parts == [
        TextDelta("So"),
        ToolCall("save", '{"a": 1}'),
        ToolCall("done", "{}"),
        ToolCall("odd", "{"),
        TextEnd("tool_calls"),
    ]
    cut = Replay("demo", recorded(tmp_path, {"reply": "So", "finish_reason": "length"}))
    assert (await reply(cut))[1].finish_reason == "length"


async def test_the_same_request_gets_the_same_reply_and_the_file_can_be_edited(tmp_path: Path) -> None:
    provider = Replay("demo", recorded(tmp_path, {"reply": "one"}, {"reply": "two"}))
    assert [(await reply(provider))[0] for _ in range(2)] == ["one", "one"]
    recorded(tmp_path, {"reply": "changed"})
    assert (await reply(provider))[0] == "changed"


async def test_the_end(tmp_path: Path) -> None:
    file = recorded(tmp_path, {"reply": "only", "when": {"contains": "nothing of it"}})
    got, error = await failure(Replay("demo", file))
    assert (got, error.code, error.retryable) == ("", "replay_ended", False)
    assert "demo.json are at an end" in error.message


async def test_delays_are_before_each_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        slept.append(seconds)
        await sleep(0)

    monkeypatch.setattr("engine.providers.replay.provider.asyncio.sleep", noted)
    await reply(Replay("demo", recorded(tmp_path, {"reply": "x" * 11, "delay": 0.5})))
    assert slept == [0.5, 0.5, 0.5]


class TestConfigured:
    async def test_by_a_table(self, tmp_path: Path) -> None:
        recorded(tmp_path, {"reply": "one"})
        table = ReplaySettings(file="demo.json", loop=True)
        known = Providers(tmp_path, Config(providers={"demo": table}))
        [facts] = [each for each in known.facts() if each.name == "demo"]
        assert (facts.kind, facts.label, facts.ready) == ("text", "recorded replies", True)
        assert (await reply(known.text("demo")))[0] == "one"
        missing = Providers(tmp_path, Config(providers={"demo": ReplaySettings(file="gone.json")})).facts()[0]
        assert not missing.ready
        assert "gone.json is not there" in missing.message

    async def test_by_the_environment(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        known = Providers(tmp_path)
        assert "replay" not in known.names("text"), "it is listed when there is something to play"
        with pytest.raises(ProviderError, match="has no recorded replies") as caught:
            known.text("replay")
        assert (caught.value.code, "REROLL_REPLAY" in caught.value.hint) == ("not_configured", True)
        monkeypatch.setenv("REROLL_REPLAY", str(recorded(tmp_path, {"reply": "one"})))
        assert "replay" in known.names("text")
        assert (await reply(known.text("replay")))[0] == "one"

    async def test_in_place_of_another(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        recorded(tmp_path, {"reply": "one"}, name="a:b.json")
        monkeypatch.chdir(tmp_path)
        config = with_stand_ins(Config(), {"hosted": "replay:a:b.json", "other": "replay"})
        monkeypatch.chdir("/")
        known = Providers(tmp_path / "home", config)
        assert (await reply(known.text("hosted")))[0] == "one"
        with pytest.raises(ProviderError, match="other has no recorded replies"):
            known.text("other")

    def test_a_stand_in_that_reads_no_file(self) -> None:
        with pytest.raises(ConfigError, match=r"sketch reads no file: say m=sketch\."):
            with_stand_ins(Config(), {"m": "sketch:x.json"})
        with pytest.raises(ConfigError, match="did you mean replay"):
            with_stand_ins(Config(), {"m": "replays:x.json"})


async def test_what_it_is_offered_does_not_matter(tmp_path: Path) -> None:
    request = type(ASK)(ASK.messages, tools=(Tool("save", "", {}),))
    assert (await reply(Replay("demo", recorded(tmp_path, {"reply": "one"})), request))[0] == "one"
