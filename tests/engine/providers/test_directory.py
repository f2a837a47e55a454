from pathlib import Path
from typing import Any

import pytest

from engine.config import Config
from engine.providers import registry
from engine.providers.directory import Providers
from engine.providers.errors import ProviderError
from engine.providers.kind import Kind
from engine.providers.kinds.openai import OpenAISettings


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def providers(home: Path, **tables: Any) -> Providers:
    return Providers(home, Config(providers=tables))


def test_every_kind_declares_itself_under_its_own_name() -> None:
    for name in registry.KINDS:
        kind = registry.kind_named(name)
        assert isinstance(kind, Kind)
        assert kind.name == name == kind.settings.model_fields["kind"].default
        assert kind.text or kind.media
        assert kind.built_in == (name in registry.BUILT_IN)
        if kind.key_variable or kind.built_in:
            kind.settings(kind=name)  # usable without a table


def test_a_well_known_name_is_there_when_its_key_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = providers(tmp_path)
    assert "openai" not in known.names("text")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    assert known.names("text") == ["openai", "embedded"]
    assert known.text("openai").kind == "openai"
    assert next((each.name, each.ready) for each in known.facts()) == ("openai", True)


def test_a_well_known_name_without_a_key_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.providers.credentials.find_spec", lambda _name: None)
    with pytest.raises(ProviderError, match="OPENAI_API_KEY is not set"):
        providers(tmp_path).text("openai")


def test_the_well_known_key_goes_to_no_other_server(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = registry.kind_named("openai")
    assert kind.key_variable_of(OpenAISettings()) == "OPENAI_API_KEY"
    assert kind.key_variable_of(OpenAISettings(base_url="http://localhost:8080/v1")) is None
    mine = OpenAISettings(base_url="http://localhost:8080/v1", api_key_env="MINE")
    assert kind.key_variable_of(mine) == "MINE"


def test_text_and_media_of_one_name_share_their_limits(tmp_path: Path) -> None:
    known = providers(tmp_path, far=OpenAISettings(base_url="http://far/v1", max_concurrency=1))
    kind, settings = registry.kind_named("openai"), known.config.providers["far"]
    one, other = known._setup("far", kind, settings), known._setup("far", kind, settings)
    assert one.limits is other.limits


def test_an_unknown_name_gets_the_nearest(tmp_path: Path) -> None:
    known = providers(tmp_path, faraway=OpenAISettings(base_url="http://far/v1"))
    with pytest.raises(ProviderError, match=r"Did you mean faraway\?") as caught:
        known.text("farawy")
    assert caught.value.code == "not_configured"
    with pytest.raises(ProviderError, match="No media provider"):
        known.media("faraway")


def test_what_is_made_is_kept(tmp_path: Path) -> None:
    known = providers(tmp_path, far=OpenAISettings(base_url="http://far/v1"))
    assert known.text("far") is known.text("far")


def test_a_stand_in_has_no_settings(tmp_path: Path) -> None:
    config = registry.with_stand_ins(Config(), {"midjourney": "sketch"})
    assert Providers(tmp_path, config).names("media") == ["midjourney", "sketch"]


def test_listing_kinds_imports_no_http() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from engine.providers import registry\n"
        "for name in registry.KINDS: registry.kind_named(name)\n"
        "print([m for m in ('httpx', 'PIL', 'numpy', 'keyring', 'dotenv') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
