import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { writeWhole } from "../journal.js";
import { PLOT_ID, type Plot } from "../portable/plot.js";

/**
 * Writes a page of charts as one HTML file that needs nothing else: the viewer's drawings, their data and their style are
 * in it, and its content policy lets it load nothing. Charts take the reader's light or dark theme, show exact values
 * under the pointer, and each saves itself as SVG, PNG or CSV. Whole or not at all; equal plots give equal bytes.
 *
 * @throws RangeError naming the chart whose columns differ in length, or that has nothing to draw
 */
export async function writePlot(file: string, plot: Plot): Promise<void> {
  await writeWhole(file, plotHtml(plot));
}

/** The text of the file that `writePlot` writes. */
export function plotHtml(plot: Plot): string {
  check(plot);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${plot.title.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</title>
</head>
<body>
<noscript>These charts are drawn with JavaScript; the numbers stand in this file as JSON.</noscript>
<script type="application/json" id="${PLOT_ID}">${JSON.stringify(plot, plainly).replaceAll("<", "\\u003c")}</script>
<script>${drawings()}</script>
</body>
</html>
`;
}

const POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:";

/** Typed arrays as arrays; JSON writes their NaN as null, which is no value too. */
function plainly(_key: string, part: unknown): unknown {
  return ArrayBuffer.isView(part) ? Array.from(part as Float64Array) : part;
}

/** The script that draws, as `npm run build` makes it of viewer/plot.ts, safe inside a script element. */
function drawings(): string {
  // Where the package is built, this file is two folders below dist/; run as a source, two below the root.
  const file = [new URL("../../viewer/plot.js", import.meta.url), new URL("../../dist/viewer/plot.js", import.meta.url)]
    .map((url) => fileURLToPath(url))
    .find(existsSync);
  if (file === undefined) throw new Error("the viewer's drawings are not built; run: npm run build");
  // In a script's strings and patterns \x3C is the sign itself, and nothing in it ends or comments the element.
  return readFileSync(file, "utf8").replace(/<(?=!--|\/?script)/gi, "\\x3C");
}

function check({ charts }: Plot): void {
  if (charts.length === 0) throw new RangeError("plot: needs at least 1 chart, got none");
  for (const chart of charts) {
    if (chart.kind === "heat") {
      const cells = chart.x.names.length * chart.y.names.length;
      if (cells === 0 || chart.values.length !== cells)
        throw new RangeError(`plot: "${chart.heading}" needs ${cells || "some"} values, got ${chart.values.length}`);
      continue;
    }
    if (chart.kind === "tree") {
      if (chart.nodes.length === 0) throw new RangeError(`plot: "${chart.heading}" needs at least 1 node, got none`);
      continue;
    }
    if (chart.kind !== "lines") {
      if (chart.rows.length === 0) throw new RangeError(`plot: "${chart.heading}" needs at least 1 row, got none`);
      continue;
    }
    if (chart.series.length === 0) throw new RangeError(`plot: "${chart.heading}" needs at least 1 series, got none`);
    for (const { name, x, y, ribbons = [] } of chart.series)
      for (const column of [y, ...ribbons.flatMap(({ low, high }) => [low, high])])
        if (column.length !== x.length)
          throw new RangeError(`plot: "${chart.heading}", ${name}: needs ${x.length} values, got ${column.length}`);
  }
}
