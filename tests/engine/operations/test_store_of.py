"""Where the store is: what is said first counts, and no password is seen."""

import sys
from pathlib import Path

import pytest

import engine.store.postgres
from engine.client.local import LocalEngine
from engine.config import Store as StoreSettings
from engine.operations.errors import OperationError
from engine.operations.store_of import VARIABLE, store_of, store_url
from engine.store.errors import StorageError
from engine.store.postgres.database import PostgresDatabase
from engine.store.sqlite.database import SqliteDatabase

SECRET = "not-for-you"


def test_the_environment_comes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = StoreSettings(url="postgresql://file/db")
    monkeypatch.delenv(VARIABLE, raising=False)
    assert store_url(tmp_path, StoreSettings()) == ""
    assert store_url(tmp_path, settings) == "postgresql://file/db"
    (tmp_path / ".env").write_text(f"{VARIABLE}=postgresql://dotenv/db\n")
    assert store_url(tmp_path, settings) == "postgresql://dotenv/db"
    monkeypatch.setenv(VARIABLE, "postgresql://environment/db")
    assert store_url(tmp_path, settings) == "postgresql://environment/db"
    assert "file" not in repr(settings)


async def test_without_one_it_is_a_file_in_the_home_folder(tmp_path: Path) -> None:
    store = await store_of(tmp_path / "home", StoreSettings())
    assert isinstance(store.database, SqliteDatabase)
    await store.close()
    assert (tmp_path / "home" / "reroll.db").is_file()


async def test_with_one_there_is_no_file(
    tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, store_url)
    store = await store_of(tmp_path / "home", StoreSettings(url="postgresql://elsewhere"))
    assert isinstance(store.database, PostgresDatabase)
    assert await store.owner.gone({store.owner.name, "x"}) == {"x"}
    await store.close()
    assert list((tmp_path / "home").iterdir()) == []


@pytest.mark.parametrize(
    "url",
    [f"mysql://me:{SECRET}@host/db", f"postgresql://me:{SECRET}@[bad/db", SECRET, f"postgresql:{SECRET}"],
)
async def test_an_url_that_cannot_be_used_is_not_repeated(tmp_path: Path, url: str) -> None:
    with pytest.raises(StorageError) as caught:
        await store_of(tmp_path, StoreSettings(), url)
    assert "postgresql://" in caught.value.hint
    assert SECRET not in f"{caught.value}{caught.value.hint}"


async def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(sys.modules):
        if name.split(".")[0] == "psycopg" or name.startswith("engine.store.postgres"):
            monkeypatch.delitem(sys.modules, name)
    # Importing it anew puts another one into its place, for all tests to come.
    monkeypatch.setattr(engine.store, "postgres", engine.store.postgres)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StorageError) as caught:
        await store_of(tmp_path, StoreSettings(), f"postgresql://me:{SECRET}@127.0.0.1:1/db")
    assert "reroll[team]" in caught.value.hint


async def test_an_engine_says_it_without_the_password(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(f'[store]\nurl = "mysql://me:{SECRET}@127.0.0.1:1/db"\n')
    with pytest.raises(OperationError) as caught:
        await LocalEngine.open(tmp_path)
    assert SECRET not in caught.value.body.model_dump_json()
