/* The bars beside the table of frames: decoration, since the table has the numbers. */

const BAR = { width: 120, height: 20, half: 48 }; // pixels; half an axis
const placed = (value, scale) => BAR.width / 2 + (BAR.half * inUnit(value)) / scale.end;

/** An axis that holds all values [MSEK]: one round end on either side, in the report's unit, halved once. */
function axis(values) {
  const most = Math.max(...values.map((value) => Math.abs(inUnit(value))), 1e-6);
  const power = 10 ** Math.floor(Math.log10(most));
  const end = [1, 2, 4, 6, 8, 10].map((n) => n * power).find((n) => n >= most * (1 - SAME));
  return { end, ticks: [-end, -end / 2, 0, end / 2, end] };
}

function ticks(scale) {
  const decimals = Math.max(0, -Math.floor(Math.log10(scale.end / 2)));
  const marks = scale.ticks.flatMap((value) => {
    const x = BAR.width / 2 + (BAR.half * value) / scale.end;
    const text = svg("text", { x, y: 9, "text-anchor": "middle", class: "tick" });
    text.textContent = signed(value, value ? decimals : 0);
    return [text, svg("line", { x1: x, x2: x, y1: 11, y2: 15, class: "axis" })];
  });
  return svg(
    "svg",
    { width: BAR.width, height: 15, viewBox: `0 0 ${BAR.width} 15`, "aria-hidden": "true" },
    ...marks,
  );
}

function bar(change, span, scale) {
  const zero = BAR.width / 2;
  const parts = [];
  if (span) {
    const [from, to] = span.map((end) => placed(end, scale));
    parts.push(svg("rect", { x: from, y: 3, width: Math.max(to - from, 0.5), height: 14, class: "band" }));
  }
  const to = placed(change, scale);
  parts.push(
    svg("rect", { x: Math.min(zero, to), y: 6.5, width: Math.abs(to - zero), height: 7, class: "change" }),
  );
  parts.push(svg("line", { x1: zero, x2: zero, y1: 0, y2: BAR.height, class: "zero" }));
  return svg(
    "svg",
    {
      width: BAR.width,
      height: BAR.height,
      viewBox: `0 0 ${BAR.width} ${BAR.height}`,
      "aria-hidden": "true",
    },
    ...parts,
  );
}
