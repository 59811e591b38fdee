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

INK, PAPER, QUIET, RULE, SHADE, ACCENT = "#1a1a1a", "#ffffff", "#4a4a4a", "#748294", "#eef2f6", "#17375a"
"""Colours of the page: text, ground, lesser text, rules, shaded ground, links and headings."""


def written(document: Document) -> bytes:
    """A document as a page of HTML.

    Args:
        document: The document.
    """
    templates = _templates()
    style = templates.get_template("style.css").render(
        run=f"{document.labels.run} {document.run}" if document.run.isalnum() else "",
        leaf=document.labels.leaf,
        ink=INK,
        paper=PAPER,
        quiet=QUIET,
        rule=RULE,
        shade=SHADE,
        accent=ACCENT,
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
