from pathlib import Path

import pytest

from engine.config import Config, ConfigError, load_config
from engine.providers.kinds.openai import OpenAISettings
from engine.providers.registry import settings_of


def read(home: Path, text: str) -> Config:
    (home / "config.toml").write_text(text)
    return load_config(home, settings_of)


def test_without_a_file_the_defaults(tmp_path: Path) -> None:
    assert load_config(tmp_path, settings_of) == Config()


def test_each_table_is_read_by_its_kind(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        """
        [defaults]
        text = "far"
        [providers.far]
        kind = "openai"
        base_url = "http://far/v1"
        max_concurrency = 2
        requests_per_minute = 60
        retries = 5
        timeout = 30
        [providers.midjourney]
        kind = "sketch"
        """,
    )
    assert config.providers["far"] == OpenAISettings(
        base_url="http://far/v1", max_concurrency=2, requests_per_minute=60, retries=5, timeout=30
    )
    assert config.providers["midjourney"].kind == "sketch"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[defaults]\ntxt = 'x'", "defaults.txt is not a setting; did you mean text?"),
        ("[default]", "default is not a setting; did you mean defaults?"),
        ("[providers.a]\nkind = 'opnai'", "'opnai' is not a kind of provider; did you mean openai?"),
        ("[providers.a]\nkind = 'x'", "is not a kind of provider; there are: "),
        ("[providers.a]\nmodel = 'x'", "providers.a.kind: each provider needs a kind"),
        ("[providers]\na = 1", "providers.a.kind: each provider needs a kind"),
        ("providers = 1", "providers: "),
        (
            "[providers.a]\nkind = 'openai'\nbase_ulr = 'x'",
            "base_ulr is not a setting; did you mean base_url?",
        ),
        ("[providers.a]\nkind = 'openai'\nbase_url = 'ftp://x'", "providers.a.base_url: "),
        ("[providers.a]\nkind = 'openai'\nretries = -1", "providers.a.retries: "),
        ("[providers.a]\nkind = 'sketch'\nmodel = 'x'", "providers.a.model is not a setting"),
        ("[providers", "is not valid TOML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    assert str(tmp_path / "config.toml") in str(caught.value)
    assert said in str(caught.value)


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, "more = 1\n[providers.a]\nkind = 'no'\n[providers.b]\nkind = 'openai'\nretries = 'x'")
    assert len(str(caught.value).splitlines()) == 3
