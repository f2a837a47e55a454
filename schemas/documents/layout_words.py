"""The words of `_ux`: what a layout, a width, a control may be called."""

from typing import Literal

Layout = Literal["grid", "sections", "vertical", "horizontal"]
SectionStyle = Literal["card", "collapsible", "flat"]
Gap = Literal["sm", "md", "lg"]
Width = Literal["full", "half", "third", "auto"]
InputType = Literal[
    "text",
    "textarea",
    "secret",
    "date",
    "time",
    "datetime",
    "color",
    "file",
    "number",
    "slider",
    "checkbox",
    "select",
    "radio",
    "multiselect",
    "json",
]
Language = Literal["jinja"]
