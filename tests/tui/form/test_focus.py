"""The focus goes where it is sent before the next key can come."""

from tests.tui.form.form_app import FormApp, form_of


async def test_a_field_has_the_focus_at_once() -> None:
    app = FormApp(form_of(a={"type": "string"}, b={"type": "string"}))
    async with app.run_test(size=(60, 20)):
        app.form.focus_field("b")
        assert app.focused is app.control("b")
