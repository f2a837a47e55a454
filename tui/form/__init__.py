"""The form on the screen: a view of `engine.form.model.FormModel`."""
