"""A headless Firefox in which tests open pages, driven by its own protocol (Marionette) with the standard library."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
PREFERENCES = {
    "marionette.port": 0,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "app.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}


@contextlib.contextmanager
def browsing(folder: Path) -> Iterator[Firefox]:
    """Start a browser, and stop it when the context ends.

    Args:
        folder: An empty folder for the browser's profile.
    """
    assert FIREFOX is not None
    folder.mkdir(exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lines = [f'user_pref("{key}", {json.dumps(value)});' for key, value in PREFERENCES.items()]
    lines.append(f'user_pref("marionette.port", {port});')
    (folder / "user.js").write_text("\n".join(lines))
    command = [FIREFOX, "--headless", "--marionette", "--no-remote", "--profile", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with _connected(port, process) as line:
            browser = Firefox(line)
            yield browser
            with contextlib.suppress(AssertionError, OSError):
                browser.ask("Marionette:Quit", {"flags": ["eForceQuit"]})
    finally:
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _connected(port: int, process: Any) -> socket.socket:
    until = time.monotonic() + 60
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=300)
        except OSError:
            assert process.poll() is None, "the browser ended"
            assert time.monotonic() < until, "the browser did not answer"
            time.sleep(0.1)


class Firefox:
    """A browser with one page."""

    def __init__(self, line: socket.socket) -> None:
        self._line, self._count, self._rest = line, 0, b""
        self._next()  # its greeting
        self.ask("WebDriver:NewSession", {"capabilities": {}})

    def ask(self, command: str, params: dict[str, Any] | None = None) -> Any:
        """Send a command and wait for its answer."""
        self._count += 1
        message = json.dumps([0, self._count, command, params or {}]).encode()
        self._line.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self._next()
        assert error is None, error
        return result

    def _next(self) -> Any:
        while b":" not in self._rest:
            self._receive()
        length, _, self._rest = self._rest.partition(b":")
        while len(self._rest) < int(length):
            self._receive()
        message, self._rest = self._rest[: int(length)], self._rest[int(length) :]
        return json.loads(message)

    def _receive(self) -> None:
        more = self._line.recv(1 << 20)
        assert more, "the browser ended"
        self._rest += more

    def open(self, page: Path) -> None:
        """Open a file, and wait until it has loaded."""
        self.ask("WebDriver:Navigate", {"url": page.resolve().as_uri()})

    def run(self, script: str) -> Any:
        """Run a script and return its value."""
        return self.ask("WebDriver:ExecuteScript", {"script": f"return {script};", "args": []})["value"]
