"""What an action is told differently for the text provider that answers."""

from engine.actions.hyperparameters import Config
from engine.providers.text import TextProvider


def tuned(config: Config, provider: TextProvider) -> Config:
    """`config` with what `tuned_for` says of this provider: of its name, or else of its kind."""
    tuning = config.tuned_for.get(provider.name) or config.tuned_for.get(provider.kind)
    if tuning is None:
        return config
    changes = {name: getattr(tuning, name) for name in tuning.model_fields_set}
    return config.model_copy(update=changes)
