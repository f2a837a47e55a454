from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from engine.providers.errors import ProviderError
from engine.providers.http.retries import Retries, retry_after

BUSY = ProviderError("server_error", "busy", retryable=True)


def test_waits_double_up_to_the_most_with_a_random_half() -> None:
    least, most = Retries(attempts=9, chance=lambda: 0.0), Retries(attempts=9, chance=lambda: 1.0)
    assert [least.wait(BUSY, n) for n in range(1, 8)] == [0.25, 0.5, 1, 2, 4, 8, 10]
    assert [most.wait(BUSY, n) for n in range(1, 8)] == [0.5, 1, 2, 4, 8, 16, 20]
    assert most.wait(BUSY, 9) is None


def test_what_is_final_is_not_tried_again() -> None:
    assert Retries().wait(ProviderError("bad_request", "no"), 1) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7.0), ("0.5", 0.5), ("", None), ("soon", None), ("-1", None), ("1e99", None), ("٣", None)],
)
def test_seconds(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}) == seconds


def test_dates() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert 80 < (retry_after({"retry-after": soon}) or 0) <= 90
    assert retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0.0
