import { defineCommand } from "../command.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { note, print, printJson } from "../print.js";
import { readable, table } from "../table.js";

/** `promolab bench`: how fast this machine is. */
export const bench = defineCommand({
  verb: "bench",
  usage: "[names..]",
  summary: "measure speed on one core: shopper-days, env steps and agent updates a second",
  positionals: {
    names: { type: "string", array: true, describe: "which to measure; all when left out" },
  },
  options: {},
  examples: [
    ["promolab bench", "all, each the median of 5"],
    ["promolab bench shopper-days --json", "one, for a program"],
  ],
  completes: { names: async () => (await import("../../bench.js")).BENCHMARKS },
  async run({ names = [], json }) {
    const { BENCHMARKS, measure } = await import("../../bench.js");
    const chosen = BENCHMARKS.filter((name) => names.length === 0 || names.includes(name));
    const strange = names.find((name) => !(BENCHMARKS as readonly string[]).includes(name));
    if (strange !== undefined) throw new Misuse(unknown("benchmark", strange, BENCHMARKS));
    const results = chosen.map((name) => {
      note(`measuring ${name}`);
      return measure(name);
    });
    if (json) {
      printJson({ results });
      return 0;
    }
    const right = (head: string) => ({ head, align: "right" }) as const;
    const left = (head: string) => ({ head, align: "left" }) as const;
    print(
      table(
        [left("benchmark"), right("median"), right("min"), right("max"), left("unit"), left("")],
        results.map(({ name, median, min, max, unit, visitProbability }) => [
          name,
          readable(median),
          readable(min),
          readable(max),
          unit,
          visitProbability === undefined ? "" : `at a visit probability of ${visitProbability.toFixed(3)}`,
        ]),
      ),
    );
    return 0;
  },
});
