"""What something used and cost, and why a text ended, in words."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from schemas.clean_text import clean_line

if TYPE_CHECKING:
    from schemas.messages.results import Provenance

_OWN_ENDS = ("", "stop", "tool_calls")
_TOTALLED = ("input_tokens", "output_tokens", "cost")
_ENDINGS = {
    "length": "cut at its token limit",
    "context_window": "cut, the model's context is full",
    "incomplete": "cut by the provider",
}


def usage_text(usage: Mapping[str, Any]) -> str:
    """`7 input tokens, 3 output tokens, $0.00004`; a name that nobody knows is said as it is."""
    said = [
        money(value) if name == "cost" else f"{clean_line(str(value))} {clean_line(name).replace('_', ' ')}"
        for name, value in usage.items()
        if value is not None
    ]
    return ", ".join(said)


def total_usage(usages: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """Tokens and cost of all of these together, as far as they are told; anything else is left out."""
    total: dict[str, float] = {}
    for usage in usages:
        for name in _TOTALLED:
            amount = usage.get(name)
            if isinstance(amount, int | float) and not isinstance(amount, bool) and amount > 0:
                total[name] = total.get(name, 0) + amount
    return {name: total[name] for name in _TOTALLED if name in total}


def money(dollars: Any) -> str:
    """US dollars: cents from a dollar on, two digits that matter below."""
    if isinstance(dollars, bool) or not isinstance(dollars, int | float):
        return f"cost {clean_line(str(dollars))}"
    if dollars == 0 or dollars >= 1:
        return f"${dollars:,.2f}"
    digits = 2
    while digits < 10 and round(dollars, digits) * 10**digits < 10:
        digits += 1
    return f"${dollars:.{digits}f}"


def ending(made: "Provenance") -> str:
    """Why a text stopped, if not by its own end; and whether it had to be corrected."""
    reason = made.finish_reason
    said = [] if reason in _OWN_ENDS else [_ENDINGS.get(reason, f"stopped: {clean_line(reason)}")]
    if made.repairs:
        said.append(f"sent back {'once' if made.repairs == 1 else f'{made.repairs} times'} to be corrected")
    return ", ".join(said)
