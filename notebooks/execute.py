"""Execute the notebooks: from ``N_name.py`` (percent format) to ``N_name.ipynb`` beside it, with outputs.

python notebooks/execute.py [NAME …]              write them
python notebooks/execute.py --check [NAME …]      write nothing; report notebooks whose outputs have changed

The same notebook gives the same bytes on the same versions: cells are numbered, and the file holds no time, path
or version of Python. ``--check`` compares sources and text outputs; plots may differ between versions.
"""

from __future__ import annotations

import argparse
import base64
import io
import os
import sys
import tempfile
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from PIL import Image

HERE = Path(__file__).parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}
COLOURS = 32
TEXT = ("text/plain", "text/markdown", "text/html")
"""Types of output that must be the same wherever a notebook is executed."""


def sources() -> tuple[Path, ...]:
    """Return the source files of the notebooks, in order."""
    return tuple(sorted(HERE.glob("[0-9]_*.py")))


def unexecuted(path: Path) -> NotebookNode:
    """Return a notebook without outputs, with its cells numbered."""
    book = jupytext.read(path, fmt="py:percent")
    book.metadata = nbformat.from_dict(METADATA)
    book.nbformat, book.nbformat_minor = 4, 5
    for n, cell in enumerate(book.cells, start=1):
        cell.id = f"cell-{n}"
        cell.metadata = NotebookNode()
    return book


def executed(path: Path) -> NotebookNode:
    """Return a notebook with its outputs, executed in its own folder as Jupyter does.

    Raises:
        nbclient.exceptions.CellExecutionError: A cell ended in an error.
    """
    book = unexecuted(path)
    with tempfile.TemporaryDirectory() as folder:
        env = {
            # whatever backend is set, pictures go in the notebook
            **{key: value for key, value in os.environ.items() if key != "MPLBACKEND"},
            "IPYTHONDIR": folder,
            "MPLCONFIGDIR": os.environ.get("MPLCONFIGDIR", folder),
            "PYTHONPATH": os.pathsep.join(filter(None, (str(HERE.parent), os.environ.get("PYTHONPATH")))),
        }
        client = NotebookClient(
            book,
            timeout=300,
            startup_timeout=300,
            kernel_name="python3",
            extra_arguments=["--log-level=40"],
            resources={"metadata": {"path": str(HERE)}},
        )
        client.execute(env=env)
    book.metadata = nbformat.from_dict(METADATA)
    for cell in book.cells:
        cell.metadata = NotebookNode()
        if cell.cell_type == "code":
            cell.outputs = [slim(output) for output in joined(cell.outputs)]
    return book


def joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return outputs with consecutive pieces of printed text joined, so that they do not depend on timing."""
    kept: list[NotebookNode] = []
    for output in outputs:
        before = kept[-1] if kept else None
        if (
            before is not None
            and output.output_type == "stream" == before.output_type
            and output.name == before.name
        ):
            before.text += output.text
        else:
            kept.append(output)
    return kept


def slim(output: NotebookNode) -> NotebookNode:
    """Reduce a plot to as few colours as it needs, a third of the bytes; return other output as it is."""
    drawn = output.get("data", {}).get("image/png")
    if drawn is not None:
        kept = io.BytesIO()
        picture = Image.open(io.BytesIO(base64.b64decode(drawn))).convert("RGB")
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
        output.data["image/png"] = base64.b64encode(kept.getvalue()).decode()
    return output


def stable(book: NotebookNode) -> str:
    """Return the text of the notebook file."""
    nbformat.validate(book)
    return nbformat.writes(book, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def told(book: NotebookNode) -> list[tuple[str, str]]:
    """Return the source and the text output of each cell."""
    found = []
    for cell in book.cells:
        said = [
            output.text if output.output_type == "stream" else output.data.get(kind, "")
            for output in cell.get("outputs", ())
            for kind in (TEXT if output.output_type != "stream" else ("",))
        ]
        found.append((cell.source, "".join(said)))
    return found


def differences(path: Path) -> list[str]:
    """Return the differences between a stored notebook and the result of executing its source."""
    stored = path.with_suffix(".ipynb")
    if not stored.exists():
        return [f"{stored.name} is missing"]
    old, new = told(nbformat.read(stored, as_version=4)), told(executed(path))
    if [source for source, _ in old] != [source for source, _ in new]:
        return [f"{stored.name} has other cells than {path.name}"]
    return [
        f"{stored.name}, cell {n}: executing it gives\n{b}\ninstead of\n{a}"
        for n, ((_, a), (_, b)) in enumerate(zip(old, new, strict=True), start=1)
        if a != b
    ]


def main() -> int:
    """Write or check the named notebooks, or all of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="beginnings of names: 1, 2_the …; without them all"
    )
    given = parser.parse_args()
    chosen = [p for p in sources() if not given.names or p.name.startswith(tuple(given.names))]
    if not chosen:
        parser.error("no notebook has such a name")
    found = []
    for path in chosen:
        if given.check:
            found += differences(path)
        else:
            path.with_suffix(".ipynb").write_text(stable(executed(path)), encoding="utf-8")
            sys.stderr.write(f"{path.with_suffix('.ipynb').name}\n")
    sys.stdout.write("".join(f"{line}\n" for line in found))
    if found:
        sys.stderr.write("update them: python notebooks/execute.py\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
