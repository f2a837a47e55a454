"""An operation of an OpenAPI document as a form and a request."""

import copy
from pathlib import Path
from typing import Any

import pytest

from engine.importing.refused import Refused
from schemas.documents.fetch_config import FetchConfig
from tests.engine.importing.given import SHELF, config_of, form_of, made, sent, written


def shelf(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(SHELF), **changes}


def asked(operation: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A document with one operation."""
    return shelf(paths={"/x": {"post": operation}}, security=[], **changes)


def test_a_request_with_path_query_header_and_body(tmp_path: Path) -> None:
    draft = made(SHELF, operation="addNote")
    loaded = written(draft, tmp_path)
    assert loaded.steps[0].modules[0].sub_actions[0].execution_mode == "async"
    form = form_of(draft)
    assert list(form["properties"]) == ["book id", "X-Dry-Run", "filter", "body"]
    assert form["required"] == ["book id", "X-Dry-Run", "body"]
    assert list(form["$defs"]["Note"]["properties"]) == ["text", "stars", "replies"]
    body = {"text": "{{ state }}", "stars": None}
    request = sent(draft, **{"book id": "../a b?", "X-Dry-Run": False, "filter": None, "body": body})
    assert request["url"] == "https://eu.shelf.example/v2/books/..%2Fa%20b%3F/notes"
    assert request["allow"] == ["eu.shelf.example"]
    assert request["method"] == "POST"
    assert request["headers"]["X-Dry-Run"] == "false"
    assert request["query"] == {"filter": None}
    assert request["json"] == body
    FetchConfig.model_validate(request)


def test_the_query_keeps_types_and_leaves_out_what_is_empty() -> None:
    draft = made(SHELF, operation="listBooks")
    assert sent(draft, tag=["a", "b"], limit=10)["query"] == {"tag": ["a", "b"], "limit": 10}
    assert sent(draft, tag=None, limit=None)["query"] == {"tag": None, "limit": None}
    assert "X-Trace" not in str(config_of(draft))
    assert "It leaves out the optional header X-Trace." in draft.notes
    assert "It sends no cookie called session." in draft.notes


def test_a_body_alone_is_the_form() -> None:
    note = SHELF["paths"]["/books/{book id}/notes"]["post"]["requestBody"]
    draft = made(asked({"requestBody": note}))
    assert list(form_of(draft)["properties"]) == ["text", "stars", "replies"]
    assert sent(draft, text="x", stars=None, replies=[])["json"] == {"text": "x", "replies": []}


def test_two_parameters_of_one_name() -> None:
    parameters = [
        {"name": "id", "in": "query", "schema": {"type": "string"}},
        {"name": "id", "in": "header", "required": True, "schema": {"type": "string"}},
    ]
    draft = made(asked({"parameters": parameters}))
    request = sent(draft, id="q", id_header="h")
    assert (request["query"], request["headers"]) == ({"id": "q"}, {"id": "h"})


def test_forms_texts_and_other_bodies() -> None:
    draft = made(SHELF, operation="PUT /books/{book id}/notes")
    request = sent(draft, **{"book id": "1", "body": {"a": "x y&z"}})
    assert request["body"] == "a=x+y%26z"
    assert request["headers"] == {"Content-Type": "application/x-www-form-urlencoded"}
    text = made(asked({"requestBody": {"required": True, "content": {"text/plain": {}}}}))
    assert sent(text, body="hello")["body"] == "hello"
    with pytest.raises(Refused, match="takes only multipart/form-data"):
        made(SHELF, operation="scan")


def test_what_comes_back_decides_how_it_is_shown() -> None:
    def effects(name: str) -> tuple[Any, Any]:
        sub_action = made(SHELF, operation=name).modules[0]["sub_actions"][0]
        return sub_action["config"].get("expect"), sub_action.get("effects")

    assert effects("listBooks") == (None, None)
    assert effects("addNote") == ("text", {"done": "overlay"})
    assert effects("cover") == ("bytes", None)


def test_without_an_operation_they_are_listed() -> None:
    with pytest.raises(Refused, match="5 operations") as refused:
        made(SHELF)
    assert refused.value.details[0] == "listBooks  GET /books  List books"
    assert refused.value.details[1] == "PUT /books/{book id}/notes"
    with pytest.raises(Refused) as refused:
        made(SHELF, operation="addNotes")
    assert refused.value.hint == "Did you mean addNote?"
    assert made(asked({})).title == "POST /x"


@pytest.mark.parametrize(
    ("scheme", "header", "value"),
    [
        ({"type": "http", "scheme": "Bearer"}, "Authorization", {"env": "SAMPLE_S", "prefix": "Bearer "}),
        ({"type": "oauth2"}, "Authorization", {"env": "SAMPLE_S", "prefix": "Bearer "}),
        ({"type": "http", "scheme": "basic"}, "Authorization", {"env": "SAMPLE_S", "prefix": "Basic "}),
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, "X-Key", {"env": "SAMPLE_S"}),
    ],
)
def test_secrets_are_variables_and_never_in_the_document(
    tmp_path: Path, scheme: dict[str, Any], header: str, value: dict[str, str]
) -> None:
    document = asked({"security": [{}, {"s": []}]}, components={"securitySchemes": {"s": scheme}})
    draft = made(document)
    assert config_of(draft)["headers"] == {header: value}
    assert draft.sends_secrets
    assert "SAMPLE_S" in draft.notes[0]
    written(draft, tmp_path)


@pytest.mark.parametrize(
    "scheme",
    [
        {"type": "apiKey", "in": "query", "name": "key"},
        {"type": "apiKey", "in": "header", "name": "Host"},
        {"type": "http", "scheme": "digest"},
        None,
    ],
)
def test_secrets_that_cannot_be_sent_are_said(scheme: Any) -> None:
    document = asked({"security": [{"s": []}]}, components={"securitySchemes": {"s": scheme}})
    draft = made(document)
    assert "headers" not in config_of(draft)
    assert not draft.sends_secrets
    assert draft.notes[0].startswith("Requests go without a key, and may be refused: s ")


@pytest.mark.parametrize(
    "url",
    [
        "/v1",
        "",
        "ftp://x.example",
        "https://",
        "https://a@b.example",
        "https://{{ x }}",
        "https://x:0/",
        None,
        3,
    ],
)
def test_a_server_that_cannot_be_asked(url: Any) -> None:
    with pytest.raises(Refused, match="where to ask") as refused:
        made(asked({}, servers=[{"url": url}]))
    assert "--server" in refused.value.hint
    draft = made(asked({}, servers=[{"url": url}]), server="http://localhost:8000/v1/")
    assert config_of(draft)["url"] == "http://localhost:8000/v1/x"
    assert config_of(draft)["allow"] == ["localhost:8000"]


def test_titles_are_first_sentences_without_links() -> None:
    summary = "Creates a note. [Learn more](/docs/notes)."
    assert made(asked({"summary": summary})).title == "Creates a note"
    assert made(asked({"summary": "[All of it](x) here."})).title == "All of it here"
    assert made(asked({"summary": " "})).title == "POST /x"


def test_variables_are_named_for_the_workflow_and_the_scheme() -> None:
    schemes = {"securitySchemes": {"ApiKeyAuth-é": {"type": "oauth2"}}}
    draft = made(asked({"security": [{"ApiKeyAuth-é": []}]}, components=schemes))
    assert config_of(draft)["headers"]["Authorization"]["env"] == "SAMPLE_API_KEY_AUTH"


def test_nothing_of_the_document_is_a_template(tmp_path: Path) -> None:
    evil = "{{ state | json }}"
    paths = {
        f"/{evil}/{{{{ 7*7 }}}}": {
            "get": {
                "summary": evil,
                "parameters": [
                    {
                        "name": evil,
                        "in": "query",
                        "required": True,
                        "schema": {"type": "string", "default": evil},
                    }
                ],
            }
        }
    }
    draft = made(shelf(paths=paths, security=[]))
    loaded = written(draft, tmp_path)
    assert loaded.steps[0].modules[0].title == evil
    values = dict.fromkeys(form_of(draft)["properties"], "v")
    request = sent(draft, **values)
    assert request["query"] == {evil: "v"}
    assert "49" not in request["url"]


@pytest.mark.parametrize("version", ["2.0", None, 3])
def test_other_versions_are_refused(version: Any) -> None:
    with pytest.raises(Refused, match="not 3"):
        made({"swagger": "2.0", "openapi": version, "paths": {}})
    with pytest.raises(Refused, match="no operations"):
        made({"openapi": "3.1.0"})
