"""The documents an author writes: workflow, step, module, form, sub-action, interaction, result display."""
