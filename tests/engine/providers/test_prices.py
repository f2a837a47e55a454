import pytest
from pydantic import ValidationError

from engine.providers.prices import Priced, Prices, priced
from engine.providers.text import TextEnd
from tests.engine.fakes import FakeText
from tests.engine.providers.contract_text.asking import reply

PRICES = Prices(input_per_million=2, output_per_million=10, cached_input_per_million=0.5)


def test_cached_tokens_cost_less() -> None:
    end = TextEnd("stop", "m", 1000, 100, {"cached_tokens": 600})
    assert PRICES.cost(end) == pytest.approx((400 * 2 + 600 * 0.5 + 100 * 10) / 1e6)


def test_no_more_is_cached_than_was_sent() -> None:
    assert PRICES.cost(TextEnd("stop", "m", 10, 0, {"cached_tokens": 10**9})) == pytest.approx(5e-6)


@pytest.mark.parametrize("end", [TextEnd("stop"), TextEnd("stop", "m", 1), TextEnd("stop", "m", None, 1)])
def test_what_was_not_counted_has_no_cost(end: TextEnd) -> None:
    assert PRICES.cost(end) is None


async def test_a_reply_says_its_cost() -> None:
    _, end = await reply(priced(FakeText(), PRICES))
    assert end.cost == pytest.approx((3 * 2 + 5 * 10) / 1e6)


def test_without_prices_nothing_stands_between() -> None:
    plain = FakeText()
    assert priced(plain, None) is plain
    assert isinstance(priced(plain, PRICES), Priced)


def test_prices_are_checked() -> None:
    with pytest.raises(ValidationError):
        Prices(input_per_million=-1, output_per_million=1)
