"""Which kind a file is, a follow-up or a scenario: asked of every file, so that it waits for nothing else."""

from __future__ import annotations

from pathlib import Path

from models.file.folder import Folder
from models.file.tree import parse
from models.problems import Refused


def is_follow_up(path: str | Path) -> bool:
    """Return whether a file says that it is a follow-up; False where it cannot be read."""
    path = Path(path)
    try:
        tree = parse(Folder(shown=path.parent).bytes(path.name), path.name)
    except Refused:
        return False
    return isinstance(tree.root, dict) and tree.root.get("kind") == "follow_up"
