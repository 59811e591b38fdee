"""The page: plain data laid out as one self-contained HTML file; the one door to jinja2.

No script and nothing from elsewhere: the style sheet stands in the page, pictures are data, and the page's own
Content-Security-Policy allows just these. All text is escaped. The same document gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

if TYPE_CHECKING:
    from solver.report.html.blocks import Document

COLOURS = {
    "ink": "#16191d",
    "paper": "#ffffff",
    "quiet": "#454b53",
    "rule": "#7d858e",
    "shade": "#eef2f6",
    "accent": "#0b4a80",
    "hair": "#c4c9cf",
    "band": "#cfdae6",
    "edge": "#6a8199",
}
"""Colours of the page: text, ground, lesser text, rules, shaded ground, links and the proposal, hairlines, the room
and its edge. No colour means anything alone."""


def written(document: Document) -> bytes:
    """A document as a page of HTML.

    Args:
        document: The document.
    """
    templates = _templates()
    style = templates.get_template("style.css").render(
        run=f"{document.labels.run} {document.run}" if document.run.isalnum() else "",
        leaf=document.labels.leaf,
        **COLOURS,
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    text = templates.get_template("page.html").render(document=document, style=style, policy=policy)
    return text.encode()


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("solver.report.html"),
        autoescape=select_autoescape(["html"], default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
