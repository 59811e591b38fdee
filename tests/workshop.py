"""The live page with a script of the tests in place of its own: it asks the engine in the worker and tells the answers.

The page keeps its own content policy, HiGHS and worker; ``asked`` in its data are calls of the engine.
"""

from __future__ import annotations

import json
import random
import time
from typing import TYPE_CHECKING, Any

from solver.web import workshop
from solver.web.export import engine_of, position, standing

if TYPE_CHECKING:
    from pathlib import Path

HARNESS = """
"use strict";
(async () => {
  const text = (id) => document.getElementById(id).textContent;
  const told = { started: performance.now() };
  try {
    const lp = JSON.parse(text("lp"));
    const [wasm, loader] = await Promise.all(["wasm", "highs"].map((id) => unpacked(text(id))));
    const parts = [new TextDecoder().decode(loader), text("engine"), "serveEngine(self)"];
    const worker = new Worker(URL.createObjectURL(new Blob([parts.join("\\n")])));
    const waiting = {};
    const toldOf = (id) => new Promise((resolve) => { waiting[id] = resolve; });
    const failed = new Promise((_, reject) => {
      worker.onerror = (event) => reject(new Error(event.message));
      worker.onmessage = ({ data }) => {
        if (data.id === "failed") reject(new Error(data.what));
        else waiting[data.id](data);
      };
    });
    const answer = globalThis.answer = (message) => {
      const found = Promise.race([toldOf(message.id), failed]);
      worker.postMessage(message);
      return found;
    };
    const checked = toldOf("checked");
    const ready = Promise.race([toldOf("ready"), failed]);
    worker.postMessage({ id: "start", lp, wasm });
    told.ready = await ready;
    told.ready.mismatches.push(...(await checked).mismatches);
    told.open = performance.now();
    told.results = [];
    told.milliseconds = [];
    for (const [call, ...args] of lp.asked) {
      const before = performance.now();
      const { result } = await answer({ id: 1, call, args });
      told.milliseconds.push(performance.now() - before);
      told.results.push(lp.keep === "kind" ? result?.kind ?? result : result);
    }
  } catch (error) {
    told.fault = String(error?.stack ?? error);
  }
  const place = document.createElement("pre");
  place.id = "told";
  place.textContent = JSON.stringify(told);
  document.body.append(place);
})();
"""
TOLD = "document.getElementById('told') ? document.getElementById('told').textContent : null"


def page(
    shipped: dict[str, Any], asked: list[list[Any]], path: Path, *, keep: str = "all", more: str = ""
) -> Path:
    """Write a page that asks the engine these calls.

    Args:
        shipped: What the page holds of a scenario.
        asked: Calls of the engine, each its name and its arguments.
        path: The page.
        keep: ``kind`` where the answers themselves are not needed.
        more: Script that stands after that of the tests.
    """
    path.write_bytes(workshop.page({**shipped, "asked": asked, "keep": keep}, app=HARNESS + more))
    return path


def answers(browser: Any, path: Path, *, seconds: float = 200) -> dict[str, Any]:
    """Open such a page in a browser, and return what it tells when it is done."""
    browser.open(path)
    until = time.monotonic() + seconds
    while (text := browser.run(TOLD)) is None:
        assert time.monotonic() < until, "the page did not finish"
        time.sleep(0.05)
    told = json.loads(text)
    assert "fault" not in told, told["fault"]
    assert told["ready"]["id"] == "ready", told["ready"]
    return told


def positions(shipped: Any, count: int, seed: int) -> list[tuple[dict[str, float], dict[str, float]]]:
    """Return positions of all sliders: the scenario as it stands, then drawn ones."""
    drawn = random.Random(seed)
    return [standing(shipped), *(position(shipped, drawn) for _ in range(count - 1))]


def programs(shipped: Any, asked: list[tuple[dict[str, float], dict[str, float]]]) -> list[Any]:
    """Return the program's own points at positions, and the seconds of each; None where there is no plan."""
    engine = engine_of(shipped)
    found = []
    for values, weights in asked:
        before = time.perf_counter()
        point = engine.at_weights(weights, list(values.values()))
        found.append((engine, point, time.perf_counter() - before))
    return found


def worst(shipped: Any, points: list[Any], told: list[dict[str, Any]]) -> float:
    """Return how far the page's V, frames and spends are from the program's at most; plans are in the same places."""
    off = 0.0
    for (engine, point, _), answer in zip(points, told, strict=True):
        assert answer["kind"] == ("none" if point is None else "plan"), answer
        if point is None:
            continue
        years = shipped.figures.years
        off = max(off, abs(answer["value"] - point.value))
        for (c, y), frame in zip(engine.frames, point.frames.tolist(), strict=True):
            off = max(off, abs(answer["frames"][c][years.index(y)] - frame))
        for (a, y), spend in zip(engine.spends, point.spend.tolist(), strict=True):
            off = max(off, abs(answer["spends"][a][years.index(y)] - spend))
    return off
