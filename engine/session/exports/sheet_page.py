"""A contact sheet as one HTML page that needs no other file and no network."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from io import BytesIO

from engine.session.exports.exported import Exported
from engine.session.exports.tile import tile
from schemas.clean_text import clean, clean_line

SIDE = 512
"""Pixels of a picture's longer side; a click opens the file beside the page."""
_MOST_TEXT = 4000
_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 14px/1.4 system-ui, sans-serif; margin: 2rem; }}
main {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: 1.5rem; }}
figure {{ margin: 0; overflow-wrap: anywhere; }}
img {{ max-width: 100%; display: block; }}
pre {{ white-space: pre-wrap; max-height: 20rem; overflow: auto; border: 1px solid #8886; padding: .5rem; }}
figcaption p {{ margin: .2rem 0; opacity: .7; }}
</style>
</head>
<body>
<h1>{title}</h1>
<main>
"""


def sheet_page(results: Sequence[Exported], title: str) -> bytes:
    """Return the page. Takes a while: call it in a thread."""
    figures = "".join(_figure(result) for result in results)
    head = _HEAD.format(title=escape(clean_line(title)))
    return f"{head}{figures}</main>\n</body>\n</html>\n".encode(errors="replace")


def _figure(result: Exported) -> str:
    small = tile(result, SIDE)
    if not isinstance(small, str):
        file = BytesIO()
        small.save(file, "JPEG", quality=85)
        shown = f'<img alt="" src="data:image/jpeg;base64,{b64encode(file.getvalue()).decode()}">'
    else:
        shown = f"<pre>{escape(clean(small or result.text[:_MOST_TEXT] or result.media_type))}</pre>"
    note = f"<p>{escape(clean(result.marks.note))}</p>" if result.marks.note else ""
    return (
        f'<figure><a href="{escape(result.path.name)}">{shown}</a><figcaption>'
        f"<strong>{escape(clean_line(result.facts))}</strong>"
        f"<p>{escape(clean(result.prompt[:_MOST_TEXT]))}</p>{note}</figcaption></figure>\n"
    )
