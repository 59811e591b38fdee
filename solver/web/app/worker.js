/* The engine: in a worker, or on the page's own thread where the browser makes none. */

let ask = null;

const script = (...parts) => URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));

/** Start the engine in a worker; rejects where the browser makes none. */
function inWorker(loader, wasm) {
  const address = script(loader, "\n", byId("engine").textContent, "\nserveEngine(self);");
  return new Promise((done, refused) => {
    const worker = new Worker(address);
    const waiting = new Map();
    let count = 0;
    let rest;
    const checked = new Promise((told) => {
      rest = told;
    });
    const call = (name, ...args) =>
      new Promise((answered) => {
        count += 1;
        waiting.set(count, answered);
        worker.postMessage({ id: count, call: name, args });
      });
    worker.onerror = (event) => refused(new Error(event.message || "no worker"));
    worker.onmessage = ({ data }) => {
      if (data.id === "ready") {
        URL.revokeObjectURL(address);
        done({ ask: call, mismatches: data.mismatches, version: data.version, checked });
      } else if (data.id === "checked") rest(data.mismatches);
      else if (data.id === "failed") refused(new Error(data.what));
      else {
        waiting.get(data.id)(data.result);
        waiting.delete(data.id);
      }
    };
    worker.postMessage({ id: "start", lp, wasm });
  });
}

async function onThisThread(loader, wasm) {
  await new Promise((done, refused) => {
    const tag = el("script", { src: script(loader) });
    tag.addEventListener("load", done);
    tag.addEventListener("error", () => refused(new Error("no script")));
    document.head.append(tag);
  });
  const engine = await window.startEngine(lp, wasm);
  const call = async (name, ...args) => {
    try {
      return engine[name](...args);
    } catch (error) {
      return { kind: "fault", what: String(error) };
    }
  };
  const { mismatches } = engine.check(0, 1);
  return { ask: call, mismatches, version: engine.version, checked: window.checkedRest(engine) };
}

async function started() {
  const [loader, wasm] = await Promise.all(
    ["highs", "wasm"].map((id) => window.unpacked(byId(id).textContent)),
  );
  try {
    return await inWorker(loader, wasm);
  } catch {
    return onThisThread(loader, wasm);
  }
}
