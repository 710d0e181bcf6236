import type { BenchResult } from "../../bench/measure.js";
import { defineCommand } from "../command.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { note, print, printJson } from "../print.js";
import { readable, table } from "../table.js";

/** `promolab bench`: how fast this machine is. */
export const bench = defineCommand({
  verb: "bench",
  usage: "[names..]",
  summary: "measure speed on one core, and memory: shopper-days, env steps and agent updates a second",
  positionals: {
    names: { type: "string", array: true, describe: "which to measure; all when left out" },
  },
  options: {},
  examples: [
    ["promolab bench", "all, each in a process of its own, as medians"],
    ["promolab bench shopper-days --json", "one, for a program"],
    ["promolab bench agents", "those of the agents"],
    ["promolab bench memory/1m-shoppers", "whether a city fits this machine"],
  ],
  completes: { names: async () => (await import("../../bench/benchmarks.js")).BENCHMARK_NAMES },
  async run({ names = [], json }) {
    const { BENCHMARK_NAMES, benchmarksNamed } = await import("../../bench/benchmarks.js");
    const { measure } = await import("../../bench/measure.js");
    const strange = names.find((name) => benchmarksNamed(name).length === 0);
    if (strange !== undefined) throw new Misuse(unknown("benchmark", strange, [...BENCHMARK_NAMES, "agents"]));
    const wanted = new Set(names.flatMap(benchmarksNamed));
    const results: BenchResult[] = [];
    for (const name of BENCHMARK_NAMES) {
      if (names.length > 0 && !wanted.has(name)) continue;
      note(`measuring ${name}`);
      results.push(await measure(name));
    }
    if (json) printJson({ results });
    else print(report(results));
    return 0;
  },
});

function report(results: readonly BenchResult[]): string {
  const right = (head: string) => ({ head, align: "right" }) as const;
  const left = (head: string) => ({ head, align: "left" }) as const;
  return table(
    [left("benchmark"), right("median"), right("min"), right("max"), left("unit"), right("GiB at most"), left("")],
    results.map((result) => [
      result.name,
      readable(result.median),
      readable(result.min),
      readable(result.max),
      result.unit,
      readable(result.peakGiB, 2),
      remarks(result),
    ]),
  );
}

function remarks({ ratio, microseconds, visitProbability, prepareSeconds }: BenchResult): string {
  const found: string[] = [];
  if (ratio)
    found.push(`${ratio.median.toFixed(2)} of ${ratio.to} (${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)})`);
  if (microseconds !== undefined) found.push(`${microseconds.toFixed(0)} µs each`);
  if (visitProbability !== undefined) found.push(`at a visit probability of ${visitProbability.toFixed(3)}`);
  if (prepareSeconds >= 5) found.push(`after ${prepareSeconds.toFixed(0)} s of preparation`);
  return found.join(", ");
}
