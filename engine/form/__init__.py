"""The form model: fields, values, errors, visibility and the submission, without a screen."""
