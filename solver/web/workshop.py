"""The page: one HTML file that holds the program, HiGHS and everything told, and needs nothing from elsewhere."""

from __future__ import annotations

import base64
import gzip
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from models.reading import read
from models.scenario import Scenario
from solver.web import vendor_highs
from solver.web.export import as_json, export
from solver.web.sliders import refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.problems import Language

MARK = b'<script type="application/octet-stream" id="wasm">'
"""What a file holds that is such a page."""
PARTS = (
    "data",
    "numbers",
    "elements",
    "state",
    "worker",
    "asking",
    "frames",
    "bars",
    "goals",
    "why",
    "answer",
    "no_plan",
    "controls",
    "compare",
    "yardsticks",
    "address",
    "keeping",
    "start",
)
"""The parts of the page's script, in order; each uses what stands in any other."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Workshop:
    """The live page of a scenario.

    Attributes:
        scenario: The scenario.
        shipped: What the page holds of it, see ``solver.web.export``.
    """

    scenario: Scenario
    shipped: Mapping[str, Any]

    def __repr__(self) -> str:
        """Say which scenario it is of."""
        return f"<Workshop: {self.scenario.title}>"

    @property
    def html(self) -> bytes:
        """The page; the same scenario gives the same bytes."""
        return page(self.shipped)

    def save(self, path: str | Path) -> Path:
        """Write the page, whole or not at all, and return where.

        Args:
            path: Its path, such as ``budgetverkstad.html``; an earlier page there is replaced.

        Raises:
            ScenarioError: A file stands there that is no such page.
            OSError: The file cannot be written.
        """
        place = Path(path)
        if place.is_file() and MARK not in place.read_bytes():
            raise refused(
                self.scenario,
                f"{place} är en fil som inte är någon budgetverkstad; ange en annan med --out",
                f"{place} is a file that is no budget workshop; name another by --out",
            )
        with NamedTemporaryFile(dir=place.parent, prefix=f".{place.name}.", delete=False) as made:
            made.write(self.html)
        try:
            Path(made.name).chmod(0o644)
            Path(made.name).replace(place)
        except OSError:
            with suppress(OSError):
                Path(made.name).unlink()
            raise
        return place


def workshop(
    scenario: Scenario | str | Path | Mapping[str, Any],
    levers: str | Sequence[str] | None = None,
    *,
    language: Language | None = None,
) -> Workshop:
    """Make the live page of a scenario, in which weights and limits are moved and the program answers.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.
        levers: What has a slider beside the weights: ``PATH``, ``PATH=LOW..HIGH`` or the id of a declared lever, one
            or several; the money and the set limits of stability if absent.
        language: ``sv`` or ``en``; the scenario's if absent.

    Raises:
        ScenarioError: The file is wrong, or the page could not answer exactly; the error names why.
        NoPlanError: The limits leave no plan at the scenario's own values.
    """
    asked = scenario if isinstance(scenario, Scenario) else read(scenario)
    moved = [levers] if isinstance(levers, str) else levers
    return Workshop(scenario=asked, shipped=export(asked, moved, language=language))


def page(shipped: Mapping[str, Any], *, app: str | None = None) -> bytes:
    """Lay out what is shipped as a page.

    Args:
        shipped: What the page holds, see ``solver.web.export``.
        app: The script that shows it; the page's own if absent.
    """
    scripts = {"engine": _code(_text("engine.js")), "app": _code(_app() if app is None else app)}
    text = (
        _templates()
        .get_template("page.html.j2")
        .render(
            language=shipped["scenario"]["language"],
            title=shipped["scenario"]["title"],
            words=shipped["words"],
            weights_derived=shipped["scenario"]["weights_derived"],
            policy=_policy(scripts.values()),
            style=_Markup(_text("style.css")),
            lp=_Markup(as_json(shipped)),
            wasm=_packed(vendor_highs.program()),
            highs=_packed(gzip.compress(vendor_highs.loader().encode(), 9, mtime=0)),
            licence=vendor_highs.licence(),
            **{name: _Markup(code) for name, code in scripts.items()},
        )
    )
    return text.encode()


def _policy(scripts: Any) -> str:
    """Return the content policy: the two scripts, HiGHS from a blob, no request to anywhere."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'" for code in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes} 'wasm-unsafe-eval' blob:; worker-src blob:; "
        "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _text(name: str) -> str:
    return (files("solver.web") / name).read_text(encoding="utf-8")


def _app() -> str:
    """Return the script that shows the page: its parts in one closure."""
    parts = "\n".join(_text(f"app/{name}.js") for name in PARTS)
    return f'"use strict";\n(() => {{\n{parts}\nstart();\n}})();\n'


def _code(source: str) -> str:
    """Return a script that can stand in a page; its sources hold neither of these but in text."""
    return source.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _packed(data: bytes) -> _Markup:
    return _Markup(base64.b64encode(data).decode())


class _Markup(str):
    """Text that stands in the page as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the text, as jinja2 asks."""
        return str(self)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("solver.web", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
