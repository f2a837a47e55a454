"""One operation for each request, one envelope for every reply, one place where errors get a status."""

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest
from pydantic import BaseModel

import engine.operations
import schemas.messages
from engine.client.local import LocalEngine
from engine.config import ConfigError
from engine.documents.problems import DocumentErrors
from engine.operations.dispatcher import as_operation_error, dispatch_json
from engine.operations.errors import BY_KIND
from engine.operations.listed import all_operations, operation_of
from engine.operations.services import Services
from engine.providers.errors import ProviderError
from engine.session.errors import SessionError, UnknownSession
from engine.store.errors import StorageError
from schemas.messages.base import Answered, Nothing

REQUESTS = {
    model
    for found in pkgutil.iter_modules(schemas.messages.__path__)
    for _, model in inspect.getmembers(
        importlib.import_module(f"schemas.messages.{found.name}"), inspect.isclass
    )
    if issubclass(model, BaseModel) and issubclass(model, Answered)
}


def test_every_request_has_exactly_one_operation() -> None:
    assert sorted(each.request.__name__ for each in all_operations()) == sorted(
        each.__name__ for each in REQUESTS
    )
    names = [each.name for each in all_operations()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("request_model", sorted(REQUESTS, key=lambda each: each.__name__))
def test_a_request_finds_its_operation(request_model) -> None:
    assert operation_of(request_model).request is request_model


def test_what_is_no_request_has_no_operation() -> None:
    with pytest.raises(KeyError):
        operation_of(Nothing)


@pytest.mark.parametrize("operation", all_operations(), ids=lambda operation: operation.name)
def test_an_operation_says_what_it_does(operation) -> None:
    assert operation.run.__doc__
    assert inspect.iscoroutinefunction(operation.run)


_AROUND = {
    *("__init__", "dispatcher", "listed", "reference"),
    *("parts", "later_parts", "pipeline_of", "record_services"),
}
"""What puts operations together, or what they call."""


def test_no_operation_module_imports_another() -> None:
    folder = Path(engine.operations.__file__).parent
    shared = {"operation", "services", "errors"}
    groups = {path.stem for path in folder.glob("*.py")} - shared - _AROUND
    for group in groups:
        tree = ast.parse((folder / f"{group}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("engine.operations"):
                assert str(node.module).rpartition(".")[2] in shared, f"{group}: {node.module}"


@pytest.fixture
async def services(home: Path, fakes) -> Services:
    services = await Services.open(home, registry=fakes.registry())
    yield services
    await services.close()


async def test_a_good_reply_is_in_the_envelope(services: Services) -> None:
    status, envelope = await dispatch_json(services, "sessions.list", {})
    assert (status, envelope.success, envelope.data, envelope.error) == (
        200,
        True,
        {"sessions": [], "more": None},
        None,
    )


@pytest.mark.parametrize(
    ("name", "body", "status", "code"),
    [
        ("sessions.fly", {}, 404, "not_found"),
        ("sessions.get", {"session_id": "nobody"}, 404, "not_found"),
        ("sessions.resume", {"session_id": "nobody"}, 404, "not_found"),
        ("sessions.edit", {"session_id": "nobody", "title": "x"}, 404, "not_found"),
        ("sessions.delete", {"session_id": "nobody"}, 404, "not_found"),
        ("sessions.start", {"workflow": "nothing"}, 404, "not_found"),
        ("executions.get", {"execution_id": "x"}, 404, "not_found"),
        ("executions.cancel", {"execution_id": "x"}, 404, "not_found"),
        ("results.get", {"content_id": "x"}, 404, "not_found"),
        ("blobs.get", {"url": "blob:" + "0" * 64}, 404, "not_found"),
    ],
)
async def test_what_is_not_there(services: Services, name: str, body: dict, status: int, code: str) -> None:
    got, envelope = await dispatch_json(services, name, body)
    assert (got, envelope.success, envelope.data) == (status, False, None)
    assert envelope.error is not None
    assert envelope.error.code == code


async def test_an_invalid_request_lists_every_field(services: Services) -> None:
    status, envelope = await dispatch_json(services, "sessions.list", {"limit": 0, "serach": "x"})
    assert status == 422
    assert envelope.error is not None
    assert {detail["field"] for detail in envelope.error.details} == {"limit", "serach"}


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        *((SessionError(kind, "x"), known.status, kind) for kind, known in BY_KIND.items()),
        (UnknownSession("x"), 404, "not_found"),
        (DocumentErrors([]), 422, "invalid_document"),
        (StorageError("disk_full", "x"), 500, "disk_full"),
        (ProviderError("unreachable", "x"), 500, "unreachable"),
        (ConfigError("x"), 422, "config"),
        (KeyError("x"), 500, "internal"),
    ],
)
def test_every_failure_has_a_status(error: Exception, status: int, code: str) -> None:
    mapped = as_operation_error(error)
    assert (mapped.status, mapped.body.code) == (status, code)


async def test_a_wrong_configuration_names_the_file_the_key_and_what_is_near(home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text(
        '[providers.x]\nkind = "openai"\nbase_url = "ftp://x"\napi_kee = "s3cret"'
    )
    with pytest.raises(Exception, match=r"config\.toml") as caught:
        await LocalEngine.open(home)
    message = as_operation_error(caught.value).body.message
    assert "base_url" in message
    assert "api_kee" in message
    assert "s3cret" not in message
