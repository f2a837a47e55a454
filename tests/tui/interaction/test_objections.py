"""What a provider refuses stands at the field, and in the summary, until that has another value."""

from engine.providers.errors import ProviderError, Wrong
from tests.tui.cast import Cast
from tests.tui.person import Person
from tui.form_tools.error_summary import ErrorSummary


async def test_a_refused_value_is_told_at_its_field(person: Person, cast: Cast) -> None:
    cast.painter.error = ProviderError(
        "bad_request", "It refused this.", details=[Wrong("paper", "is sold out"), Wrong("cfg", "is odd")]
    )
    await person.press("f5")
    await person.until(lambda: person.failed)
    await person.sees("✗ is sold out", "✗ Paper is sold out")
    assert "is odd" not in person.sees_now
    # The form is not invalid: what was refused can be tried again.
    cast.painter.error = None
    await person.press("escape", "R")
    await person.until(lambda: len(person.pictures) == 2)
    await person.misses("is sold out")

    cast.painter.error = ProviderError("bad_request", "It refused this.", details=[Wrong("paper", "is gone")])
    await person.press("f5")
    await person.sees("✗ is gone", "✗ Paper is gone")
    row = person.find(ErrorSummary)
    row.next()
    await person.until(lambda: person.focused_field == "paper")
    person.page._form.take_value(person.page._model.field("paper"), "laid")  # type: ignore[attr-defined]
    await person.misses("is gone")
    assert not row.display
