"""What an action is told differently for the text provider that answers."""

from engine.actions.hyperparameters import Config
from engine.providers.registry import KINDS
from engine.providers.text import TextProvider


def tuned(config: Config, provider: TextProvider) -> Config:
    """`config` with what `tuned_for` says of this provider: of its name, or else of its kind.

    A name that is also a kind's means that kind: what stands in for it is not it.
    """
    stands_in = provider.name in KINDS and provider.name != provider.kind
    tuning = config.tuned_for.get(provider.kind if stands_in else provider.name)
    tuning = tuning or config.tuned_for.get(provider.kind)
    if tuning is None:
        return config
    changes = {name: getattr(tuning, name) for name in tuning.model_fields_set}
    return config.model_copy(update=changes)
