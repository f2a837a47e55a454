from datetime import UTC, datetime

import pytest

from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import failed_job, id_in
from engine.providers.hosted.unknown_outcome import is_since, is_unknown, may_have_begun
from engine.providers.http.client import Http
from engine.providers.http.failures import NeverSent


@pytest.mark.parametrize("value", ["a1-B_c.d:e", 17])
def test_ids(value: object) -> None:
    assert id_in(value, "there") == str(value)


@pytest.mark.parametrize("value", [None, "", True, "../keys", "a/b", ".", "a?b", "a b", "x" * 201, {"id": 1}])
def test_ids_that_cannot_be_asked_for(value: object) -> None:
    with pytest.raises(ProviderError, match="under which id") as caught:
        id_in(value, "there")
    assert caught.value.code == "bad_reply"


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ("CUDA out of memory", "server_error", "CUDA out of memory"),
        ("NSFW content detected", "refused", "NSFW content"),
        ({"message": "too \x1b[2Jbig"}, "server_error", "too [2Jbig"),
        ([{"msg": "field required"}, "and more"], "server_error", "field required; and more"),
        (None, "server_error", "could not finish"),
    ],
)
def test_failures_in_any_shape(said: object, code: str, words: str) -> None:
    error = failed_job(said, Http("http://there", name="there"))
    assert error.code == code
    assert words in error.message
    assert "\x1b" not in error.message


@pytest.mark.parametrize(
    ("error", "unknown"),
    [
        (ProviderError("timeout", ""), True),
        (ProviderError("unreachable", ""), True),
        (ProviderError("truncated", ""), True),
        (ProviderError("server_error", "", status=502), True),
        (NeverSent("unreachable", ""), False),
        (ProviderError("rate_limited", "", status=429), False),
        (ProviderError("server_error", "", status=503), False),
        (ProviderError("bad_request", "", status=422), False),
        (ProviderError("unauthorised", "", status=401), False),
    ],
)
def test_whether_it_may_have_begun(error: ProviderError, unknown: bool) -> None:
    assert is_unknown(error) is unknown


def test_a_warning_keeps_what_was_known() -> None:
    error = ProviderError("timeout", "slow", hint="Try again.", retryable=True, status=504)
    told = may_have_begun(error)
    assert (told.code, told.message, told.status) == ("timeout", "slow", 504)
    assert told.hint.startswith("Try again. It may have begun")


@pytest.mark.parametrize(
    ("created", "since"),
    [
        ("2026-01-01T00:00:00Z", True),
        ("2026-01-01T00:00:00.5", True),
        ("2025-12-31T23:59:00+00:00", True),  # clocks differ
        ("2026-01-01T00:00:00+01:00", False),
        ("2025-12-31T23:00:00", False),
        ("now", False),
        (None, False),
    ],
)
def test_jobs_that_are_new(created: object, since: bool) -> None:
    assert is_since(created, datetime(2026, 1, 1, tzinfo=UTC).timestamp()) is since
