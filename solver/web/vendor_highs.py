"""HiGHS for the browser: the vendored files of the npm package ``highs``, and how they are taken.

``npm pack highs@1.15.3``, unpack it, and run ``python -m solver.web.vendor_highs package``: it copies the loader, packs
the program by zopfli (4 % smaller than gzip; a command of Debian's package of that name), and prints the digests, which
``tests/test_web.py`` holds. The licences of what the files contain stand in ``LICENSE-highs``, which is kept by hand.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

PACKAGE, VERSION = "1.15.3", "1.15.1"
"""Version of the npm package, and of the HiGHS in it; its first two parts are those of highspy."""
LOADER, PROGRAM, LICENCE = "highs.js", "highs.wasm.gz", "LICENSE-highs"
"""The vendored files: the loader, the WebAssembly program (gzip), and the licences."""


def loader() -> str:
    """Return the source of the loader."""
    return (files("solver.web") / LOADER).read_text(encoding="utf-8")


def program() -> bytes:
    """Return the WebAssembly program, packed by gzip."""
    return (files("solver.web") / PROGRAM).read_bytes()


def licence() -> str:
    """Return the licences of what the files contain."""
    return (files("solver.web") / LICENCE).read_text(encoding="utf-8")


def digests() -> dict[str, str]:
    """Return the SHA-256 of the loader and of the unpacked program."""
    return {
        LOADER: hashlib.sha256(loader().encode()).hexdigest(),
        PROGRAM: hashlib.sha256(gzip.decompress(program())).hexdigest(),
    }


def vendor(package: Path) -> None:
    """Take the files of an unpacked npm package.

    Args:
        package: Its folder.
    """
    here, build = Path(__file__).parent, package / "build"
    (here / LOADER).write_bytes((build / LOADER).read_bytes())
    unpacked = here / PROGRAM.removesuffix(".gz")
    shutil.copyfile(build / unpacked.name, unpacked)
    subprocess.run(["zopfli", unpacked], check=True)  # noqa: S603, S607 - a tool of those who update the files
    unpacked.unlink()


if __name__ == "__main__":
    vendor(Path(sys.argv[1]))
    for name, digest in digests().items():
        sys.stdout.write(f"{name} {digest}\n")
