"""What schemathesis finds wrong in a few requests; `python -m tests.engine.server.fuzz` sends more."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from schemathesis import GenerationMode

from tests.engine.server.fuzz import Judged, judge


@pytest.fixture
def judged(tmp_path: Path) -> Iterator[Judged]:
    with Judged(tmp_path / "home") as judged:
        yield judged


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_operation_answers_as_openapi_says(judged: Judged, mode: GenerationMode) -> None:
    wrong = [judge(judged, operation, mode, 3, 1) for operation in judged.operations()]
    assert "\n".join(filter(None, wrong)) == ""


def test_the_document_is_openapi_31(judged: Judged) -> None:
    judged.schema.validate()
    assert judged.schema.specification.version.startswith("3.1")
