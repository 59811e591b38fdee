"""A headless Chromium in which tests open pages, driven over a pipe with the standard library alone."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)


def axe() -> Path | None:
    """Return the script of axe-core, from ``AXE_CORE`` or an npm folder above this one; None if there is none."""
    named = os.environ.get("AXE_CORE")
    folders = [Path(named)] if named else []
    folders += [above / "node_modules" / "axe-core" for above in Path(__file__).resolve().parents]
    return next((found for f in folders if (found := f / "axe.min.js").is_file()), None)


PIPED = (
    "import os, sys; a, b = (os.dup(int(fd)) for fd in sys.argv[1:3]); "
    "os.dup2(a, 3); os.dup2(b, 4); os.set_inheritable(3, True); os.set_inheritable(4, True); "
    "os.execvp(sys.argv[3], sys.argv[3:])"
)
"""Program that replaces itself by the browser, which reads from file descriptor 3 and writes to 4."""


@contextlib.contextmanager
def browsing(folder: Path) -> Iterator[Browser]:
    """Start a browser, and stop it when the context ends.

    Args:
        folder: An empty folder for the browser's profile.
    """
    assert CHROMIUM is not None
    theirs, write = os.pipe()
    read, back = os.pipe()
    command = [sys.executable, "-c", PIPED, str(theirs), str(back), CHROMIUM, *FLAGS]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(
        [*command, f"--user-data-dir={folder}", "about:blank"], pass_fds=(theirs, back), **quiet
    )
    for end in (theirs, back):
        os.close(end)
    try:
        browser = Browser(read, write)
        yield browser
        with contextlib.suppress(AssertionError, OSError):
            browser.ask("Browser.close")
    finally:
        for end in (read, write):
            os.close(end)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Browser:
    """A browser with one page.

    Args:
        read: File descriptor to read messages from.
        write: File descriptor to write messages to.
    """

    def __init__(self, read: int, write: int) -> None:
        self._read, self._write = read, write
        self._count, self._rest = 0, b""
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = next(t for t in self.ask("Target.getTargets")["targetInfos"] if t["type"] == "page")
        attach = {"targetId": target["targetId"], "flatten": True}
        self._session = self.ask("Target.attachToTarget", attach)["sessionId"]
        for domain in ("Page", "Log", "Network", "Runtime"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send a command and wait for its answer; other messages that arrive meanwhile are kept in ``events``."""
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": params or {}}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while (told := self._next()).get("id") != self._count:
            self.events.append(told)
        assert "error" not in told, told["error"]
        return told["result"]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._read, 1 << 20)
            assert more, "the browser ended"
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)

    def open(self, page: Path, width: int = 1200, height: int = 900) -> None:
        """Open a file, and wait until it has loaded."""
        self.events.clear()
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.ask("Emulation.setDeviceMetricsOverride", size)
        self.ask("Page.navigate", {"url": page.resolve().as_uri()})
        self.until("Page.loadEventFired")

    def until(self, event: str) -> None:
        """Wait until an event has come since the events were cleared."""
        while not any(e.get("method") == event for e in self.events):
            self.events.append(self._next())

    def run(self, script: str) -> Any:
        """Run a script, await its promises and return its value; the policy of the page does not block it."""
        asked = {"expression": script, "awaitPromise": True, "returnByValue": True}
        told = self.ask("Runtime.evaluate", asked)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")
