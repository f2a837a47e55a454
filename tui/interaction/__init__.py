"""The screen of an open interaction: form, actions, results, log, side by side or under tabs."""
