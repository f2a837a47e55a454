"""What a screen in a browser gets of the server's environment."""

from pathlib import Path

from tui.in_browser import DRIVER
from tui.web.environment import environment_of, key_variables

HERE = {
    "PATH": "/bin",
    "HOME": "/home/me",
    "LC_ALL": "C.UTF-8",
    "https_proxy": "http://proxy",
    "REROLL_HOME": "/data",
    "REROLL_STORE": "postgresql://me:secret@db/reroll",
    "OPENAI_API_KEY": "sk-1",
    "MINE": "sk-2",
    "AWS_SECRET_ACCESS_KEY": "aws",
    "LD_PRELOAD": "/tmp/x.so",
    "PYTHONSTARTUP": "/tmp/x.py",
    "TEXTUAL_DRIVER": "other:Driver",
    "DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/bus",
}


def test_an_engine_gets_the_keys_of_providers_and_nothing_else() -> None:
    got = environment_of(HERE, keys=["OPENAI_API_KEY"], extra=["MINE"])
    assert got["OPENAI_API_KEY"] == "sk-1"
    assert got["MINE"] == "sk-2"
    assert got["REROLL_STORE"].startswith("postgresql:")
    assert got["https_proxy"] == "http://proxy"
    assert got["TEXTUAL_DRIVER"] == DRIVER
    assert not {"AWS_SECRET_ACCESS_KEY", "LD_PRELOAD", "PYTHONSTARTUP"} & got.keys()


def test_a_screen_on_a_server_elsewhere_gets_no_keys() -> None:
    got = environment_of(HERE, keys=None)
    assert got["REROLL_HOME"] == "/data"
    assert got["PATH"] == "/bin"
    for secret in ("OPENAI_API_KEY", "MINE", "REROLL_STORE", "DBUS_SESSION_BUS_ADDRESS"):
        assert secret not in got


def test_which_variables_hold_keys(tmp_path: Path) -> None:
    assert {"OPENAI_API_KEY", "ANTHROPIC_API_KEY", "FAL_KEY"} <= key_variables(tmp_path)
    (tmp_path / "config.toml").write_text(
        '[providers.mine]\nkind = "openai"\nbase_url = "http://localhost:1"\napi_key_env = "MY_KEY"\n'
    )
    assert "MY_KEY" in key_variables(tmp_path)
    (tmp_path / "config.toml").write_text("not toml")
    assert "OPENAI_API_KEY" in key_variables(tmp_path)
